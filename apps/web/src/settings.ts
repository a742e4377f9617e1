import type { DrawStyle, OneEuroOptions } from "face88/web";
import { elements } from "./elements.js";

interface Level {
  readonly name: string;
  readonly smoothing: OneEuroOptions | false;
}

/** Positions of the smoothing slider, from none to the calmest. */
const levels: readonly Level[] = [
  { name: "off", smoothing: false },
  { name: "light", smoothing: { minCutoff: 2, beta: 60 } },
  { name: "normal", smoothing: {} },
  { name: "strong", smoothing: { minCutoff: 0.25, beta: 15 } },
  { name: "strongest", smoothing: { minCutoff: 0.1, beta: 8 } },
];

/** What the page's controls say. */
export const settings = {
  /** What to draw. */
  get styles(): readonly DrawStyle[] {
    const chosen = elements.styles.find((input) => input.checked)?.value;
    return chosen === "mesh" ? ["mesh"] : chosen === "both" ? ["mesh", "points"] : ["points"];
  },
  /** How much points are smoothed. */
  get smoothing(): OneEuroOptions | false {
    return levels[elements.smoothing.valueAsNumber].smoothing;
  },
  /** Whether the camera is shown mirrored. */
  get mirror(): boolean {
    return elements.mirror.checked;
  },
};

/** Shows the words beside the sliders, and has screen readers say them. */
export function showSettings(): void {
  const { name } = levels[elements.smoothing.valueAsNumber];
  elements.smoothingValue.textContent = name;
  elements.smoothing.setAttribute("aria-valuetext", name);
  const share = elements.wipe.valueAsNumber;
  elements.overlay.style.clipPath = `inset(0 0 0 ${share}%)`;
  elements.divider.style.left = `${share}%`;
  elements.divider.hidden = share === 0 || share === 100;
  elements.wipeValue.textContent = share === 0 ? "after" : share === 100 ? "before" : `${share} %`;
  const words = share === 0 ? "faces drawn" : share === 100 ? "no faces drawn" : `none drawn on the left ${share} %`;
  elements.wipe.setAttribute("aria-valuetext", words);
}
