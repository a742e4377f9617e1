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

/**
 * What the fast cosine transform below leaves unscaled, for each frequency.
 * @see Arai, Agui, Nakajima, A Fast DCT-SQ Scheme for Images, Transactions of the IEICE 71, 1988
 */
const SCALE = Array.from({ length: BLOCK }, (_, k) => (k === 0 ? 1 : Math.SQRT2 * Math.cos((k * Math.PI) / 16)));
const HALF = Math.SQRT1_2;
const COS_3 = Math.cos((3 * Math.PI) / 8);
const SUM_3 = Math.cos(Math.PI / 8) - Math.cos((3 * Math.PI) / 8);
const SUM_1 = Math.cos(Math.PI / 8) + Math.cos((3 * Math.PI) / 8);
const TWICE_COS_1 = 2 * Math.cos(Math.PI / 8);

/** 1.5 * 2^52: a number has no digits left behind the point when this was added, so it is rounded; faster than Math.round. */
const ROUND = 6755399441055744;

const block = new Float32Array(BLOCK * BLOCK);

/**
 * What a JPEG of a quality makes of a square picture: YCbCr, colour at half the resolution, blocks quantised. The coding
 * of the numbers loses nothing, so it is left out.
 * @param pixels  red, green, blue, 0 to 255; changed in place, clipped
 * @param spare  of the same length; is written over
 * @param side  pixels, a multiple of 16
 * @param quality  1 to 100, as libjpeg takes it
 * @see ITU-T T.81; the scaling of the tables is libjpeg's
 */
export function jpegInPlace(pixels: Float32Array, spare: Float32Array, side: number, quality: number): void {
  if (side % 16 !== 0) throw new RangeError(`side: expected a multiple of 16, got ${side}`);
  const half = side / 2;
  const luma = spare.subarray(0, side * side);
  const blue = spare.subarray(side * side, side * side + half * half);
  const red = spare.subarray(side * side + half * half, side * side + 2 * half * half);
  split(pixels, side, luma, blue, red);
  quantise(luma, side, scaled(LUMINANCE, quality));
  const chrominance = scaled(CHROMINANCE, quality);
  quantise(blue, half, chrominance);
  quantise(red, half, chrominance);
  join(pixels, side, luma, blue, red);
}

/** To luma (-128 to 127) and the two colour differences, each of these the mean of 2x2 pixels. */
function split(pixels: Float32Array, side: number, luma: Float32Array, blue: Float32Array, red: Float32Array): void {
  const row = 3 * side;
  for (let y = 0, at = 0; y < side; y += 2) {
    for (let x = 0; x < side; x += 2, at++) {
      let r = 0;
      let g = 0;
      let b = 0;
      for (let k = 0; k < 4; k++) {
        const i = (y + (k >> 1)) * side + x + (k & 1);
        const p = y * row + 3 * x + (k >> 1) * row + 3 * (k & 1);
        r += pixels[p];
        g += pixels[p + 1];
        b += pixels[p + 2];
        luma[i] = 0.299 * pixels[p] + 0.587 * pixels[p + 1] + 0.114 * pixels[p + 2] - 128;
      }
      blue[at] = 0.25 * (-0.168736 * r - 0.331264 * g + 0.5 * b);
      red[at] = 0.25 * (0.5 * r - 0.418688 * g - 0.081312 * b);
    }
  }
}

/** The way back. */
function join(pixels: Float32Array, side: number, luma: Float32Array, blue: Float32Array, red: Float32Array): void {
  for (let y = 0, i = 0, p = 0; y < side; y++) {
    const from = (y >> 1) * (side / 2);
    for (let x = 0; x < side; x++, i++, p += 3) {
      const value = luma[i] + 128;
      const b = blue[from + (x >> 1)];
      const r = red[from + (x >> 1)];
      const first = value + 1.402 * r;
      const second = value - 0.344136 * b - 0.714136 * r;
      const third = value + 1.772 * b;
      pixels[p] = first < 0 ? 0 : first > 255 ? 255 : first;
      pixels[p + 1] = second < 0 ? 0 : second > 255 ? 255 : second;
      pixels[p + 2] = third < 0 ? 0 : third > 255 ? 255 : third;
    }
  }
}

function scaled(table: readonly number[], quality: number): Float32Array {
  const percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  return Float32Array.from(table, (value) => Math.max(1, Math.min(255, Math.floor((value * percent + 50) / 100))));
}

function quantise(plane: Float32Array, side: number, table: Float32Array): void {
  const down = table.map((step, i) => 1 / (step * 8 * SCALE[i >> 3] * SCALE[i & 7]));
  const up = table.map((step, i) => (step * SCALE[i >> 3] * SCALE[i & 7]) / 8);
  for (let top = 0; top < side; top += BLOCK) {
    for (let left = 0; left < side; left += BLOCK) {
      const start = top * side + left;
      for (let y = 0; y < BLOCK; y++) forward(plane, start + y * side, 1, y * BLOCK, 1);
      for (let x = 0; x < BLOCK; x++) forward(block, x, BLOCK, x, BLOCK);
      for (let i = 0; i < block.length; i++) block[i] = (block[i] * down[i] + ROUND - ROUND) * up[i];
      for (let x = 0; x < BLOCK; x++) inverse(x, BLOCK, block, x, BLOCK);
      for (let y = 0; y < BLOCK; y++) inverse(y * BLOCK, 1, plane, start + y * side, 1);
    }
  }
}

/** Cosine transform of eight numbers into the block, in five multiplications; {@link SCALE} is still to be divided out. */
function forward(from: Float32Array, a: number, step: number, to: number, stride: number): void {
  const x0 = from[a];
  const x1 = from[a + step];
  const x2 = from[a + 2 * step];
  const x3 = from[a + 3 * step];
  const x4 = from[a + 4 * step];
  const x5 = from[a + 5 * step];
  const x6 = from[a + 6 * step];
  const x7 = from[a + 7 * step];
  const outer = x0 + x7 + (x3 + x4);
  const inner = x1 + x6 + (x2 + x5);
  const difference = x0 + x7 - (x3 + x4);
  const turned = HALF * (x1 + x6 - (x2 + x5) + difference);
  block[to] = outer + inner;
  block[to + 4 * stride] = outer - inner;
  block[to + 2 * stride] = difference + turned;
  block[to + 6 * stride] = difference - turned;
  const last = x0 - x7;
  const p = x3 - x4 + (x2 - x5);
  const q = HALF * (x2 - x5 + (x1 - x6));
  const r = x1 - x6 + last;
  const shared = COS_3 * (p - r);
  const low = SUM_3 * p + shared;
  const high = SUM_1 * r + shared;
  block[to + 5 * stride] = last - q + low;
  block[to + 3 * stride] = last - q - low;
  block[to + stride] = last + q + high;
  block[to + 7 * stride] = last + q - high;
}

/** The way back, from the block. */
function inverse(a: number, step: number, to: Float32Array, at: number, stride: number): void {
  const c0 = block[a];
  const c1 = block[a + step];
  const c2 = block[a + 2 * step];
  const c3 = block[a + 3 * step];
  const c4 = block[a + 4 * step];
  const c5 = block[a + 5 * step];
  const c6 = block[a + 6 * step];
  const c7 = block[a + 7 * step];
  const second = c2 + c6;
  const third = Math.SQRT2 * (c2 - c6) - second;
  const e0 = c0 + c4 + second;
  const e3 = c0 + c4 - second;
  const e1 = c0 - c4 + third;
  const e2 = c0 - c4 - third;
  const p = c5 - c3;
  const q = c1 - c7;
  const shared = TWICE_COS_1 * (p + q);
  const o0 = c1 + c7 + (c5 + c3);
  const o1 = shared - 2 * SUM_1 * p - o0;
  const o2 = Math.SQRT2 * (c1 + c7 - (c5 + c3)) - o1;
  const o3 = shared - 2 * SUM_3 * q - o2;
  to[at] = e0 + o0;
  to[at + 7 * stride] = e0 - o0;
  to[at + stride] = e1 + o1;
  to[at + 6 * stride] = e1 - o1;
  to[at + 2 * stride] = e2 + o2;
  to[at + 5 * stride] = e2 - o2;
  to[at + 3 * stride] = e3 + o3;
  to[at + 4 * stride] = e3 - o3;
}
