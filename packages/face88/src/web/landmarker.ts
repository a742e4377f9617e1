import { checkCount, checkShare } from "../check-option.js";
import type { Face, TrackedFace } from "../face.js";
import { checkRgbaImage, isRgbaImage } from "../image/rgba.js";
import type { DetectOptions } from "../landmarker.js";
import type { OneEuroOptions } from "../track/one-euro.js";
import type { TrackOptions } from "../track/tracker.js";
import { type Engine, faceOf, trackedFaceOf } from "./engine.js";
import type { LoadProgress } from "./fetch-model.js";
import { elementFrames, fileFrames, type LiveFrame, streamFrames } from "./live-frames.js";
import { DEFAULT_WEB_DETECTOR, DEFAULT_WEB_MODEL, type ModelFile, resolveFiles } from "./model-files.js";
import type { WebRuntimeOptions } from "./ort-runtime.js";
import { type PictureSource, pictureOf } from "./picture.js";
import { RemoteEngine } from "./remote-engine.js";

/** Options of {@link Landmarker.load}. */
export interface WebLandmarkerOptions extends WebRuntimeOptions {
  /** Landmark network: a name in {@link webModels}, or a file of your own; default `face88`. */
  readonly model?: string | ModelFile;
  /** Detector: a name in {@link webDetectors}, or a file of your own; default `blazeface`. */
  readonly detector?: string | ModelFile;
  /** Lowest confidence of the detector that counts as a face, 0 to 1; default 0.5. */
  readonly minDetectionScore?: number;
  /** Smallest face that `mtcnn` looks for, its longer side in pixels, >= 12; default 40. The others do not know it. */
  readonly minFace?: number;
  /** Whether the networks run in a worker, which leaves the page free; default true. */
  readonly worker?: boolean;
  /** Called as the model files come. */
  readonly onProgress?: (progress: LoadProgress) => void;
}

/** Options of {@link Landmarker.detect}. */
export interface WebDetectOptions extends DetectOptions {
  /**
   * Longest side at which a photo is looked at, pixels, >= 1; default 4096. A larger one is reduced; points are in pixels
   * of the photo itself all the same.
   */
  readonly maxSide?: number;
}

/** Options of {@link Landmarker.track}. */
export interface WebTrackOptions extends Omit<TrackOptions, "smoothing"> {
  /**
   * Smoothing of the points; `false` gives them as the network does. A function is asked anew for every frame, so that
   * the strength can change in the middle, without a leap. Default: the filter's own defaults.
   */
  readonly smoothing?: OneEuroOptions | false | (() => OneEuroOptions | false);
  /** Longest side at which a frame is looked at, pixels, >= 1; default 1280. A larger one is reduced. */
  readonly maxSide?: number;
  /** Ends the loop when it is aborted, also while it waits for a frame. Default: none. */
  readonly signal?: AbortSignal;
}

/** A frame of your own to follow faces in. */
export interface WebFrame {
  readonly image: PictureSource;
  /** Seconds. */
  readonly time: number;
}

/** The faces of a picture. */
export interface PictureFaces {
  /** Pixels of the upright picture. */
  readonly width: number;
  /** Pixels of the upright picture. */
  readonly height: number;
  /** Best detection first, or in the order of `boxes`. */
  readonly faces: Face[];
  /** Milliseconds that looking took: decoding, moving to the worker and back, networks. */
  readonly elapsed: number;
}

/** The faces of one frame. */
export interface FrameFaces {
  /** Seconds: of the video, or since the camera's first frame. */
  readonly time: number;
  /** Pixels of the frame. */
  readonly width: number;
  /** Pixels of the frame. */
  readonly height: number;
  /** In the order in which they appeared. */
  readonly faces: TrackedFace[];
  /** Milliseconds that looking at the frame took; waiting for it is not counted. */
  readonly elapsed: number;
}

/** What can be followed live: an element that plays, a camera, a file. */
export type LiveSource = HTMLVideoElement | MediaStream | Blob;

/**
 * Faces and their 88 landmarks in the pictures, videos and cameras of a page.
 * @example
 * using landmarker = await Landmarker.load();
 * const { faces } = await landmarker.detect(document.querySelector("img"));
 * console.log(faces[0].points.leftEye);
 */
export class Landmarker {
  readonly #engine: Engine;

  private constructor(engine: Engine) {
    this.#engine = engine;
  }

  /**
   * Loads detector and landmark network, in a worker unless told otherwise, and runs each once so that the first picture
   * does not wait.
   * @throws RangeError when an option is unknown or out of its range
   * @throws MissingDependencyError when a file is not served; DamagedModelError when one is not what it should be
   */
  static async load(options: WebLandmarkerOptions = {}): Promise<Landmarker> {
    const { model = DEFAULT_WEB_MODEL, detector = DEFAULT_WEB_DETECTOR, worker = true } = options;
    const { minDetectionScore, minFace, provider, threads, wasmPath, onProgress = () => undefined } = options;
    if (threads !== undefined) checkCount("threads", threads);
    if (minDetectionScore !== undefined) checkShare("minDetectionScore", minDetectionScore);
    const request = {
      files: resolveFiles(model, detector),
      runtime: {
        ...(provider !== undefined && { provider }),
        ...(threads !== undefined && { threads }),
        ...(wasmPath !== undefined && { wasmPath: new URL(wasmPath, document.baseURI).href }),
      },
      ...(minDetectionScore !== undefined && { minDetectionScore }),
      ...(minFace !== undefined && { minFace }),
    };
    // What runs networks is loaded where it is wanted: a page with a worker does without.
    const engine = worker ? RemoteEngine : (await import("./local-engine.js")).LocalEngine;
    return new Landmarker(await engine.load(request, onProgress));
  }

  /**
   * All faces in a picture.
   * @param source  an element as it is shown now, the file of a photo, a bitmap, or pixels; it stays as it is
   * @throws UnreadableInputError when it cannot be decoded, shows nothing yet, or may not be read
   * @throws RangeError when an option is out of its range, TypeError when the source is of another kind
   * @throws WorkerLostError when the worker ended; the next call starts another
   */
  async detect(source: PictureSource, options: WebDetectOptions = {}): Promise<PictureFaces> {
    const maxSide = checkedSide(options.maxSide ?? 4096);
    if (isRgbaImage(source)) checkRgbaImage(source);
    const start = performance.now();
    const { width, height, faces } = await this.#engine.detect(await pictureOf(source), { ...options, maxSide });
    return { width, height, faces: faces.map(faceOf), elapsed: performance.now() - start };
  }

  /**
   * Follows the faces while a video plays or a camera runs, with ids and smoothing. A frame is taken when the loop asks
   * for it, the newest then: a slow loop leaves frames out and is never behind. `break` frees everything; it does not
   * stop the camera, which is the caller's.
   * @throws UnreadableInputError when the browser cannot decode the video, or may not read it
   * @throws CameraLostError when the camera goes away; WorkerLostError when the worker ended
   * @example
   * const camera = await navigator.mediaDevices.getUserMedia({ video: true });
   * for await (const { faces } of landmarker.track(camera)) console.log(faces.length);
   */
  track(video: LiveSource, options?: WebTrackOptions): AsyncGenerator<FrameFaces>;
  /** Follows the faces through frames of your own, which come in order; none is left out. */
  track<T extends WebFrame>(
    frames: AsyncIterable<T> | Iterable<T>,
    options?: WebTrackOptions,
  ): AsyncGenerator<T & FrameFaces>;
  async *track(
    source: LiveSource | AsyncIterable<WebFrame> | Iterable<WebFrame>,
    options: WebTrackOptions = {},
  ): AsyncGenerator<FrameFaces> {
    const { signal, smoothing = {}, ...trackOptions } = options;
    const maxSide = checkedSide(options.maxSide ?? 1280);
    const strength = typeof smoothing === "function" ? smoothing : () => smoothing;
    const tracker = await this.#engine.openTracker({ ...trackOptions, maxSide });
    try {
      for await (const { picture, ...frame } of framesOf(source, signal)) {
        const start = performance.now();
        const { width, height, faces } = await this.#engine.track(tracker, picture, frame.time, strength());
        yield { ...frame, width, height, faces: faces.map(trackedFaceOf), elapsed: performance.now() - start };
      }
    } finally {
      this.#engine.closeTracker(tracker);
    }
  }

  /** Frees the networks and ends the worker; a second call does nothing. */
  dispose(): void {
    this.#engine.dispose();
  }

  /** Frees the networks and ends the worker, for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}

function framesOf(
  source: LiveSource | AsyncIterable<WebFrame> | Iterable<WebFrame>,
  signal: AbortSignal | undefined,
): AsyncIterable<LiveFrame> {
  if (source instanceof HTMLVideoElement) return elementFrames(source, signal);
  if (source instanceof MediaStream) return streamFrames(source, signal);
  if (source instanceof Blob) return fileFrames(source, signal);
  if (Symbol.asyncIterator in source || Symbol.iterator in source) return ownFrames(source, signal);
  const came = Object.prototype.toString.call(source).slice(8, -1);
  throw new TypeError(`source: expected a video element, a MediaStream, a Blob or frames, got ${came}`);
}

async function* ownFrames<T extends WebFrame>(
  frames: AsyncIterable<T> | Iterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T & LiveFrame> {
  for await (const frame of frames) {
    if (signal?.aborted) return;
    if (isRgbaImage(frame.image)) checkRgbaImage(frame.image);
    yield { ...frame, picture: await pictureOf(frame.image) };
  }
}

function checkedSide(maxSide: number): number {
  checkCount("maxSide", maxSide);
  return maxSide;
}
