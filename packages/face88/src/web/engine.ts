import type { Face, TrackedFace } from "../face.js";
import { faceOfShape } from "../face.js";
import type { FaceShape } from "../landmark-model.js";
import type { DetectOptions } from "../landmarker.js";
import type { OneEuroOptions } from "../track/one-euro.js";
import type { TrackOptions } from "../track/tracker.js";
import type { Picture } from "./picture.js";

/** Options of detecting, with the size to which larger pictures are reduced. */
export interface EngineDetectOptions extends DetectOptions {
  /** Pixels. */
  readonly maxSide: number;
}

/** Options of following faces, with the size to which larger frames are reduced. */
export interface EngineTrackOptions extends Omit<TrackOptions, "smoothing"> {
  /** Pixels. */
  readonly maxSide: number;
}

/** A face as it crosses from the worker to the page. */
export interface FaceRecord extends FaceShape {
  /** The face's number, when it is followed. */
  readonly id?: number;
}

/** What an engine says of one picture; everything in pixels of the picture as it came. */
export interface EngineAnswer {
  readonly width: number;
  readonly height: number;
  readonly faces: readonly FaceRecord[];
}

/** What finds the faces, on the page or in a worker. Pictures that it gets are its own: it closes them. */
export interface Engine {
  detect(picture: Picture, options: EngineDetectOptions): Promise<EngineAnswer>;
  /** Begins to follow faces. @returns the tracker's number */
  openTracker(options: EngineTrackOptions): Promise<number>;
  /** The faces of the next frame. @param smoothing  from this frame on */
  track(tracker: number, picture: Picture, time: number, smoothing: OneEuroOptions | false): Promise<EngineAnswer>;
  /** Forgets a tracker; one that is not known is no error. */
  closeTracker(tracker: number): void;
  /** Frees everything; a second call does nothing. */
  dispose(): void;
}

/** A face as users get it. */
export function faceOf(record: FaceRecord): Face {
  return faceOfShape(record);
}

/** A followed face as users get it. */
export function trackedFaceOf(record: FaceRecord): TrackedFace {
  if (record.id === undefined) throw new Error("internal: a followed face has a number");
  return { id: record.id, ...faceOfShape(record) };
}
