import { assertSameLength } from "../coordinates.js";

/**
 * Mean squared error over all coordinates (x and y alike), as the seed measured: a point that is off by 3 in x and 4 in
 * y counts (9 + 16) / 2.
 * @param predicted  x,y pairs in pixels, length 2n; of several faces, if of equal length, one after the other
 * @param truth      x,y pairs in pixels, length 2n
 * @returns pixels squared
 * @throws RangeError when the lengths differ or are odd
 */
export function meanSquaredError(predicted: ArrayLike<number>, truth: ArrayLike<number>): number {
  assertSameLength("predicted and truth", predicted, truth);
  let sum = 0;
  for (let i = 0; i < truth.length; i++) sum += (predicted[i] - truth[i]) ** 2;
  return sum / truth.length;
}

/**
 * Mean absolute error over all coordinates (x and y alike).
 * @param predicted  x,y pairs in pixels, length 2n
 * @param truth      x,y pairs in pixels, length 2n
 * @returns pixels
 * @throws RangeError when the lengths differ or are odd
 */
export function meanAbsoluteError(predicted: ArrayLike<number>, truth: ArrayLike<number>): number {
  assertSameLength("predicted and truth", predicted, truth);
  let sum = 0;
  for (let i = 0; i < truth.length; i++) sum += Math.abs(predicted[i] - truth[i]);
  return sum / truth.length;
}

/**
 * Distance of each point to its truth.
 * @param predicted  x,y pairs in pixels, length 2n
 * @param truth      x,y pairs in pixels, length 2n
 * @returns n distances in pixels
 * @throws RangeError when the lengths differ or are odd
 */
export function pointErrors(predicted: ArrayLike<number>, truth: ArrayLike<number>): Float64Array {
  assertSameLength("predicted and truth", predicted, truth);
  const distances = new Float64Array(truth.length / 2);
  for (let i = 0; i < distances.length; i++) {
    distances[i] = Math.hypot(predicted[2 * i] - truth[2 * i], predicted[2 * i + 1] - truth[2 * i + 1]);
  }
  return distances;
}
