import type { Box } from "@face88/points";
import { leaning, type Region, squareAround } from "../crop/region.js";
import type { RgbaImage } from "../image/rgba.js";

/** A face as a detector sees it. */
export interface Detection {
  readonly box: Box;
  /** Confidence, 0 to 1. */
  readonly score: number;
  /**
   * Points the detector has beside the box, as x,y pairs in pixels; empty where it has none. The first two are the eye
   * centres, the image's left one first.
   */
  readonly keypoints: Float32Array;
}

/** Finds faces. What it holds (a session of the runtime) is freed by `dispose`. */
export interface FaceDetector {
  /** Short name, as `--detector` takes it. */
  readonly name: string;
  /** All faces of at least the detector's threshold, best first. */
  detect(image: RgbaImage): Promise<Detection[]>;
  /** Frees the session; a second call does nothing. */
  dispose(): void;
}

/** Intersection over union of two boxes, 0 (apart) to 1 (equal). */
export function intersectionOverUnion(a: Box, b: Box): number {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  if (width <= 0 || height <= 0) return 0;
  const intersection = width * height;
  return intersection / (a[2] * a[3] + b[2] * b[3] - intersection);
}

/**
 * Whether two boxes are about one face: they overlap by more than 0.3, or the centre of one is inside the other, since
 * one may end at the brows and the other at the hair.
 */
export function isSameFace(a: Box, b: Box): boolean {
  return intersectionOverUnion(a, b) > 0.3 || holdsCentre(a, b) || holdsCentre(b, a);
}

function holdsCentre(outer: Box, inner: Box): boolean {
  const x = inner[0] + inner[2] / 2 - outer[0];
  const y = inner[1] + inner[3] / 2 - outer[1];
  return x > 0 && y > 0 && x < outer[2] && y < outer[3];
}

/** Square around a detection as {@link squareAround} lays it, upright with the face where the detector has its eyes. */
export function uprightSquare({ box, keypoints }: Detection, scale: number, shiftY = 0): Region {
  const square = squareAround(box, scale, shiftY);
  if (keypoints.length < 4) return square;
  return { ...square, angle: leaning(keypoints[0], keypoints[1], keypoints[2], keypoints[3]) };
}
