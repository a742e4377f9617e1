import * as fc from "fast-check";
import type { Affine } from "../affine.js";
import { POINT_COUNT } from "../layout.js";

/** A finite number of a size that pixels have. */
export const pixel = fc.double({ min: -1000, max: 1000, noNaN: true });

/** 88 points anywhere. */
export const points176 = fc
  .array(pixel, { minLength: 2 * POINT_COUNT, maxLength: 2 * POINT_COUNT })
  .map((values) => Float64Array.from(values));

/** Rotation, scale 0.1 to 10 and shift. */
export const similarity = fc
  .tuple(
    fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
    fc.double({ min: 0.1, max: 10, noNaN: true }),
    pixel,
    pixel,
  )
  .map(([angle, scale, x, y]): Affine => {
    const a = scale * Math.cos(angle);
    const b = scale * Math.sin(angle);
    return [a, b, -b, a, x, y];
  });

/** A similarity followed by a shear: any orientation, never close to singular. */
export const affine = fc
  .tuple(similarity, fc.double({ min: -2, max: 2, noNaN: true }), fc.boolean())
  .map(([[a, b, c, d, e, f], shear, flip]): Affine => {
    const sign = flip ? -1 : 1;
    return [a, b, sign * c + shear * a, sign * d + shear * b, e, f];
  });

/** Greatest difference between two sets of numbers. */
export function greatestDifference(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let greatest = one.length === other.length ? 0 : Infinity;
  for (let i = 0; i < one.length; i++) greatest = Math.max(greatest, Math.abs(one[i] - other[i]));
  return greatest;
}
