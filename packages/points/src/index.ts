export { type Affine, compose, IDENTITY, invert, transformPoints } from "./affine.js";
export { type Box, boundingBox } from "./box.js";
export { CONTOURS, type Contour, EDGES, type Edge } from "./contours.js";
export type { Coordinates } from "./coordinates.js";
export { type Crossing, crossings } from "./crossings.js";
export {
  indexOf,
  MIRROR,
  meanShape,
  PART_NAMES,
  PARTS,
  type Part,
  type PartRange,
  POINT_COUNT,
  POINTS,
  type PointDefinition,
  type PointName,
} from "./layout.js";
export { FACE_88, FIVE, IBUG_68, MIRROR_68 } from "./layouts.js";
export {
  applyLinearMap,
  type Layout,
  type LinearMap,
  type LinearMapOptions,
  type LinearRule,
  linearMap,
  type Term,
} from "./linear-map.js";
export {
  areaUnderCurve,
  type CumulativeErrorDistribution,
  cumulativeErrorDistribution,
  FAILURE_THRESHOLD,
  failureRate,
} from "./metrics/ced.js";
export { meanAbsoluteError, meanSquaredError, pointErrors } from "./metrics/errors.js";
export { medianOffsets25 } from "./metrics/median-offsets25.js";
export { type Norm, normalisationDistance, normalisedMeanError } from "./metrics/nme.js";
export {
  FACE_88_TO_SCORE_25,
  faceOffsets25,
  IBUG_68_TO_SCORE_25,
  SCORE_25_POINTS,
  type Score25,
  type ScorePoint,
  type ScoreRegion,
  score25,
} from "./metrics/score25.js";
export { mirrorPoints } from "./mirror.js";
export { type Point, Points88 } from "./points88.js";
export { FACE_88_TO_FIVE, toFive } from "./to5.js";
export { FACE_88_TO_IBUG_68, toIbug68 } from "./to68.js";
export { umeyama } from "./umeyama.js";
