export { type Part, POINTS, type Point, type PointName, Points88 } from "@face88/points";
export { DRAW_STYLES, type DrawOptions, type DrawStyle, drawFace } from "../draw/draw-face.js";
export { PART_COLOURS } from "../draw/palette.js";
export {
  CameraLostError,
  DamagedModelError,
  MissingDependencyError,
  UnreadableInputError,
  WorkerLostError,
} from "../errors.js";
export type { Face, TrackedFace } from "../face.js";
export type { RgbaImage } from "../image/rgba.js";
export { type FaceResult, type ResultLine, type ResultSource, resultLine } from "../result-line.js";
export type { OneEuroOptions } from "../track/one-euro.js";
export type { LoadProgress } from "./fetch-model.js";
export {
  type FrameFaces,
  Landmarker,
  type LiveSource,
  type PictureFaces,
  type WebDetectOptions,
  type WebFrame,
  type WebLandmarkerOptions,
  type WebTrackOptions,
} from "./landmarker.js";
export { type ModelFile, type ModelKind, webDetectors, webModels } from "./model-files.js";
export type { WebProvider, WebRuntimeOptions } from "./ort-runtime.js";
export { FaceOverlay, type OverlayOptions } from "./overlay.js";
export type { PictureSource } from "./picture.js";
