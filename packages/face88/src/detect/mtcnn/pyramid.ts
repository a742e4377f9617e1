import { WINDOW } from "./options.js";

/** One size of the image that P-Net looks at. */
export interface Level {
  /** Pixels, >= 12. */
  readonly width: number;
  /** Pixels, >= 12. */
  readonly height: number;
}

/**
 * Sizes at which faces of `minFace` pixels and more are as large as P-Net's window in one of them, largest size first.
 * @returns none when the image is smaller than the smallest face
 * @see Zhang et al., Joint Face Detection and Alignment using Multi-task Cascaded CNNs, SPL 2016, section II.A
 */
export function pyramid(width: number, height: number, minFace: number, factor: number): Level[] {
  const levels: Level[] = [];
  for (let scale = WINDOW / minFace; Math.min(width, height) * scale >= WINDOW; scale *= factor) {
    levels.push({ width: Math.ceil(width * scale), height: Math.ceil(height * scale) });
  }
  return levels;
}
