/** Side of a block. */
const BLOCK = 8;

/** Quantisation tables for quality 50. @see ITU-T T.81, annex K, tables K.1 and K.2 */
const LUMINANCE = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51,
  87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
  72, 92, 95, 98, 112, 100, 103, 99,
];
const CHROMINANCE = [
  17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99,
];

/** Rows of the orthonormal DCT-II of eight values. */
const BASIS = Float32Array.from({ length: BLOCK * BLOCK }, (_, i) => {
  const k = i >> 3;
  const n = i & 7;
  return Math.cos(((2 * n + 1) * k * Math.PI) / 16) * (k === 0 ? Math.sqrt(1 / 8) : 1 / 2);
});

/**
 * What a JPEG of a quality makes of a square picture: YCbCr, colour at half the resolution, blocks quantised. The coding
 * of the numbers loses nothing, so it is left out.
 * @param pixels  red, green, blue, 0 to 255; changed in place, clipped
 * @param side  pixels, a multiple of 16
 * @param quality  1 to 100, as libjpeg takes it
 * @see ITU-T T.81; the scaling of the tables is libjpeg's
 */
export function jpegInPlace(pixels: Float32Array, side: number, quality: number): void {
  if (side % 16 !== 0) throw new RangeError(`side: expected a multiple of 16, got ${side}`);
  const half = side / 2;
  const luma = new Float32Array(side * side);
  const blue = new Float32Array(half * half);
  const red = new Float32Array(half * half);
  for (let y = 0, i = 0; y < side; y++) {
    for (let x = 0; x < side; x++, i++) {
      const r = pixels[3 * i];
      const g = pixels[3 * i + 1];
      const b = pixels[3 * i + 2];
      luma[i] = 0.299 * r + 0.587 * g + 0.114 * b - 128;
      const at = (y >> 1) * half + (x >> 1);
      blue[at] += 0.25 * (-0.168736 * r - 0.331264 * g + 0.5 * b);
      red[at] += 0.25 * (0.5 * r - 0.418688 * g - 0.081312 * b);
    }
  }
  quantise(luma, side, scaled(LUMINANCE, quality));
  const chrominance = scaled(CHROMINANCE, quality);
  quantise(blue, half, chrominance);
  quantise(red, half, chrominance);
  for (let y = 0, i = 0; y < side; y++) {
    for (let x = 0; x < side; x++, i++) {
      const at = (y >> 1) * half + (x >> 1);
      const value = luma[i] + 128;
      pixels[3 * i] = clip(value + 1.402 * red[at]);
      pixels[3 * i + 1] = clip(value - 0.344136 * blue[at] - 0.714136 * red[at]);
      pixels[3 * i + 2] = clip(value + 1.772 * blue[at]);
    }
  }
}

function scaled(table: readonly number[], quality: number): Float32Array {
  const percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  return Float32Array.from(table, (value) => Math.max(1, Math.min(255, Math.floor((value * percent + 50) / 100))));
}

function quantise(plane: Float32Array, side: number, table: Float32Array): void {
  const block = new Float32Array(64);
  const terms = new Float32Array(64);
  for (let top = 0; top < side; top += BLOCK) {
    for (let left = 0; left < side; left += BLOCK) {
      for (let y = 0; y < BLOCK; y++) {
        const from = (top + y) * side + left;
        for (let x = 0; x < BLOCK; x++) block[y * 8 + x] = plane[from + x];
      }
      forward(block, terms);
      forward(terms, block);
      for (let i = 0; i < 64; i++) block[i] = Math.round(block[i] / table[i]) * table[i];
      inverse(block, terms);
      inverse(terms, block);
      for (let y = 0; y < BLOCK; y++) {
        const to = (top + y) * side + left;
        for (let x = 0; x < BLOCK; x++) plane[to + x] = block[y * 8 + x];
      }
    }
  }
}

/** DCT of each row, written as a column: done twice, both ways are transformed and nothing is left turned. */
function forward(from: Float32Array, to: Float32Array): void {
  for (let row = 0; row < 8; row++) {
    const at = row * 8;
    // Even rows of the basis are symmetric and odd ones antisymmetric: sums and differences of the ends halve the work.
    const s0 = from[at] + from[at + 7];
    const s1 = from[at + 1] + from[at + 6];
    const s2 = from[at + 2] + from[at + 5];
    const s3 = from[at + 3] + from[at + 4];
    const d0 = from[at] - from[at + 7];
    const d1 = from[at + 1] - from[at + 6];
    const d2 = from[at + 2] - from[at + 5];
    const d3 = from[at + 3] - from[at + 4];
    for (let k = 0; k < 8; k += 2) {
      const b = k * 8;
      to[b + row] = BASIS[b] * s0 + BASIS[b + 1] * s1 + BASIS[b + 2] * s2 + BASIS[b + 3] * s3;
      to[b + 8 + row] = BASIS[b + 8] * d0 + BASIS[b + 9] * d1 + BASIS[b + 10] * d2 + BASIS[b + 11] * d3;
    }
  }
}

function inverse(from: Float32Array, to: Float32Array): void {
  for (let row = 0; row < 8; row++) {
    const at = row * 8;
    for (let n = 0; n < 4; n++) {
      let even = 0;
      let odd = 0;
      for (let k = 0; k < 8; k += 2) {
        even += BASIS[k * 8 + n] * from[at + k];
        odd += BASIS[k * 8 + 8 + n] * from[at + k + 1];
      }
      to[n * 8 + row] = even + odd;
      to[(7 - n) * 8 + row] = even - odd;
    }
  }
}

function clip(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}
