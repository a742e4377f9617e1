/** Errors of one sample, in pixels of the crop. */
export interface PointErrors {
  /** Mean distance of predicted and true points. */
  readonly distance: number;
  /** Mean absolute difference of a coordinate. */
  readonly absolute: number;
  /** Mean squared difference of a coordinate, in square pixels. */
  readonly squared: number;
}

/**
 * Errors of one sample, points weighted.
 * @param predicted  x,y pairs, length 2P, in units
 * @param truth  of the same length and unit
 * @param unit  pixels in a unit
 * @param weights  one weight per point, length P; default all alike
 * @returns undefined when no point counts
 */
export function pointErrors(
  predicted: Float32Array,
  truth: Float32Array,
  unit: number,
  weights?: Float32Array,
): PointErrors | undefined {
  let [distance, absolute, squared, total] = [0, 0, 0, 0];
  for (let point = 0; point < truth.length / 2; point++) {
    const weight = weights ? weights[point] : 1;
    const dx = (predicted[2 * point] - truth[2 * point]) * unit;
    const dy = (predicted[2 * point + 1] - truth[2 * point + 1]) * unit;
    total += weight;
    distance += weight * Math.hypot(dx, dy);
    absolute += (weight * (Math.abs(dx) + Math.abs(dy))) / 2;
    squared += (weight * (dx * dx + dy * dy)) / 2;
  }
  if (total === 0) return undefined;
  return { distance: distance / total, absolute: absolute / total, squared: squared / total };
}

/** Mean over samples, summed in their order; those without a point that counts are left out. */
export function meanErrors(samples: readonly (PointErrors | undefined)[]): PointErrors {
  const counted = samples.filter((sample) => sample !== undefined);
  const mean = (key: keyof PointErrors) => counted.reduce((sum, sample) => sum + sample[key], 0) / counted.length;
  return { distance: mean("distance"), absolute: mean("absolute"), squared: mean("squared") };
}
