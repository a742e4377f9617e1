import { type Box, boundingBox, Points88 } from "@face88/points";
import type { FaceShape } from "./landmark-model.js";

/** One face with its landmarks, in pixels of the upright image; 0 is the centre of the first pixel. */
export interface Face {
  /** The smallest upright box around the 88 points. */
  readonly box: Box;
  /** Confidence that this is a face, 0 to 1. */
  readonly score: number;
  /** The 88 landmarks, by name or by index. */
  readonly points: Points88;
  /** Confidence of each point, 0 to 1, length 88, where the network says it. */
  readonly confidence?: Float32Array;
  /** The network's own mesh as x,y,z triples, where it has one: 478 points for the model `mesh`. */
  readonly mesh?: Float32Array;
}

/** A face in a video: the same number is the same face from frame to frame. */
export interface TrackedFace extends Face {
  /** Counts up from 0 in the order in which faces appear; never used again for another face. */
  readonly id: number;
}

/** A network's answer as users get it. */
export function faceOfShape(shape: FaceShape): Face {
  return {
    box: boundingBox(shape.points),
    score: shape.score,
    points: new Points88(shape.points),
    ...(shape.confidence && { confidence: shape.confidence }),
    ...(shape.mesh && { mesh: shape.mesh }),
  };
}
