import { meanShape, umeyama } from "@face88/points";
import type { Region } from "../crop/region.js";

const MEAN = meanShape();
/** Side of the frame that the mean shape fills. */
const FRAME = 128;

/**
 * The square that face88's own networks look at: the frame of the mean shape, laid over the face by the similarity that
 * brings the mean shape closest to its points. All 88 points have a say, so it lies steadier than a box, and it is upright
 * with the face.
 * @param points  the 88 points, x,y pairs in pixels
 * @param margin  side over that of the frame, > 0; 1.35 leaves an eighth on each side of a frontal face
 */
export function regionOfPoints(points: ArrayLike<number>, margin: number): Region {
  const [a, b, , , e, f] = umeyama(MEAN, points);
  const centre = FRAME / 2;
  return {
    centreX: a * centre - b * centre + e,
    centreY: b * centre + a * centre + f,
    side: FRAME * Math.hypot(a, b) * margin,
    angle: Math.atan2(b, a),
  };
}
