import type { Box } from "@face88/points";
import { checkCount, checkShare } from "./check-option.js";
import type { FaceDetector } from "./detect/detection.js";
import { type Face, faceOfShape, type TrackedFace } from "./face.js";
import { checkRgbaImage, type RgbaImage } from "./image/rgba.js";
import { type LandmarkModel, refinedLandmarks } from "./landmark-model.js";
import { FaceTracker, type TrackOptions } from "./track/tracker.js";

/** Options of one call of {@link FaceLandmarker.detect}. */
export interface DetectOptions {
  /** Most faces, the best first, >= 1; default: all of them. */
  readonly maxFaces?: number;
  /** Confidence of the landmark network below which a region counts as no face, 0 to 1; default 0.5. */
  readonly minScore?: number;
  /**
   * Where the faces are, tight around brows and chin: detection is left out, every box gets an answer in the order
   * given, and `minScore` drops none unless it is set.
   */
  readonly boxes?: readonly Box[];
}

/** One frame of a video to follow faces in. */
export interface Frame {
  readonly image: RgbaImage;
  /** Seconds since the start of the video. */
  readonly time: number;
}

/**
 * Faces and their 88 landmarks, on pixels in memory. `face88/node` and `face88/web` make one that reads files, videos
 * and elements of a page.
 */
export class FaceLandmarker {
  /** Finds the faces. */
  readonly detector: FaceDetector;
  /** Puts the landmarks on each. */
  readonly model: LandmarkModel;

  /** Takes over both parts: `dispose` frees them. */
  constructor(detector: FaceDetector, model: LandmarkModel) {
    this.detector = detector;
    this.model = model;
  }

  /**
   * All faces in one image.
   * @returns best detection first, or in the order of `boxes`
   * @throws TypeError when the image's bytes do not fit its size, RangeError when an option is out of its range, or a
   *   box has no area or is not finite
   */
  async detectImage(image: RgbaImage, options: DetectOptions = {}): Promise<Face[]> {
    checkRgbaImage(image);
    const { boxes, maxFaces = Infinity, minScore = boxes ? 0 : 0.5 } = options;
    if (maxFaces !== Infinity) checkCount("maxFaces", maxFaces);
    checkShare("minScore", minScore);
    boxes?.forEach(checkBox);
    const regions = boxes
      ? boxes.map((box) => this.model.regionOfBox(box))
      : (await this.detector.detect(image)).slice(0, maxFaces).map((face) => this.model.regionOfDetection(face));
    if (regions.length === 0) return [];
    const shapes = await refinedLandmarks(this.model, image, regions);
    return shapes.filter((shape) => shape.score >= minScore).map(faceOfShape);
  }

  /**
   * Follows faces through frames, with ids and smoothing. Frames that it took are no longer looked at once the next one
   * is asked for, so their memory may be used again.
   */
  async *trackFrames<T extends Frame>(
    frames: AsyncIterable<T> | Iterable<T>,
    options: TrackOptions = {},
  ): AsyncGenerator<T & { readonly faces: TrackedFace[] }> {
    const tracker = new FaceTracker(this.model, this.detector, options);
    for await (const frame of frames) {
      checkRgbaImage(frame.image);
      yield { ...frame, faces: await tracker.next(frame.image, frame.time) };
    }
  }

  /** Frees both networks; a second call does nothing. */
  dispose(): void {
    this.detector.dispose();
    this.model.dispose();
  }

  /** Frees both networks, for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}

function checkBox(box: Box, i: number): void {
  if (box.length !== 4 || !box.every(Number.isFinite) || box[2] <= 0 || box[3] <= 0) {
    throw new RangeError(`boxes[${i}]: expected [x, y, width, height] with an area, got [${box.join(", ")}]`);
  }
}
