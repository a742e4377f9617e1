import type { Face, TrackedFace } from "../face.js";
import { isRgbaImage, type RgbaImage } from "../image/rgba.js";
import { type DetectOptions, FaceLandmarker, type Frame } from "../landmarker.js";
import type { TrackOptions } from "../track/tracker.js";
import { loadDetector } from "./detectors.js";
import { DEFAULT_DETECTOR, DEFAULT_MODEL, landmarkModel } from "./models.js";
import { type NodeRuntimeOptions, nodeRuntime } from "./ort-runtime.js";
import { readPhoto } from "./photo.js";
import { type VideoFrame, VideoReader } from "./video-reader.js";

/** Options of {@link Landmarker.load}. */
export interface LandmarkerOptions extends NodeRuntimeOptions {
  /** Landmark network by name, or the path of a `.tflite` file with a Face Mesh; default `face88`. */
  readonly model?: string;
  /** Detector by name, or the path of a folder with MTCNN's weights, with a slash in it; default `blazeface`. */
  readonly detector?: string;
  /** Lowest confidence of the detector that counts as a face, 0 to 1; default 0.5, for MTCNN that of its weights. */
  readonly minDetectionScore?: number;
  /** Smallest face to look for, its longer side in pixels, >= 12; default 40. Only MTCNN knows it. */
  readonly minFace?: number;
}

/** The faces of a photo. */
export interface PhotoFaces {
  /** Pixels of the upright photo. */
  readonly width: number;
  /** Pixels of the upright photo. */
  readonly height: number;
  /** Best detection first, or in the order of `boxes`. */
  readonly faces: Face[];
}

/**
 * Faces and their 88 landmarks in photo and video files.
 * @example
 * using landmarker = await Landmarker.load();
 * const { faces } = await landmarker.detect("photo.jpg");
 * console.log(faces[0].points.leftEye);
 */
export class Landmarker extends FaceLandmarker {
  /**
   * Loads detector and landmark network. Nothing is fetched: the weights are in npm packages.
   * @throws RangeError when a name is unknown
   * @throws MissingDependencyError when onnxruntime-node or a package with weights is not installed
   */
  static async load(options: LandmarkerOptions = {}): Promise<Landmarker> {
    const model = landmarkModel(options.model ?? DEFAULT_MODEL);
    const runtime = await nodeRuntime(options);
    const { minDetectionScore: minScore, minFace } = options;
    const loaded = await loadDetector(runtime, options.detector ?? DEFAULT_DETECTOR, {
      ...(minScore !== undefined && { minScore }),
      ...(minFace !== undefined && { minFace }),
    });
    try {
      return new Landmarker(loaded, await model.load(runtime, {}));
    } catch (error) {
      loaded.dispose();
      throw error;
    }
  }

  /**
   * All faces in a photo.
   * @param photo  path of the file, its bytes, or decoded pixels
   * @throws UnreadableInputError when the photo cannot be read
   */
  async detect(photo: string | Uint8Array | RgbaImage, options: DetectOptions = {}): Promise<PhotoFaces> {
    const image = isRgbaImage(photo) ? photo : await readPhoto(photo);
    return { width: image.width, height: image.height, faces: await this.detectImage(image, options) };
  }

  /**
   * Follows the faces through a video, with ids and smoothing. `break` closes the file.
   * @param video  path of the file
   * @throws UnreadableInputError when the video cannot be opened; TruncatedVideoError after the last frame that could be
   *   read, when it is cut short
   * @example
   * for await (const { faces, time } of landmarker.track("video.mp4")) console.log(time, faces.length);
   */
  track(video: string, options?: TrackOptions): AsyncGenerator<VideoFrame & { readonly faces: TrackedFace[] }>;
  /** Follows the faces through frames of your own, which come in order. */
  track<T extends Frame>(
    frames: AsyncIterable<T> | Iterable<T>,
    options?: TrackOptions,
  ): AsyncGenerator<T & { readonly faces: TrackedFace[] }>;
  async *track(
    source: string | AsyncIterable<Frame> | Iterable<Frame>,
    options: TrackOptions = {},
  ): AsyncGenerator<Frame & { readonly faces: TrackedFace[] }> {
    if (typeof source !== "string") {
      yield* this.trackFrames(source, options);
      return;
    }
    using reader = await VideoReader.open(source);
    yield* this.trackFrames(reader.frames(), options);
  }
}
