import type { Face, TrackedFace } from "./face.js";

/** One face in a result line. */
export interface FaceResult {
  /** Smallest upright box around the points: left, top, width, height. */
  readonly box: readonly number[];
  /** 0 to 1. */
  readonly score: number;
  /** 88 pairs x,y. */
  readonly points: readonly (readonly number[])[];
  /** Number of the face; in videos only. */
  readonly id?: number;
}

/**
 * One line of a JSON Lines file: all faces of a photo or of a frame. Pixels of the upright image, 0 is the centre of the
 * first pixel.
 */
export interface ResultLine {
  /** Path of the photo as it was given; absent in a video's lines. */
  readonly image?: string;
  /** Number of the frame from 0; in a video's lines only. */
  readonly frame?: number;
  /** Seconds since the start; in a video's lines only. */
  readonly time?: number;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** All faces; empty when there is none. */
  readonly faces: readonly FaceResult[];
}

/** Which photo or frame a line is about. */
export type ResultSource = { readonly image: string } | { readonly frame: number; readonly time: number };

/** Writes faces as a result line; coordinates are rounded to a hundredth of a pixel, scores and times to 1/10,000. */
export function resultLine(
  source: ResultSource,
  size: { readonly width: number; readonly height: number },
  faces: readonly (Face | TrackedFace)[],
): ResultLine {
  const head = "image" in source ? { image: source.image } : { frame: source.frame, time: round(source.time, 1e4) };
  return {
    ...head,
    width: size.width,
    height: size.height,
    faces: faces.map((face) => ({
      ...("id" in face && { id: face.id }),
      box: face.box.map((value) => round(value, 100)),
      score: round(face.score, 1e4),
      points: face.points.toJSON().map((point) => point.map((value) => round(value, 100))),
    })),
  };
}

function round(value: number, parts: number): number {
  return Math.round(value * parts) / parts;
}
