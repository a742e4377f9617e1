import { assertPairs, type Coordinates, sameKind } from "./coordinates.js";

/**
 * Affine transform of the plane as the six numbers `[a, b, c, d, e, f]` of canvas, SVG and CSS:
 *
 * ```text
 * x' = a x + c y + e
 * y' = b x + d y + f
 * ```
 *
 * Coordinates have 0 at the centre of the first pixel, while a canvas has 0 at its edge: before handing such a
 * transform to a canvas, shift by half a pixel (`compose([1,0,0,1,.5,.5], compose(m, [1,0,0,1,-.5,-.5]))`).
 */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** The transform that changes nothing. */
export const IDENTITY: Affine = Object.freeze([1, 0, 0, 1, 0, 0] as const);

/**
 * One transform that does `first`, then `second`.
 * @returns `second` after `first` (as matrices: second times first)
 */
export function compose(second: Affine, first: Affine): Affine {
  const [a, b, c, d, e, f] = second;
  const [a1, b1, c1, d1, e1, f1] = first;
  return [a * a1 + c * b1, b * a1 + d * b1, a * c1 + c * d1, b * c1 + d * d1, a * e1 + c * f1 + e, b * e1 + d * f1 + f];
}

/**
 * The transform that undoes this one.
 * @throws RangeError when the transform is singular (its determinant is 0 or not finite)
 */
export function invert(transform: Affine): Affine {
  const [a, b, c, d, e, f] = transform;
  const determinant = a * d - b * c;
  if (determinant === 0 || !Number.isFinite(determinant)) {
    throw new RangeError(`transform: expected an invertible one, got determinant ${determinant}`);
  }
  return [
    d / determinant,
    -b / determinant,
    -c / determinant,
    a / determinant,
    (c * f - d * e) / determinant,
    (b * e - a * f) / determinant,
  ];
}

/**
 * Applies a transform to a set of points.
 * @param transform  from the frame of `points` to the frame of the result
 * @param points     x,y pairs
 * @param out        array to write to, of the same length; `points` itself for in place. Default: a new one
 * @returns `out`
 * @throws RangeError when the lengths differ or are odd
 */
export function transformPoints<T extends Coordinates>(
  transform: Affine,
  points: T,
  out: T = sameKind(points, points.length),
): T {
  assertPairs("points", points);
  if (out.length !== points.length) {
    throw new RangeError(`out: expected length ${points.length}, got ${out.length}`);
  }
  const [a, b, c, d, e, f] = transform;
  for (let i = 0; i < points.length; i += 2) {
    const x = points[i];
    const y = points[i + 1];
    out[i] = a * x + c * y + e;
    out[i + 1] = b * x + d * y + f;
  }
  return out;
}
