import { POINTS } from "face88/web";
import { elements } from "./elements.js";
import { onStage } from "./stage.js";

const { stage, label, walk, point: line } = elements;

/** A point of one of the faces. */
interface Place {
  readonly face: number;
  readonly index: number;
}

/** How near the pointer must be to a point, CSS pixels. */
const reach = 14;

/** Names the point under the pointer, or the one that the slider has come to. */
export function watchPoints(): void {
  stage.addEventListener("pointermove", ({ clientX, clientY }) => {
    const found = nearest(clientX, clientY);
    if (found) tell(found);
    else hide();
  });
  stage.addEventListener("pointerleave", hide);
  walk.addEventListener("input", () => {
    const at = walk.valueAsNumber;
    walk.setAttribute("aria-valuetext", tell({ face: Math.floor(at / POINTS.length), index: at % POINTS.length }));
  });
  walk.addEventListener("blur", hide);
}

function nearest(clientX: number, clientY: number): Place | undefined {
  const shown = onStage();
  const at = shown?.overlay.toPicture(clientX, clientY);
  const beside = shown?.overlay.toPicture(clientX + 1, clientY);
  if (!shown || !at || !beside) return undefined;
  const cssPixel = Math.abs(beside[0] - at[0]);
  let best: Place | undefined;
  let least = reach * cssPixel;
  shown.faces.forEach(({ points }, face) => {
    for (let index = 0; index < POINTS.length; index++) {
      const distance = Math.hypot(points.data[2 * index] - at[0], points.data[2 * index + 1] - at[1]);
      if (distance >= least) continue;
      least = distance;
      best = { face, index };
    }
  });
  return best;
}

/** Shows a point's name beside it, and its place below the slider, which it also returns. */
function tell({ face, index }: Place): string {
  const shown = onStage();
  const points = shown?.faces[face]?.points;
  if (!shown || !points) return "";
  const { name } = POINTS[index];
  const [x, y] = points.at(index);
  line.textContent = `${name} (${index}): ${x.toFixed(1)}, ${y.toFixed(1)}`;
  const place = shown.overlay.toClient(x, y);
  if (!place) return "";
  const frame = stage.getBoundingClientRect();
  label.textContent = name;
  label.hidden = false;
  const left = Math.min(place[0] - frame.left + 12, frame.width - label.offsetWidth - 6);
  label.style.left = `${Math.max(6, left)}px`;
  label.style.top = `${Math.max(4, place[1] - frame.top - 34)}px`;
  return line.textContent;
}

function hide(): void {
  label.hidden = true;
}
