/**
 * Makes of a square crop what a face of few pixels gives: each pixel of the small one is the mean of the area that it
 * covers, then it is enlarged bilinearly. Pixel centres keep their places, so points do too.
 * @param pixels  red, green, blue, side * side; changed in place
 * @param spare  of the same length; is written over
 * @param small  side of the small one, whole pixels, 1 to side
 */
export function lowerResolution(pixels: Float32Array, spare: Float32Array, side: number, small: number): void {
  const covers = coversOf(side, small);
  shrinkAcross(pixels, spare, side, covers);
  shrinkDown(spare, pixels, small, covers);
  spare.set(pixels.subarray(0, 3 * small * small));
  enlarge(spare, pixels, side, small);
}

/** What each small pixel covers: its large pixels from `first[i]` on, with the shares from `from[i]` up to `from[i + 1]`. */
interface Covers {
  readonly first: Int32Array;
  readonly from: Int32Array;
  readonly shares: Float64Array;
}

function coversOf(side: number, small: number): Covers {
  const reduction = side / small;
  const first = new Int32Array(small);
  const from = new Int32Array(small + 1);
  const shares = new Float64Array(small * (Math.ceil(reduction) + 1));
  let count = 0;
  for (let i = 0; i < small; i++) {
    const start = i * reduction;
    const end = Math.min(side, start + reduction);
    first[i] = Math.floor(start);
    for (let k = first[i]; k < end; k++) shares[count++] = (Math.min(end, k + 1) - Math.max(start, k)) / reduction;
    from[i + 1] = count;
  }
  return { first, from, shares };
}

/** Means of columns: `side` rows of as many pixels as there are covers. */
function shrinkAcross(pixels: Float32Array, to: Float32Array, side: number, { first, from, shares }: Covers): void {
  for (let y = 0, at = 0; y < side; y++) {
    for (let u = 0; u < first.length; u++, at += 3) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let k = from[u], p = 3 * (y * side + first[u]); k < from[u + 1]; k++, p += 3) {
        const share = shares[k];
        red += share * pixels[p];
        green += share * pixels[p + 1];
        blue += share * pixels[p + 2];
      }
      to[at] = red;
      to[at + 1] = green;
      to[at + 2] = blue;
    }
  }
}

/** Means of rows of `small` pixels. */
function shrinkDown(pixels: Float32Array, to: Float32Array, small: number, { first, from, shares }: Covers): void {
  const row = 3 * small;
  for (let v = 0; v < small; v++) {
    const line = to.subarray(v * row, (v + 1) * row).fill(0);
    for (let k = from[v], p = first[v] * row; k < from[v + 1]; k++, p += row) {
      const share = shares[k];
      for (let i = 0; i < row; i++) line[i] += share * pixels[p + i];
    }
  }
}

function enlarge(pixels: Float32Array, to: Float32Array, side: number, small: number): void {
  const row = 3 * small;
  const lower = new Int32Array(side);
  const shares = new Float64Array(side);
  for (let i = 0; i < side; i++) {
    const place = Math.max(0, Math.min(small - 1, ((i + 0.5) * small) / side - 0.5));
    lower[i] = Math.floor(place);
    shares[i] = place - lower[i];
  }
  // One pixel more than there is: the last one's right neighbour, of which nothing is taken.
  const line = new Float32Array(row + 3);
  for (let y = 0, at = 0; y < side; y++) {
    const a = lower[y] * row;
    const b = Math.min(small - 1, lower[y] + 1) * row;
    const share = shares[y];
    for (let i = 0; i < row; i++) line[i] = pixels[a + i] + share * (pixels[b + i] - pixels[a + i]);
    for (let x = 0; x < side; x++, at += 3) {
      const p = 3 * lower[x];
      const right = shares[x];
      to[at] = line[p] + right * (line[p + 3] - line[p]);
      to[at + 1] = line[p + 1] + right * (line[p + 4] - line[p + 1]);
      to[at + 2] = line[p + 2] + right * (line[p + 5] - line[p + 2]);
    }
  }
}
