import type { Box } from "@face88/points";
import type { RgbaImage } from "face88";

/** What a teacher says of one face. */
export interface Label {
  /** The 88 points as x,y pairs in pixels of the image, length 176. */
  readonly points: Float32Array;
  /** How sure the teacher is of each point, 0 to 1, length 88. */
  readonly confidence: Float32Array;
}

/** What labelling a number of faces will take. */
export interface LabelEstimate {
  /** Calls of a service that counts or charges them. */
  readonly calls: number;
  /** Shortest time, seconds. */
  readonly seconds: number;
  /** Price in `currency`, where it is known. */
  readonly cost?: number;
  /** Currency of the price. */
  readonly currency?: string;
}

/**
 * Puts the 88 points on a face that is known by its box. The same teacher says the same of the same image and box, each
 * time and on every machine, so that answers can be kept: see `cachedTeacher`.
 */
export interface Teacher {
  /** Names the teacher and everything that its answers depend on: the network's weights, passes, options. */
  readonly id: string;
  /**
   * The points of one face.
   * @param box  tight around brows and chin, pixels of the image; `boxOfDetector` makes one from a detector's
   * @throws NoFaceError when the teacher finds no face there; TeacherError when it cannot answer
   */
  label(image: RgbaImage, box: Box): Promise<Label>;
  /** What it will take to label so many faces; there where a service is asked. */
  estimate?(faces: number): LabelEstimate;
  /** Frees networks; a second call does nothing. */
  dispose(): void;
}

/** A teacher's answer that there is no face: a reason to reject the picture, not to stop. */
export class NoFaceError extends Error {
  override readonly name = "NoFaceError";
}

/** A teacher that cannot answer: credentials refused, quota used up, no connection after several attempts. */
export class TeacherError extends Error {
  override readonly name = "TeacherError";
}

/** A label whose points all have the same confidence. */
export function evenLabel(points: Float32Array, confidence: number): Label {
  return { points, confidence: new Float32Array(points.length / 2).fill(confidence) };
}

/** Part of a detector's box that lies above the brows, and the part between them and the chin. */
const ofDetector = { above: 0.23, between: 0.76 };

/**
 * The box that teachers want, tight around brows and chin, for one of a detector that boxes the whole face from hairline
 * to chin. Shares are medians over 158 faces of FairFace and of portraits; what is left of the difference (a tenth of the
 * height, either way) the teachers' second look takes care of.
 */
export function boxOfDetector([x, y, width, height]: Box): Box {
  return [x, y + ofDetector.above * height, width, ofDetector.between * height];
}
