/**
 * A set of n points as x,y pairs in one flat array: `[x0, y0, x1, y1, ...]`, length 2n.
 *
 * Unit: pixels of the upright image; 0 is the centre of the first pixel, so an image of width w spans -0.5 to w - 0.5.
 */
export type Coordinates = Float32Array | Float64Array;

/**
 * A zeroed array of the same kind as `like`.
 * @param like    decides between Float32Array and Float64Array
 * @param length  number of elements
 */
export function sameKind<T extends Coordinates>(like: T, length: number): T {
  return (like instanceof Float32Array ? new Float32Array(length) : new Float64Array(length)) as T;
}

/**
 * Throws unless the array holds x,y pairs, and exactly `count` of them where a count is given.
 * @throws RangeError that names the argument, what was expected and what came
 */
export function assertPairs(name: string, points: ArrayLike<number>, count?: number): void {
  if (count !== undefined && points.length !== 2 * count) {
    throw new RangeError(`${name}: expected ${count} x,y pairs (length ${2 * count}), got length ${points.length}`);
  }
  if (points.length === 0 || points.length % 2 !== 0) {
    throw new RangeError(`${name}: expected x,y pairs (an even length above 0), got length ${points.length}`);
  }
}

/**
 * Throws unless both arrays hold the same number of x,y pairs, at least one.
 * @throws RangeError that names both lengths
 */
export function assertSameLength(name: string, points: ArrayLike<number>, other: ArrayLike<number>): void {
  assertPairs(name, points);
  if (points.length !== other.length) {
    throw new RangeError(`${name}: expected two sets of the same length, got ${points.length} and ${other.length}`);
  }
}
