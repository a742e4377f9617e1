import { boundingBox } from "@face88/points";
import { checkCount, checkShare } from "../check-option.js";
import type { Region } from "../crop/region.js";
import { type FaceDetector, intersectionOverUnion, isSameFace } from "../detect/detection.js";
import { faceOfShape, type TrackedFace } from "../face.js";
import type { RgbaImage } from "../image/rgba.js";
import { type FaceShape, type LandmarkModel, refinedLandmarks } from "../landmark-model.js";
import { OneEuroFilter, type OneEuroOptions } from "./one-euro.js";

/** Options of {@link FaceTracker}. */
export interface TrackOptions {
  /** Frames between two looks for new faces, >= 1; default 10. Without any face every frame is looked through. */
  readonly every?: number;
  /** Most faces followed at once, >= 1; default 10. */
  readonly maxFaces?: number;
  /** Confidence of the landmark network below which a face counts as lost, 0 to 1; default 0.5. */
  readonly minScore?: number;
  /** Smoothing of the points; `false` gives them as the network does. Default: the filter's own defaults. */
  readonly smoothing?: OneEuroOptions | false;
}

/** Overlap above which two faces with points are one. */
const sameFace = 0.3;
/** Seconds for which the number of a lost face is kept for one that comes back at its place. */
const remembered = 1;

interface Track {
  readonly id: number;
  filter: OneEuroFilter | undefined;
  meshFilter: OneEuroFilter | undefined;
  shape: FaceShape;
  seen: number;
}

/**
 * Follows faces from frame to frame. Each face's crop comes from its points in the frame before; the detector runs only
 * while there is no face, when one is lost, and every few frames for new ones as long as more may be followed.
 *
 * State lives in this object alone: one tracker a video.
 */
export class FaceTracker {
  readonly #model: LandmarkModel;
  readonly #detector: FaceDetector;
  readonly #options: Required<Omit<TrackOptions, "smoothing">>;
  #smoothing: OneEuroOptions | false = {};
  #tracks: Track[] = [];
  #lost: Track[] = [];
  #sinceDetection = Infinity;
  #nextId = 0;

  /**
   * @param model  not owned: the caller disposes of it
   * @param detector  not owned either
   * @throws RangeError when an option is out of its range
   */
  constructor(model: LandmarkModel, detector: FaceDetector, options: TrackOptions = {}) {
    this.#model = model;
    this.#detector = detector;
    const { smoothing = {}, ...others } = options;
    this.#options = { every: 10, maxFaces: 10, minScore: 0.5, ...others };
    checkCount("every", this.#options.every);
    checkCount("maxFaces", this.#options.maxFaces);
    checkShare("minScore", this.#options.minScore);
    this.smooth(smoothing);
  }

  /**
   * Changes the smoothing from the next frame on. Ids and what the filters know of the points are kept, so that nothing
   * leaps.
   * @param smoothing  as in {@link TrackOptions}
   * @throws RangeError when an option is out of its range; then nothing is changed
   */
  smooth(smoothing: OneEuroOptions | false): void {
    // Fails now rather than at the first face.
    if (smoothing) new OneEuroFilter(2, smoothing);
    this.#smoothing = smoothing;
    for (const track of [...this.#tracks, ...this.#lost]) {
      track.filter = this.#filter(2, track.filter);
      track.meshFilter = track.shape.mesh && this.#filter(3, track.meshFilter);
    }
  }

  /**
   * The faces of the next frame, in the order in which they appeared.
   * @param time  seconds since the start of the video; frames come in order
   */
  async next(image: RgbaImage, time: number): Promise<TrackedFace[]> {
    const before = this.#tracks.length;
    await this.#follow(image, time);
    // Before anything is found: frames may be further apart than a lost face is remembered.
    this.#lost = this.#lost.filter((track) => time - track.seen <= remembered);
    const anyLost = this.#tracks.length < before;
    this.#sinceDetection++;
    if (this.#tracks.length === 0 || anyLost || this.#sinceDetection >= this.#options.every) {
      this.#sinceDetection = 0;
      await this.#find(image, time);
    }
    return this.#tracks.map((track) => this.#face(track, time));
  }

  /** Looks at every followed face where it was in the frame before, and lets go of those that are gone. */
  async #follow(image: RgbaImage, time: number): Promise<void> {
    if (this.#tracks.length === 0) return;
    const shapes = await this.#model.landmarks(
      image,
      this.#tracks.map((track) => this.#model.regionOfShape(track.shape)),
    );
    const kept: Track[] = [];
    this.#tracks.forEach((track, i) => {
      const shape = shapes[i];
      // Written so that a score that is not a number counts as lost.
      if (!(shape.score >= this.#options.minScore)) {
        this.#lost.push(track);
        return;
      }
      // Two faces that passed behind each other can end up as two tracks of one: the older keeps it.
      if (kept.some((other) => overlap(other.shape, shape) > sameFace)) return;
      track.shape = shape;
      track.seen = time;
      kept.push(track);
    });
    this.#tracks = kept;
  }

  /** Runs the detector and begins to follow what is new. */
  async #find(image: RgbaImage, time: number): Promise<void> {
    const room = this.#options.maxFaces - this.#tracks.length;
    if (room === 0) return;
    const detections = await this.#detector.detect(image);
    const fresh = detections.filter(
      (detection) => !this.#tracks.some((track) => isSameFace(boundingBox(track.shape.points), detection.box)),
    );
    const regions: Region[] = fresh.slice(0, room).map((detection) => this.#model.regionOfDetection(detection));
    if (regions.length === 0) return;
    for (const shape of await refinedLandmarks(this.#model, image, regions)) {
      if (!(shape.score >= this.#options.minScore)) continue;
      if (this.#tracks.some((track) => overlap(track.shape, shape) > sameFace)) continue;
      this.#tracks.push(this.#begin(shape, time));
    }
    this.#tracks.sort((a, b) => a.id - b.id);
  }

  /** A track for a face that came into view: a lost one that comes back at its place, or a new one. */
  #begin(shape: FaceShape, time: number): Track {
    const known = this.#lost.findIndex((track) => overlap(track.shape, shape) > sameFace);
    if (known >= 0) {
      const [track] = this.#lost.splice(known, 1);
      track.shape = shape;
      track.seen = time;
      return track;
    }
    return {
      id: this.#nextId++,
      filter: this.#filter(2),
      meshFilter: shape.mesh && this.#filter(3),
      shape,
      seen: time,
    };
  }

  #filter(stride: 2 | 3, known?: OneEuroFilter): OneEuroFilter | undefined {
    if (!this.#smoothing) return undefined;
    if (known === undefined) return new OneEuroFilter(stride, this.#smoothing);
    known.tune(this.#smoothing);
    return known;
  }

  #face({ id, shape, filter, meshFilter }: Track, time: number): TrackedFace {
    const [, , width, height] = boundingBox(shape.points);
    const side = Math.max(width, height, 1);
    const points = filter?.next(shape.points, time, side) ?? shape.points;
    const mesh = shape.mesh && (meshFilter?.next(shape.mesh, time, side) ?? shape.mesh);
    return { id, ...faceOfShape({ score: shape.score, points, ...(mesh && { mesh }) }) };
  }
}

function overlap(a: FaceShape, b: FaceShape): number {
  return intersectionOverUnion(boundingBox(a.points), boundingBox(b.points));
}
