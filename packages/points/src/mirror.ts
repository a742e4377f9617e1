import { assertPairs, type Coordinates, sameKind } from "./coordinates.js";
import { MIRROR } from "./layout.js";

/**
 * The points of the image flipped left to right: x' = width - 1 - x (0 is the centre of the first pixel and width - 1
 * that of the last), and every point takes the index of its mirror partner, so that `left_eye` is again at the left.
 * Its own inverse.
 * @param points       x,y pairs in pixels
 * @param width        width of the image in pixels, > 0
 * @param permutation  mirror index per point of the layout; default: the 88 points
 * @returns a new array of the same kind and length
 * @throws RangeError when the number of points is not that of the permutation, or width is not positive
 */
export function mirrorPoints<T extends Coordinates>(
  points: T,
  width: number,
  permutation: readonly number[] = MIRROR,
): T {
  assertPairs("points", points, permutation.length);
  if (!(width > 0)) throw new RangeError(`width: expected a number above 0, got ${String(width)}`);
  const out = sameKind(points, points.length);
  for (let i = 0; i < permutation.length; i++) {
    const j = permutation[i];
    out[2 * i] = width - 1 - points[2 * j];
    out[2 * i + 1] = points[2 * j + 1];
  }
  return out;
}
