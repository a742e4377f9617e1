import type { Random } from "../networks/random.js";

/**
 * Blurs a square picture, out of focus (Gaussian) or moved (a line in one of four directions).
 * @param pixels  red, green, blue, side * side; changed in place
 * @param spare  of the same length; is written over
 * @param most  greatest standard deviation, pixels
 */
export function blur(pixels: Float32Array, spare: Float32Array, side: number, most: number, next: Random): void {
  const sigma = most * (0.25 + 0.75 * next());
  if (next() < 0.7) {
    const weights = gaussian(sigma);
    along(pixels, spare, side, 3, weights);
    along(spare, pixels, side, 3 * side, weights);
    return;
  }
  // A line of n pixels has a standard deviation of n / sqrt(12).
  const reach = Math.max(1, Math.round((sigma * Math.sqrt(12) - 1) / 2));
  const steps = [3, 3 * side, 3 * side + 3, 3 * side - 3];
  along(pixels, spare, side, steps[Math.floor(next() * 4)], new Float32Array(reach + 1).fill(1 / (2 * reach + 1)));
  pixels.set(spare);
}

/** Weights of a Gaussian: the middle one, then those of either side. */
function gaussian(sigma: number): Float32Array {
  const reach = Math.max(1, Math.ceil(2.5 * sigma));
  const weights = Float32Array.from({ length: reach + 1 }, (_, i) => Math.exp(-(i * i) / (2 * sigma * sigma)));
  const sum = weights.reduce((total, weight, i) => total + (i === 0 ? weight : 2 * weight), 0);
  return weights.map((weight) => weight / sum);
}

/**
 * Symmetric filter along a direction: `step` numbers lead to the next pixel. At the border the pixel itself stands in
 * for those beyond it.
 */
function along(from: Float32Array, to: Float32Array, side: number, step: number, weights: Float32Array): void {
  const columns = step === 3 * side ? 0 : step === 3 * side - 3 ? -1 : 1;
  const rows = step === 3 ? 0 : 1;
  for (let y = 0, at = 0; y < side; y++) {
    for (let x = 0; x < side; x++, at += 3) {
      const before = Math.min(columns > 0 ? x : columns < 0 ? side - 1 - x : side, rows ? y : side);
      const after = Math.min(columns > 0 ? side - 1 - x : columns < 0 ? x : side, rows ? side - 1 - y : side);
      let red = weights[0] * from[at];
      let green = weights[0] * from[at + 1];
      let blue = weights[0] * from[at + 2];
      for (let k = 1; k < weights.length; k++) {
        const weight = weights[k];
        const p = at - step * (k < before ? k : before);
        const q = at + step * (k < after ? k : after);
        red += weight * (from[p] + from[q]);
        green += weight * (from[p + 1] + from[q + 1]);
        blue += weight * (from[p + 2] + from[q + 2]);
      }
      to[at] = red;
      to[at + 1] = green;
      to[at + 2] = blue;
    }
  }
}
