import { cropInto, type Region, type RgbaImage } from "face88";

/** Luminance of a region, 0 to 255, `side * side` numbers. */
export function luminance(image: RgbaImage, region: Region, side: number): Float32Array {
  const colours = cropInto(image, region, { side, low: 0, high: 255, outside: "edge" });
  const out = new Float32Array(side * side);
  for (let i = 0; i < out.length; i++) {
    out[i] = 0.299 * colours[3 * i] + 0.587 * colours[3 * i + 1] + 0.114 * colours[3 * i + 2];
  }
  return out;
}

/**
 * How sharp a square grey picture is: the standard deviation of its Laplacian over the standard deviation of its values,
 * times 100. The quotient makes dark and bright pictures alike; below 5 the eyes are hard to make out.
 * @param side  pixels, >= 3
 * @see Pech-Pacheco et al., Diatom autofocusing in brightfield microscopy, ICPR 2000 (variance of the Laplacian)
 */
export function sharpness(grey: Float32Array, side: number): number {
  let sum = 0;
  let squares = 0;
  let laplacian = 0;
  for (let y = 1; y < side - 1; y++) {
    for (let x = 1; x < side - 1; x++) {
      const i = y * side + x;
      const value = grey[i - 1] + grey[i + 1] + grey[i - side] + grey[i + side] - 4 * grey[i];
      laplacian += value * value;
      sum += grey[i];
      squares += grey[i] * grey[i];
    }
  }
  const count = (side - 2) * (side - 2);
  const variance = squares / count - (sum / count) ** 2;
  return 100 * Math.sqrt(laplacian / count / Math.max(1, variance));
}

const HASH_SIDE = 32;
const HASH_TERMS = 8;

/**
 * Perceptual hash: the signs of the 63 lowest frequencies of the picture, beside the mean, against their median.
 * Pictures that differ in size, brightness or compression have nearly the same bits.
 * @param grey  32x32 luminance
 * @returns 16 hexadecimal digits
 * @see Zauner, Implementation and Benchmarking of Perceptual Image Hash Functions, 2010, section 3.2.1 (DCT hash)
 */
export function perceptualHash(grey: Float32Array): string {
  const terms = new Float64Array(HASH_TERMS * HASH_TERMS);
  for (let v = 0; v < HASH_TERMS; v++) {
    for (let y = 0; y < HASH_SIDE; y++) {
      const vertical = COSINES[v * HASH_SIDE + y];
      for (let u = 0; u < HASH_TERMS; u++) {
        let sum = 0;
        for (let x = 0; x < HASH_SIDE; x++) sum += COSINES[u * HASH_SIDE + x] * grey[y * HASH_SIDE + x];
        terms[v * HASH_TERMS + u] += vertical * sum;
      }
    }
  }
  const sorted = terms.slice(1).sort();
  const median = sorted[sorted.length >> 1];
  let hash = 0n;
  for (let i = 1; i < terms.length; i++) hash = (hash << 1n) | (terms[i] > median ? 1n : 0n);
  return hash.toString(16).padStart(16, "0");
}

/** Side of the picture that {@link perceptualHash} takes. */
export const PERCEPTUAL_HASH_SIDE = HASH_SIDE;

const COSINES = Float64Array.from({ length: HASH_TERMS * HASH_SIDE }, (_, i) =>
  Math.cos((Math.PI * Math.floor(i / HASH_SIDE) * (2 * (i % HASH_SIDE) + 1)) / (2 * HASH_SIDE)),
);
