import { elements } from "./elements.js";

/** Newest pictures that the figures are about. */
const newest = 30;
let spent: number[] = [];
let stamps: number[] = [];

/** Forgets the figures. */
export function clearFigures(): void {
  spent = [];
  stamps = [];
  for (const field of [elements.faces, elements.ms, elements.fps]) field.textContent = "–";
}

/** Shows how many faces there are, and how long looking takes: the median of the newest pictures. */
export function showFigures(faces: number, elapsed: number, live: boolean): void {
  spent = [...spent, elapsed].slice(-newest);
  const now = performance.now();
  // A pause is not a slow frame.
  if (now - (stamps.at(-1) ?? now) > 1000) stamps = [];
  stamps = [...stamps, now].slice(-newest);
  elements.faces.textContent = String(faces);
  elements.ms.textContent = median(spent).toFixed(spent.length > 1 ? 1 : 0);
  const seconds = (now - stamps[0]) / 1000;
  elements.fps.textContent = live && seconds > 0 ? ((stamps.length - 1) / seconds).toFixed(0) : "–";
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}
