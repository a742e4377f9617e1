import type { RgbaImage } from "../../image/rgba.js";

/** Rectangle of an image by its edges: 0 is the left edge of the first pixel. It may stick out of the image. */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where resampled pixels go: three planes (red, green, blue), one after the other, each of rows of `stride` numbers. */
export interface Planes {
  readonly data: Float32Array;
  /** Index of the first red number. */
  readonly offset: number;
  /** Numbers from a row to the next. */
  readonly stride: number;
  /** Numbers from a plane to the next. */
  readonly plane: number;
  /** Pixels of the result. */
  readonly width: number;
  readonly height: number;
}

/** Which pixels make up each pixel of the result along one axis, and with what weight. */
interface Taps {
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** `count` numbers for each pixel of the result. */
  readonly weights: Float64Array;
  readonly count: number;
}

/**
 * Resamples a rectangle of an image as the published MTCNN does: each pixel of the result is the mean of the area that
 * it covers, or lies between two where it is enlarged. What lies outside of the image is black. Bytes become
 * (byte - 127.5) / 128.
 */
export function resample(image: RgbaImage, from: Rectangle, into: Planes): void {
  const columns = taps(from.left, from.width, into.width, image.width);
  const rows = taps(from.top, from.height, into.height, image.height);
  const { data, offset, stride, plane } = into;
  const source = image.data;
  const first = columns.first[0];
  // Numbers of 64 bits: those of 32 are converted at every step.
  const sums = new Float64Array((columns.last[into.width - 1] - first) * 3);
  for (let v = 0; v < into.height; v++) {
    // The rows that this one is made of, weighted and added, then each pixel from its columns.
    sums.fill(0);
    for (let y = rows.first[v]; y < rows.last[v]; y++) {
      const weight = rows.weights[v * rows.count + y - rows.first[v]] / 128;
      let p = (y * image.width + first) * 4;
      for (let s = 0; s < sums.length; s += 3, p += 4) {
        sums[s] += weight * source[p];
        sums[s + 1] += weight * source[p + 1];
        sums[s + 2] += weight * source[p + 2];
      }
    }
    let at = offset + v * stride;
    for (let u = 0; u < into.width; u++, at++) {
      let red = -127.5 / 128;
      let green = red;
      let blue = red;
      let k = u * columns.count;
      const end = (columns.last[u] - first) * 3;
      for (let s = (columns.first[u] - first) * 3; s < end; s += 3, k++) {
        const weight = columns.weights[k];
        red += weight * sums[s];
        green += weight * sums[s + 1];
        blue += weight * sums[s + 2];
      }
      data[at] = red;
      data[at + plane] = green;
      data[at + 2 * plane] = blue;
    }
  }
}

function taps(begin: number, length: number, size: number, most: number): Taps {
  const step = length / size;
  const count = Math.max(2, Math.ceil(step) + 1);
  const first = new Int32Array(size);
  const last = new Int32Array(size);
  const weights = new Float64Array(size * count);
  for (let i = 0; i < size; i++) {
    // Enlarging: a window of one pixel around the centre, whose overlaps with pixels are the linear weights.
    const centre = begin + (i + 0.5) * step;
    const half = Math.max(step, 1) / 2;
    const low = centre - half;
    const high = centre + half;
    first[i] = Math.min(most, Math.max(0, Math.floor(low)));
    last[i] = Math.max(first[i], Math.min(most, Math.ceil(high)));
    // Rounding may make a window touch one pixel more than fits.
    last[i] = Math.min(last[i], first[i] + count);
    for (let at = first[i]; at < last[i]; at++) {
      weights[i * count + at - first[i]] = (Math.min(high, at + 1) - Math.max(low, at)) / (2 * half);
    }
  }
  return { first, last, weights, count };
}
