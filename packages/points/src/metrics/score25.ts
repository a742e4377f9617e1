import { assertPairs, type Coordinates } from "../coordinates.js";
import { FACE_88, IBUG_68 } from "../layouts.js";
import { applyLinearMap, type Layout, type LinearMap, linearMap } from "../linear-map.js";
import { FACE_88_TO_IBUG_68 } from "../to68.js";
import { normalisationDistance } from "./nme.js";

/** Region of a point of the 25-point score; eval prints the error of each. */
export type ScoreRegion = "eye corner" | "eyelid" | "nose" | "mouth" | "chin" | "brow end";

/** One of the 25 points that every layout of faces has. */
export interface ScorePoint {
  /** Its index in iBUG's 68 points, 0-based. */
  readonly ibug: number;
  /** Region of the face. */
  readonly region: ScoreRegion;
}

/** The 25 points of the score, in its order: 17 that are points of the 88, then eight eyelid points between two. */
export const SCORE_25_POINTS: readonly ScorePoint[] = Object.freeze([
  ...region("eye corner", [36, 39, 42, 45]),
  ...region("nose", [30, 33]),
  ...region("mouth", [48, 54, 51, 57, 62, 66]),
  ...region("chin", [8]),
  ...region("brow end", [17, 21, 22, 26]),
  ...region("eyelid", [37, 38, 41, 40, 43, 44, 46, 47]),
]);

const SCORE_25: Layout = Object.freeze({ name: "score25", count: SCORE_25_POINTS.length });

/** The 25 points from ours: the rules of `FACE_88_TO_IBUG_68` for these points. */
export const FACE_88_TO_SCORE_25: LinearMap = linearMap({
  from: FACE_88,
  to: SCORE_25,
  rules: SCORE_25_POINTS.map(({ ibug }) => FACE_88_TO_IBUG_68.rules[ibug]),
});

/** The 25 points from the 68 of iBUG: the points themselves. */
export const IBUG_68_TO_SCORE_25: LinearMap = linearMap({
  from: IBUG_68,
  to: SCORE_25,
  rules: SCORE_25_POINTS.map(({ ibug }) => ({
    target: FACE_88_TO_IBUG_68.rules[ibug].target,
    terms: [[ibug, 1]],
    reason: "the point itself",
  })),
});

/** Score of one face. */
export interface Score25 {
  /** Mean of the 25 errors: a fraction of the distance of the outer eye corners (0.03 = 3 %). */
  readonly nme: number;
  /** Error of each point, in the order of `SCORE_25_POINTS`, as the same fraction. */
  readonly errors: Float64Array;
}

/**
 * Score of one face over 25 points: mean distance of prediction and hand label over the distance of the outer eye
 * corners of the label.
 * @param predicted    the 88 points, x,y pairs in pixels, length 176
 * @param truth        the 68 points of iBUG, x,y pairs in the same pixels, length 136
 * @param corrections  offsets to take away first, from `medianOffsets25`, length 50; with them this is the "corrected"
 *   score, which does not count that two layouts define a point differently. Default: none
 * @throws RangeError when a length is wrong, or the eye corners of the label coincide
 */
export function score25(predicted: Coordinates, truth: Coordinates, corrections?: ArrayLike<number>): Score25 {
  if (corrections !== undefined) assertPairs("corrections", corrections, SCORE_25.count);
  const offsets = faceOffsets25(predicted, truth);
  const errors = new Float64Array(SCORE_25.count);
  for (let i = 0; i < errors.length; i++) {
    const dx = offsets[2 * i] - (corrections?.[2 * i] ?? 0);
    const dy = offsets[2 * i + 1] - (corrections?.[2 * i + 1] ?? 0);
    errors[i] = Math.hypot(dx, dy);
  }
  return { nme: errors.reduce((sum, error) => sum + error, 0) / errors.length, errors };
}

/**
 * Where the prediction lies from the hand label, per point, in the face's own frame: the x axis runs from the left to
 * the right outer eye corner of the label, y downwards at a right angle, and their distance is the unit.
 * @param predicted  the 88 points, x,y pairs in pixels, length 176
 * @param truth      the 68 points of iBUG, x,y pairs in the same pixels, length 136
 * @returns 25 x,y pairs, length 50
 * @throws RangeError when a length is wrong, or the eye corners of the label coincide
 */
export function faceOffsets25(predicted: Coordinates, truth: Coordinates): Float64Array {
  const p = applyLinearMap(FACE_88_TO_SCORE_25, predicted);
  const t = applyLinearMap(IBUG_68_TO_SCORE_25, truth);
  const distance = normalisationDistance(truth, "inter-ocular");
  const [left, right] = [36, 45];
  const cos = (truth[2 * right] - truth[2 * left]) / distance;
  const sin = (truth[2 * right + 1] - truth[2 * left + 1]) / distance;
  const offsets = new Float64Array(2 * SCORE_25.count);
  for (let i = 0; i < offsets.length; i += 2) {
    const dx = (p[i] - t[i]) / distance;
    const dy = (p[i + 1] - t[i + 1]) / distance;
    offsets[i] = cos * dx + sin * dy;
    offsets[i + 1] = cos * dy - sin * dx;
  }
  return offsets;
}

function region(name: ScoreRegion, points: readonly number[]): ScorePoint[] {
  return points.map((ibug) => Object.freeze({ ibug, region: name }));
}
