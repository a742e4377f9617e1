import { assertPairs } from "../coordinates.js";
import { SCORE_25_POINTS } from "./score25.js";

/**
 * The offsets by which two layouts define the 25 points differently: per point and axis the median over a set of faces.
 * `score25` takes them away for its "corrected" form. Measure them on other faces than those that are scored, or say so.
 * @param offsets  per face the result of `faceOffsets25`, each of length 50; at least one face
 * @returns 25 x,y pairs in the face's own frame (fractions of the distance of the outer eye corners), length 50
 * @throws RangeError when there is no face, or a length is wrong
 */
export function medianOffsets25(offsets: readonly ArrayLike<number>[]): Float64Array {
  if (offsets.length === 0) throw new RangeError("offsets: expected at least one face, got none");
  for (const face of offsets) assertPairs("offsets", face, SCORE_25_POINTS.length);
  return Float64Array.from({ length: 2 * SCORE_25_POINTS.length }, (_, i) =>
    median(Float64Array.from(offsets, (face) => face[i])),
  );
}

/** Middle value, or the mean of the two middle ones. Sorts in place. */
function median(values: Float64Array): number {
  values.sort();
  const half = values.length >> 1;
  return values.length % 2 === 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}
