import type { RgbaImage } from "face88";
import { normal, random } from "../../networks/random.js";

/**
 * The same image as a camera would see it again and again: normal noise on each channel of each pixel.
 * @param deviation  of the noise, levels of 255
 * @param seed  of the frame: another one for another frame
 */
export function noisyFrame({ width, height, data }: RgbaImage, deviation: number, seed: number): RgbaImage {
  const next = random(seed);
  const out = new Uint8ClampedArray(data);
  for (let i = 0; i < out.length; i++) if (i % 4 !== 3) out[i] = data[i] + deviation * normal(next);
  return { width, height, data: new Uint8Array(out.buffer) };
}

/**
 * An image whose content is moved, by any part of a pixel: bilinear, borders repeated.
 * @param x  pixels to the right
 * @param y  pixels down
 */
export function shiftedFrame({ width, height, data }: RgbaImage, x: number, y: number): RgbaImage {
  const out = new Uint8ClampedArray(data.length);
  const columns = steps(width, x);
  const rows = steps(height, y);
  for (let v = 0, to = 0; v < height; v++) {
    const [top, bottom, fy] = rows[v];
    for (let u = 0; u < width; u++, to += 4) {
      const [left, right, fx] = columns[u];
      const a = (top * width + left) * 4;
      const b = (top * width + right) * 4;
      const c = (bottom * width + left) * 4;
      const d = (bottom * width + right) * 4;
      for (let k = 0; k < 4; k++) {
        const above = data[a + k] + fx * (data[b + k] - data[a + k]);
        const below = data[c + k] + fx * (data[d + k] - data[c + k]);
        out[to + k] = above + fy * (below - above);
      }
    }
  }
  return { width, height, data: new Uint8Array(out.buffer) };
}

/** For each place of a line the two places that it is mixed from, and the share of the second. */
function steps(length: number, shift: number): (readonly [from: number, to: number, share: number])[] {
  return Array.from({ length }, (_, i) => {
    const at = Math.min(length - 1, Math.max(0, i - shift));
    const from = Math.floor(at);
    return [from, Math.min(length - 1, from + 1), at - from] as const;
  });
}
