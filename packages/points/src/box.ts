import { assertPairs } from "./coordinates.js";

/**
 * Upright rectangle as in a result line: left, top, width and height, in the coordinates of the points (0 is the centre
 * of the first pixel), so that it is tight around points that span x to x + width.
 */
export type Box = readonly [x: number, y: number, width: number, height: number];

/**
 * Smallest rectangle around the points: `[least x, least y, greatest x - least x, greatest y - least y]`.
 * @param points  x,y pairs
 * @throws RangeError when the length is 0 or odd
 */
export function boundingBox(points: ArrayLike<number>): Box {
  assertPairs("points", points);
  let left = Infinity;
  let top = Infinity;
  let right = -Infinity;
  let bottom = -Infinity;
  for (let i = 0; i < points.length; i += 2) {
    left = Math.min(left, points[i]);
    right = Math.max(right, points[i]);
    top = Math.min(top, points[i + 1]);
    bottom = Math.max(bottom, points[i + 1]);
  }
  return [left, top, right - left, bottom - top];
}
