import { type Affine, compose } from "./affine.js";
import { assertPairs } from "./coordinates.js";

/**
 * Rectangle of pixels as in a result line: its first column and row, width and height. x and y may be fractions; the
 * area that it covers is x - 0.5 to x - 0.5 + width, since a coordinate is the centre of its pixel.
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

/**
 * Transform from the image to a crop: the box, turned about its centre, resized to `width` by `height` pixels. The
 * edges of the outermost pixels meet, as in every resize that aligns edges (sharp, canvas, OpenCV).
 * @param box     what is cut out, in pixels of the image, width and height > 0
 * @param width   width of the crop in pixels, > 0
 * @param height  height of the crop in pixels, > 0
 * @param angle   direction of the crop's x axis in the image, radians, positive from x towards y (clockwise on
 *   screen): the angle of the eye line makes the face upright. Default 0
 * @returns the transform; its inverse brings points of the crop back to the image
 * @throws RangeError when a size is not positive
 */
export function cropTransform(box: Box, width: number, height: number, angle = 0): Affine {
  const [x, y, boxWidth, boxHeight] = box;
  if (!(boxWidth > 0 && boxHeight > 0)) {
    throw new RangeError(`box: expected width and height above 0, got ${boxWidth} x ${boxHeight}`);
  }
  if (!(width > 0 && height > 0)) throw new RangeError(`crop: expected a size above 0, got ${width} x ${height}`);
  const centreX = x - 0.5 + boxWidth / 2;
  const centreY = y - 0.5 + boxHeight / 2;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const turn: Affine = [cos, -sin, sin, cos, -cos * centreX - sin * centreY, sin * centreX - cos * centreY];
  const resize: Affine = [width / boxWidth, 0, 0, height / boxHeight, (width - 1) / 2, (height - 1) / 2];
  return compose(resize, turn);
}
