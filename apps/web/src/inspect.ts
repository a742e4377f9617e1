import { POINTS } from "face88/web";
import { elements } from "./elements.js";
import { onDrawn, onStage } from "./stage.js";

const { stage, ring, label, walk, point: line } = elements;

/** A point of one of the faces. */
interface Place {
  readonly face: number;
  readonly index: number;
}

/** How near the pointer must be to a point, CSS pixels. */
const reach = 14;
const invitation = line.textContent;

/** The point whose name is shown. */
let named: Place | undefined;

/** Names the point under the pointer, or the one that the slider has come to. */
export function watchPoints(): void {
  // A finger that taps does not move.
  for (const type of ["pointermove", "pointerdown"] as const) {
    stage.addEventListener(type, ({ clientX, clientY }) => name(nearest(clientX, clientY)));
  }
  stage.addEventListener("pointerleave", ({ pointerType }) => {
    if (pointerType !== "touch") name(undefined);
  });
  for (const type of ["input", "focus"] as const) {
    walk.addEventListener(type, () => {
      name(chosen());
      describe();
    });
  }
  walk.addEventListener("blur", () => name(undefined));
  onDrawn(() => {
    const shown = onStage();
    const faces = shown?.faces.length ?? 0;
    if (!shown) {
      walk.value = "0";
      walk.disabled = true;
      line.textContent = invitation;
    } else if (faces > 0) {
      walk.max = String(faces * POINTS.length - 1);
      // Once a picture; not while faces are followed: whoever listens would never hear the end of it.
      if (walk.disabled) describe();
      // And not taken away again while a face is out of sight: it may have the focus.
      walk.disabled = false;
    }
    name(named);
  });
}

/** The point that the slider stands at. */
function chosen(): Place {
  const at = walk.valueAsNumber;
  return { face: Math.floor(at / POINTS.length), index: at % POINTS.length };
}

/** Puts the slider's place into words, for those who do not see it. */
function describe(): void {
  walk.setAttribute("aria-valuetext", wordsOf(chosen()));
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

/** A point's name, number and place, or that its face is gone. */
function wordsOf({ face, index }: Place): string {
  const faces = onStage()?.faces ?? [];
  if (!faces[face]) return "no face";
  const [x, y] = faces[face].points.at(index);
  const which = faces.length > 1 ? `face ${face + 1}, ` : "";
  return `${which}${POINTS[index].name} (${index}): ${x.toFixed(1)}, ${y.toFixed(1)}`;
}

/** Shows a point's name beside it, where it is now, and its place below the slider; without a point, nothing. */
function name(place: Place | undefined): void {
  const point = place && onStage()?.faces[place.face]?.points.at(place.index);
  const at = point && onStage()?.overlay.toClient(...point);
  named = at && place;
  ring.hidden = label.hidden = named === undefined;
  if (!at || !named) return;
  line.textContent = wordsOf(named);
  label.textContent = POINTS[named.index].name;
  const frame = stage.getBoundingClientRect();
  const [x, y] = [at[0] - frame.left - stage.clientLeft, at[1] - frame.top - stage.clientTop];
  ring.style.left = `${x}px`;
  ring.style.top = `${y}px`;
  const left = Math.min(x + 12, stage.clientWidth - label.offsetWidth - 6);
  label.style.left = `${Math.max(6, left)}px`;
  label.style.top = `${Math.max(4, y - 34)}px`;
}
