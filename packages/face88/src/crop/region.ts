import type { Box } from "@face88/points";

/**
 * The square of the image that a network looks at. It may lie partly outside of the image.
 * Pixels, 0 is the centre of the first pixel.
 */
export interface Region {
  readonly centreX: number;
  readonly centreY: number;
  /** Side of the square, pixels, > 0. */
  readonly side: number;
  /** Radians by which the square is turned, clockwise as one sees it; a face leaning by it stands upright in the crop. */
  readonly angle: number;
}

/** The smallest upright square around the whole of an image: what a detector looks at. */
export function wholeImage(width: number, height: number): Region {
  return { centreX: (width - 1) / 2, centreY: (height - 1) / 2, side: Math.max(width, height), angle: 0 };
}

/** Square around a box, its longer side times `scale`, moved by a fraction of the box's height (down is positive). */
export function squareAround(box: Box, scale: number, shiftY = 0): Region {
  const [x, y, width, height] = box;
  return {
    centreX: x + width / 2,
    centreY: y + height / 2 + shiftY * height,
    side: Math.max(width, height) * scale,
    angle: 0,
  };
}

/** Radians by which the line from one point to another leans, clockwise as one sees it; 0 for a level line. */
export function leaning(fromX: number, fromY: number, toX: number, toY: number): number {
  return Math.atan2(toY - fromY, toX - fromX);
}

/**
 * Moves points from a region's crop back into the image, in place.
 * @param points  x,y in pixels of the crop with 0 at its left and top *edge*, `stride` numbers a point; with a third
 *   coordinate (depth) it is scaled like the others
 * @param cropSide  side of the crop, pixels
 * @param stride  numbers a point, 2 or 3
 * @returns `points`, now in pixels of the image, 0 at the centre of the first pixel
 */
export function regionToImage<T extends Float32Array | Float64Array>(
  points: T,
  region: Region,
  cropSide: number,
  stride: 2 | 3 = 2,
): T {
  const scale = region.side / cropSide;
  const cos = Math.cos(region.angle) * scale;
  const sin = Math.sin(region.angle) * scale;
  for (let i = 0; i < points.length; i += stride) {
    const x = points[i] - cropSide / 2;
    const y = points[i + 1] - cropSide / 2;
    points[i] = region.centreX + x * cos - y * sin;
    points[i + 1] = region.centreY + x * sin + y * cos;
    if (stride === 3) points[i + 2] *= scale;
  }
  return points;
}
