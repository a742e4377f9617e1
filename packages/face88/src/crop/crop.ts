import type { RgbaImage } from "../image/rgba.js";
import type { Region } from "./region.js";
import { shrink } from "./shrink.js";

/** How pixels become a network's numbers. */
export interface CropOptions {
  /** Side of the square crop, pixels. */
  readonly side: number;
  /** Number for a channel value of 0. */
  readonly low: number;
  /** Number for a channel value of 255. */
  readonly high: number;
  /** What lies outside of the image: `edge` repeats its border pixels, `zero` is the number 0. */
  readonly outside: "edge" | "zero";
}

/**
 * Cuts a region out of an image, turns it upright, resizes it and turns it into a network's input.
 *
 * Sampling is bilinear at pixel centres; where the region is reduced by two or more, whole blocks of pixels are averaged
 * first, so that fine detail does not alias.
 * @param into  where to write, `side * side * 3` numbers from `offset` on; rows from the top, red, green, blue
 * @returns `into`
 */
export function cropInto(
  image: RgbaImage,
  region: Region,
  options: CropOptions,
  into: Float32Array = new Float32Array(options.side * options.side * 3),
  offset = 0,
): Float32Array {
  const { side, low, high } = options;
  const source = shrink(image, region, Math.floor(region.side / side));
  const { width, height, data } = source;
  const gain = (high - low) / 255;
  const zero = options.outside === "zero";

  // Step between two crop pixels and the centre of the first one, in pixels of `source`.
  const step = region.side / side / source.factor;
  const dx = Math.cos(region.angle) * step;
  const dy = Math.sin(region.angle) * step;
  const half = (side - 1) / 2;
  const centreX = (region.centreX - source.left + 0.5) / source.factor - 0.5;
  const centreY = (region.centreY - source.top + 0.5) / source.factor - 0.5;
  const maxX = width - 1;
  const maxY = height - 1;

  let at = offset;
  for (let v = 0; v < side; v++) {
    const rowX = centreX - dx * half - dy * (v - half);
    const rowY = centreY - dy * half + dx * (v - half);
    for (let u = 0; u < side; u++) {
      let x = rowX + dx * u;
      let y = rowY + dy * u;
      if (x < 0 || y < 0 || x > maxX || y > maxY) {
        if (zero && (x < -0.5 || y < -0.5 || x > maxX + 0.5 || y > maxY + 0.5)) {
          into[at++] = 0;
          into[at++] = 0;
          into[at++] = 0;
          continue;
        }
        x = x < 0 ? 0 : x > maxX ? maxX : x;
        y = y < 0 ? 0 : y > maxY ? maxY : y;
      }
      const x0 = x | 0;
      const y0 = y | 0;
      const fx = x - x0;
      const fy = y - y0;
      const right = x0 < maxX ? 4 : 0;
      const below = y0 < maxY ? width * 4 : 0;
      const p = (y0 * width + x0) * 4;
      const q = p + below;
      const w11 = fx * fy;
      const w10 = fy - w11;
      const w01 = fx - w11;
      const w00 = 1 - fx - w10;
      into[at++] = low + gain * (w00 * data[p] + w01 * data[p + right] + w10 * data[q] + w11 * data[q + right]);
      into[at++] =
        low + gain * (w00 * data[p + 1] + w01 * data[p + right + 1] + w10 * data[q + 1] + w11 * data[q + right + 1]);
      into[at++] =
        low + gain * (w00 * data[p + 2] + w01 * data[p + right + 2] + w10 * data[q + 2] + w11 * data[q + right + 2]);
    }
  }
  return into;
}
