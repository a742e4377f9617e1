import { type Box, boundingBox, PARTS, type Part, POINT_COUNT } from "@face88/points";
import { intersectionOverUnion } from "face88";
import { TeacherError } from "../teacher.js";

/** A point of an answer, pixels of the picture that was sent. */
export interface ApiPoint {
  readonly X?: number;
  readonly Y?: number;
}

/** The service's names of our parts. Its answers have the two pupils as well. */
const names = {
  face_profile: "FaceProfile",
  nose: "Nose",
  mouth: "Mouth",
  left_eyebrow: "LeftEyeBrow",
  left_eye: "LeftEye",
  right_eyebrow: "RightEyeBrow",
  right_eye: "RightEye",
} as const satisfies Record<Part, string>;

/** One face of an answer: points by part. */
export type ApiFaceShape = Readonly<Partial<Record<(typeof names)[Part], readonly ApiPoint[]>>>;

/**
 * The 88 points of one face of an answer, in the order of the layout.
 * @throws TeacherError when a part is missing or has another number of points than the layout, or a point without X and Y
 */
export function pointsOfFaceShape(shape: ApiFaceShape): Float32Array {
  const points = new Float32Array(2 * POINT_COUNT);
  for (const [part, name] of Object.entries(names) as [Part, (typeof names)[Part]][]) {
    const { offset, count } = PARTS[part];
    const given = shape[name] ?? [];
    if (given.length !== count) {
      throw new TeacherError(`AnalyzeFace: expected ${count} points as ${name}, got ${given.length}`);
    }
    given.forEach(({ X = Number.NaN, Y = Number.NaN }, i) => {
      points.set([X, Y], 2 * (offset + i));
    });
  }
  if (!points.every(Number.isFinite)) throw new TeacherError("AnalyzeFace: expected numbers as X and Y, got none");
  return points;
}

/**
 * The face of an answer that is meant: the one whose points overlap most with the box.
 * @param box  in the pixels of the points
 * @returns undefined when none overlaps
 */
export function faceInBox(faces: readonly Float32Array[], box: Box): Float32Array | undefined {
  let best: Float32Array | undefined;
  let most = 0;
  for (const points of faces) {
    const overlap = intersectionOverUnion(boundingBox(points), box);
    if (overlap > most) {
      most = overlap;
      best = points;
    }
  }
  return best;
}
