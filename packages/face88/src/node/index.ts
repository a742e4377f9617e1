export {
  type AnnotatePhotoOptions,
  type AnnotateReport,
  type AnnotateVideoOptions,
  annotatePhoto,
  annotateVideo,
  PHOTO_OUTPUT_ENDINGS,
  writeAnnotatedPhoto,
} from "./annotate.js";
export { FaceCanvas } from "./canvas.js";
export { loadDetector } from "./detectors.js";
export { Landmarker, type LandmarkerOptions, type PhotoFaces } from "./landmarker.js";
export { cachedConversion, cacheFolder } from "./model-cache.js";
export {
  DEFAULT_DETECTOR,
  DEFAULT_MODEL,
  type DetectorLoadOptions,
  faceDetector,
  faceDetectors,
  landmarkModel,
  landmarkModels,
  type ModelEntry,
} from "./models.js";
export { type ExecutionProvider, type NodeRuntimeOptions, nodeRuntime } from "./ort-runtime.js";
export { MAX_PHOTO_PIXELS, readPhoto } from "./photo.js";
export { type VideoFrame, VideoReader } from "./video-reader.js";
export { evenSize, VIDEO_OUTPUT_ENDINGS, VideoWriter } from "./video-writer.js";
export { convertedTflite, publishedWeights, type WeightSource } from "./weights.js";
export { writeFileWhole, writeWhole } from "./whole-file.js";
