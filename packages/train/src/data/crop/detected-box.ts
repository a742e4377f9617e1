import { type Box, boundingBox } from "@face88/points";
import { type Detection, isSameFace, squareAround } from "face88";
import { boxOfSeedRegion } from "./seed-crop.js";

/**
 * BlazeFace's box ends at the brows, the seed's crop rule wants one that begins at the hair. Medians over 400 faces for
 * which both boxes are known (`docs/data.md`): the seed square is 1.53 of BlazeFace's side, its centre 0.125 of it further up.
 */
const BLAZEFACE_SCALE = 1.53;
const BLAZEFACE_SHIFT = -0.125;

/** The same of the tightest box around points from the brows to the chin. */
const POINTS_SCALE = 1.77;
const POINTS_SHIFT = -0.25;

/** Box from the hair to the chin for a detection of BlazeFace. */
export function boxOfDetection({ box }: Detection): Box {
  return boxOfSeedRegion(squareAround(box, BLAZEFACE_SCALE, BLAZEFACE_SHIFT));
}

/** Box from the hair to the chin for points that reach from the brows to the chin. */
export function boxOfPoints(points: ArrayLike<number>): Box {
  return boxOfSeedRegion(squareAround(boundingBox(points), POINTS_SCALE, POINTS_SHIFT));
}

/** The detection that is about the face with these points, the best first; undefined when none is. */
export function detectionOf(points: ArrayLike<number>, detections: readonly Detection[]): Detection | undefined {
  const box = boundingBox(points);
  return detections.find((detection) => isSameFace(detection.box, box));
}
