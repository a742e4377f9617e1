/** Threshold on the normalised error above which a face counts as failed: 0.08, as in the 300-W papers. */
export const FAILURE_THRESHOLD = 0.08;

/** Cumulative error distribution: `fraction[i]` of the faces have an error of at most `error[i]`. */
export interface CumulativeErrorDistribution {
  /** Errors of the faces, ascending. */
  readonly error: Float64Array;
  /** Fraction of the faces, 1/n to 1. */
  readonly fraction: Float64Array;
}

/**
 * The CED curve of a set of faces.
 * @param errors  one normalised error per face, >= 0; Infinity for a face that was missed
 * @throws RangeError when there is no error, or one is negative or NaN
 */
export function cumulativeErrorDistribution(errors: ArrayLike<number>): CumulativeErrorDistribution {
  assertErrors(errors);
  const error = Float64Array.from(errors).sort();
  return { error, fraction: error.map((_, i) => (i + 1) / error.length) };
}

/**
 * Area under the CED curve from 0 to the threshold, over the threshold: 1 when every error is 0, 0 when every face
 * failed. Exact: each face adds the part of the axis to the right of its error, so nothing is sampled.
 * @param errors     one normalised error per face, >= 0; Infinity for a face that was missed
 * @param threshold  end of the axis, > 0. Default 0.08
 * @returns 0 to 1
 * @throws RangeError when there is no error, one is negative or NaN, or the threshold is not positive
 */
export function areaUnderCurve(errors: ArrayLike<number>, threshold = FAILURE_THRESHOLD): number {
  assertErrors(errors);
  assertThreshold(threshold);
  let area = 0;
  for (let i = 0; i < errors.length; i++) area += Math.max(0, threshold - errors[i]);
  return area / errors.length / threshold;
}

/**
 * Fraction of the faces whose error is above the threshold.
 * @param errors     one normalised error per face, >= 0; Infinity for a face that was missed
 * @param threshold  > 0. Default 0.08
 * @returns 0 to 1
 * @throws RangeError when there is no error, one is negative or NaN, or the threshold is not positive
 */
export function failureRate(errors: ArrayLike<number>, threshold = FAILURE_THRESHOLD): number {
  assertErrors(errors);
  assertThreshold(threshold);
  let failed = 0;
  for (let i = 0; i < errors.length; i++) if (errors[i] > threshold) failed++;
  return failed / errors.length;
}

function assertErrors(errors: ArrayLike<number>): void {
  if (errors.length === 0) throw new RangeError("errors: expected at least one face, got none");
  for (let i = 0; i < errors.length; i++) {
    if (!(errors[i] >= 0)) throw new RangeError(`errors: expected numbers of at least 0, got ${errors[i]} at ${i}`);
  }
}

function assertThreshold(threshold: number): void {
  if (!(threshold > 0)) throw new RangeError(`threshold: expected a number above 0, got ${threshold}`);
}
