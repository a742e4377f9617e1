import { normal, type Random, random } from "../networks/random.js";

/** A power of two, so that a mask brings an index back into the table. */
const LENGTH = 1 << 17;
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
  // Channels are this far apart in the table: 0 gives all three the same number.
  const apart = next() < 0.5 ? 0 : 1;
  const step = apart === 0 ? 1 : 3;
  for (let i = 0, at = Math.floor(next() * LENGTH); i < pixels.length; i += 3, at += step) {
    const red = pixels[i] + sigma * table[at & (LENGTH - 1)];
    const green = pixels[i + 1] + sigma * table[(at + apart) & (LENGTH - 1)];
    const blue = pixels[i + 2] + sigma * table[(at + 2 * apart) & (LENGTH - 1)];
    pixels[i] = red < 0 ? 0 : red > 255 ? 255 : red;
    pixels[i + 1] = green < 0 ? 0 : green > 255 ? 255 : green;
    pixels[i + 2] = blue < 0 ? 0 : blue > 255 ? 255 : blue;
  }
}

function standardNormals(): Float32Array {
  const next = random(88);
  return Float32Array.from({ length: LENGTH }, () => normal(next));
}
