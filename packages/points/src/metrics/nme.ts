import { boundingBox } from "../box.js";
import { PARTS, POINT_COUNT } from "../layout.js";
import { IBUG_68 } from "../layouts.js";
import { pointErrors } from "./errors.js";

/**
 * What an error is divided by, measured on the true points:
 * `inter-ocular` the distance of the outer eye corners (300-W), `inter-pupil` that of the eye centres (the mean of the
 * points around each eye), `box` the square root of width times height of the points' bounding box (AFLW), `diagonal`
 * the length of its diagonal.
 */
export type Norm = "inter-ocular" | "inter-pupil" | "box" | "diagonal";

/** Where the eyes are in a layout. */
interface EyePoints {
  /** Left and right outer corner. */
  readonly outerCorners: readonly [number, number];
  /** First point of the left and of the right eye, and the points in each. */
  readonly offsets: readonly [number, number];
  readonly count: number;
}

const EYES_88: EyePoints = {
  outerCorners: [PARTS.left_eye.offset, PARTS.right_eye.offset],
  offsets: [PARTS.left_eye.offset, PARTS.right_eye.offset],
  count: PARTS.left_eye.count,
};
const EYES_68: EyePoints = { outerCorners: [36, 45], offsets: [36, 42], count: 6 };

/**
 * The distance that normalises the error of a face.
 * @param truth  x,y pairs of the 88 points or of the 68 of iBUG, told apart by the length (176 or 136); for `box` and
 *   `diagonal` any number of points
 * @param norm   which distance
 * @returns pixels, > 0
 * @throws RangeError when the eyes are asked for and the length is neither, or the distance is not positive
 */
export function normalisationDistance(truth: ArrayLike<number>, norm: Norm): number {
  const distance = measure(truth, norm);
  if (!(distance > 0)) throw new RangeError(`truth: expected a distance above 0 for ${norm}, got ${distance}`);
  return distance;
}

/**
 * Normalised mean error of one face: mean point-to-point distance over the normalising distance.
 * @param predicted  x,y pairs in pixels, length 2n
 * @param truth      x,y pairs in pixels, length 2n
 * @param norm       a norm measured on `truth`, or a distance in pixels, > 0. Default `inter-ocular`
 * @returns a fraction (0.03 = 3 %)
 * @throws RangeError when the lengths differ, or the distance is not positive
 * @see Sagonas et al., 300 Faces in-the-Wild Challenge, ICCVW 2013, section 4
 */
export function normalisedMeanError(
  predicted: ArrayLike<number>,
  truth: ArrayLike<number>,
  norm: Norm | number = "inter-ocular",
): number {
  const distance = typeof norm === "number" ? norm : normalisationDistance(truth, norm);
  if (!(distance > 0)) throw new RangeError(`norm: expected a distance above 0, got ${distance}`);
  const errors = pointErrors(predicted, truth);
  return errors.reduce((sum, error) => sum + error, 0) / errors.length / distance;
}

function measure(truth: ArrayLike<number>, norm: Norm): number {
  switch (norm) {
    case "inter-ocular": {
      const [left, right] = eyePoints(truth).outerCorners;
      return Math.hypot(truth[2 * right] - truth[2 * left], truth[2 * right + 1] - truth[2 * left + 1]);
    }
    case "inter-pupil": {
      const { offsets, count } = eyePoints(truth);
      const [left, right] = offsets.map((offset) => centre(truth, offset, count));
      return Math.hypot(right[0] - left[0], right[1] - left[1]);
    }
    case "box": {
      const [, , width, height] = boundingBox(truth);
      return Math.sqrt(width * height);
    }
    case "diagonal": {
      const [, , width, height] = boundingBox(truth);
      return Math.hypot(width, height);
    }
    default:
      return assertNever(norm);
  }
}

function eyePoints(truth: ArrayLike<number>): EyePoints {
  if (truth.length === 2 * POINT_COUNT) return EYES_88;
  if (truth.length === 2 * IBUG_68.count) return EYES_68;
  throw new RangeError(`truth: expected ${POINT_COUNT} or ${IBUG_68.count} x,y pairs, got length ${truth.length}`);
}

function centre(points: ArrayLike<number>, offset: number, count: number): [number, number] {
  let x = 0;
  let y = 0;
  for (let i = offset; i < offset + count; i++) {
    x += points[2 * i] / count;
    y += points[2 * i + 1] / count;
  }
  return [x, y];
}

function assertNever(norm: never): never {
  throw new RangeError(`norm: expected inter-ocular, inter-pupil, box or diagonal, got ${String(norm)}`);
}
