import type { Coordinates } from "./coordinates.js";
import { PARTS } from "./layout.js";
import { FACE_88, FIVE } from "./layouts.js";
import { applyLinearMap, type LinearMap, linearMap, type Term } from "./linear-map.js";

const CENTRE = "the mean of the eight points around the eye: close to the pupil, and the same with the eye shut";
const SAME = "the point itself";

/**
 * The rule of each of the five points that face recognition aligns by, as weights of our 88.
 * @see Zhang et al., Joint Face Detection and Alignment using Multi-task Cascaded CNNs, SPL 2016 (the same five)
 */
export const FACE_88_TO_FIVE: LinearMap = linearMap({
  from: FACE_88,
  to: FIVE,
  rules: [
    { target: "left eye, centre", terms: eyeTerms("left_eye"), reason: CENTRE },
    { target: "right eye, centre", terms: eyeTerms("right_eye"), reason: CENTRE },
    { target: "nose tip", terms: [[21, 1]], reason: SAME },
    { target: "mouth, left corner", terms: [[34, 1]], reason: SAME },
    { target: "mouth, right corner", terms: [[40, 1]], reason: SAME },
  ],
});

/**
 * The 88 points as five: eye centres, nose tip, mouth corners, by `FACE_88_TO_FIVE`.
 * @param points  x,y pairs, length 176
 * @returns x,y pairs, length 10, of the same kind
 * @throws RangeError when the length is not 176
 */
export function toFive(points: Coordinates): Coordinates {
  return applyLinearMap(FACE_88_TO_FIVE, points);
}

function eyeTerms(eye: "left_eye" | "right_eye"): Term[] {
  const { offset, count } = PARTS[eye];
  return Array.from({ length: count }, (_, i) => [offset + i, 1 / count]);
}
