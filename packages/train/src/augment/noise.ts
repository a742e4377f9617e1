import { normal, type Random, random } from "../networks/random.js";

/** A prime, so that no stride below it comes back to the same place soon. */
const LENGTH = 65537;
let table: Float32Array | undefined;

/**
 * Adds normal noise, the same for all channels or one of its own for each. The numbers come from a table at a drawn
 * start, since drawing them one by one would take longer than all else.
 * @param pixels  red, green, blue, 0 to 255; changed in place, clipped
 * @param most  greatest standard deviation, grey levels
 */
export function addNoise(pixels: Float32Array, most: number, next: Random): void {
  table ??= standardNormals();
  const sigma = most * next();
  const grey = next() < 0.5;
  let at = Math.floor(next() * LENGTH);
  for (let i = 0; i < pixels.length; i += 3) {
    for (let channel = 0; channel < 3; channel++) {
      if (channel === 0 || !grey) at = at + 1 < LENGTH ? at + 1 : 0;
      const value = pixels[i + channel] + sigma * table[at];
      pixels[i + channel] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
}

function standardNormals(): Float32Array {
  const next = random(88);
  return Float32Array.from({ length: LENGTH }, () => normal(next));
}
