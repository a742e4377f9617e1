/** Arithmetic mean. @throws RangeError when there is no value */
export function mean(values: ArrayLike<number>): number {
  assertSome(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/**
 * Value below which a share of the values lies, between the two nearest by a straight line.
 * @param share  0 to 1; 0.5 is the median
 * @throws RangeError when there is no value
 */
export function quantile(values: ArrayLike<number>, share: number): number {
  assertSome(values);
  const sorted = Float64Array.from(values).sort();
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

/** Middle value. @throws RangeError when there is no value */
export const median = (values: ArrayLike<number>): number => quantile(values, 0.5);

function assertSome(values: ArrayLike<number>): void {
  if (values.length === 0) throw new RangeError("values: expected at least one, got none");
}
