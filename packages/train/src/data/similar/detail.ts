/** Side of the pictures that are compared, pixels. */
export const DETAIL_SIDE = 64;
/** Radius of the window whose mean is taken away: what is left are edges and texture, without the light. */
const WINDOW = 3;
/** How far one picture is moved over the other, pixels: boxes of two detectors differ by that much. */
const SHIFT = 3;
/** How far each block may then move on its own, pixels. */
const BLOCK_SHIFT = 1;
/** The nine blocks lie so far inside that every shift stays in the picture. */
const BLOCKS = 3;
const BLOCK = 16;
const MARGIN = (DETAIL_SIDE - BLOCKS * BLOCK) / 2;

/**
 * The detail of a face: its luminance less the mean around each pixel.
 * @param grey  64x64 luminance
 * @returns 64x64 numbers, scaled so that three standard deviations fill a byte
 */
export function detailOf(grey: Float32Array): Int8Array {
  const high = new Float32Array(grey.length);
  let squares = 0;
  for (let y = 0; y < DETAIL_SIDE; y++) {
    for (let x = 0; x < DETAIL_SIDE; x++) {
      let sum = 0;
      let count = 0;
      for (let v = Math.max(0, y - WINDOW); v <= Math.min(DETAIL_SIDE - 1, y + WINDOW); v++) {
        for (let u = Math.max(0, x - WINDOW); u <= Math.min(DETAIL_SIDE - 1, x + WINDOW); u++) {
          sum += grey[v * DETAIL_SIDE + u];
          count++;
        }
      }
      const value = grey[y * DETAIL_SIDE + x] - sum / count;
      high[y * DETAIL_SIDE + x] = value;
      squares += value * value;
    }
  }
  const scale = 127 / 3 / Math.max(1e-6, Math.sqrt(squares / high.length));
  return Int8Array.from(high, (value) => Math.max(-127, Math.min(127, Math.round(value * scale))));
}

/**
 * How alike two faces are: their details are laid over each other as well as a shift can, and correlated in nine blocks;
 * the worst block counts. So studio portraits of two people, whose outlines agree, or of one person with two
 * expressions, are less alike than one photo that was resized, toned or compressed: there every block agrees.
 * @returns -1 to 1; above 0.7 is one photo, unless it is one person twice in the same studio (docs/cleaning.md)
 */
export function similarity(one: Int8Array, other: Int8Array): number {
  let best = -1;
  let [left, top] = [0, 0];
  for (let dy = -SHIFT; dy <= SHIFT; dy++) {
    for (let dx = -SHIFT; dx <= SHIFT; dx++) {
      const value = correlation(one, other, dx, dy, MARGIN, MARGIN, BLOCKS * BLOCK);
      if (value > best) [best, left, top] = [value, dx, dy];
    }
  }
  let worst = 1;
  for (let block = 0; block < BLOCKS * BLOCKS && worst > -1; block++) {
    const x = MARGIN + BLOCK * (block % BLOCKS);
    const y = MARGIN + BLOCK * Math.floor(block / BLOCKS);
    let here = -1;
    for (let dy = top - BLOCK_SHIFT; dy <= top + BLOCK_SHIFT; dy++) {
      for (let dx = left - BLOCK_SHIFT; dx <= left + BLOCK_SHIFT; dx++) {
        here = Math.max(here, correlation(one, other, dx, dy, x, y, BLOCK));
      }
    }
    worst = Math.min(worst, here);
  }
  return worst;
}

/** Correlation of a square of one picture with the square of the other that lies dx, dy further on. */
function correlation(
  one: Int8Array,
  other: Int8Array,
  dx: number,
  dy: number,
  left: number,
  top: number,
  side: number,
): number {
  let product = 0;
  let ones = 0;
  let others = 0;
  for (let y = top; y < top + side; y++) {
    for (let x = left; x < left + side; x++) {
      const a = one[y * DETAIL_SIDE + x];
      const b = other[(y + dy) * DETAIL_SIDE + x + dx];
      product += a * b;
      ones += a * a;
      others += b * b;
    }
  }
  return product / Math.sqrt(Math.max(1, ones * others));
}
