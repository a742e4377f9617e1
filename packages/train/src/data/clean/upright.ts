import { meanShape, transformPoints, umeyama } from "@face88/points";

/** Side of the frame that {@link upright} brings faces into: a hundredth of it is 1 % of the face's size. */
export const FRAME = 128;

const REFERENCE = meanShape();

/**
 * A shape moved, turned and scaled onto the mean shape (Procrustes alignment).
 * @param points  the 88 points, x,y pairs in any frame
 * @returns points in the frame of `meanShape`, 128 by 128; undefined where the points coincide and have no shape
 */
export function upright(points: Float64Array): Float64Array | undefined {
  try {
    return transformPoints(umeyama(points, REFERENCE), points);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
