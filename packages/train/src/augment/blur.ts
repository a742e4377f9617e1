import type { Random } from "../networks/random.js";

/**
 * Blurs a square picture: out of focus or moved (a line in one of four directions). At the border its
 * pixels are repeated.
 * @param pixels  red, green, blue, side * side; changed in place
 * @param spare  of the same length; is written over
 * @param most  greatest standard deviation, pixels
 */
export function blur(pixels: Float32Array, spare: Float32Array, side: number, most: number, next: Random): void {
  const sigma = most * (0.25 + 0.75 * next());
  if (next() < 0.7) {
    defocus(pixels, side, sigma);
    return;
  }
  // A line of n pixels has a standard deviation of n / sqrt(12).
  const reach = Math.max(1, Math.round((sigma * Math.sqrt(12) - 1) / 2));
  spare.set(pixels);
  move(spare, pixels, side, reach, Math.floor(next() * 4));
}

/**
 * Recursive filter, forwards and backwards, along rows and columns: each number goes a share of the way to the next one.
 * It takes the same time for every width, half of that of a Gaussian's nine weights; what it does to a point of light is
 * a two-sided exponential, like a Gaussian with a sharper middle.
 * @param sigma  standard deviation, pixels, > 0
 * @see Young and van Vliet, Recursive implementation of the Gaussian filter, Signal Processing 44, 1995
 */
export function defocus(pixels: Float32Array, side: number, sigma: number): void {
  // Forwards and backwards together have the variance 2 (1 - share) / share^2.
  const share = (Math.sqrt(1 + 2 * sigma * sigma) - 1) / (sigma * sigma);
  const row = 3 * side;
  for (let y = 0; y < side; y++) {
    runAlong(pixels, y * row, side, 3, share);
    runAlong(pixels, (y + 1) * row - 3, side, -3, share);
  }
  for (let i = row; i < pixels.length; i++) pixels[i] = pixels[i - row] + share * (pixels[i] - pixels[i - row]);
  for (let i = pixels.length - row - 1; i >= 0; i--) {
    pixels[i] = pixels[i + row] + share * (pixels[i] - pixels[i + row]);
  }
}

function runAlong(pixels: Float32Array, start: number, count: number, step: number, share: number): void {
  let red = pixels[start];
  let green = pixels[start + 1];
  let blue = pixels[start + 2];
  for (let k = 0, at = start; k < count; k++, at += step) {
    red += share * (pixels[at] - red);
    green += share * (pixels[at + 1] - green);
    blue += share * (pixels[at + 2] - blue);
    pixels[at] = red;
    pixels[at + 1] = green;
    pixels[at + 2] = blue;
  }
}

/**
 * Mean along a line.
 * @param reach  pixels to either side, >= 1
 * @param direction  0 across, 1 down, 2 and 3 the diagonals
 */
export function move(from: Float32Array, to: Float32Array, side: number, reach: number, direction: number): void {
  const across = [1, 0, 1, -1][direction];
  const down = direction === 0 ? 0 : 1;
  const share = 1 / (2 * reach + 1);
  const rows = new Int32Array(2 * reach + 1);
  for (let y = 0, at = 0; y < side; y++) {
    for (let k = -reach; k <= reach; k++) rows[k + reach] = 3 * side * inside(y + k * down, side);
    for (let x = 0; x < side; x++, at += 3) {
      const border = x < reach || x >= side - reach;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let k = 0, column = x - reach * across; k < rows.length; k++, column += across) {
        const p = rows[k] + 3 * (border ? inside(column, side) : column);
        red += from[p];
        green += from[p + 1];
        blue += from[p + 2];
      }
      to[at] = share * red;
      to[at + 1] = share * green;
      to[at + 2] = share * blue;
    }
  }
}

function inside(value: number, side: number): number {
  return value < 0 ? 0 : value >= side ? side - 1 : value;
}
