import type { Box } from "@face88/points";
import type { Face, TrackedFace } from "../face.js";
import type { FaceLandmarker } from "../landmarker.js";
import type { OneEuroOptions } from "../track/one-euro.js";
import { FaceTracker } from "../track/tracker.js";
import type { Engine, EngineAnswer, EngineDetectOptions, EngineTrackOptions, FaceRecord } from "./engine.js";
import type { LoadProgress } from "./fetch-model.js";
import { type LoadRequest, loadModels } from "./load-models.js";
import type { Picture } from "./picture.js";
import { PixelReader, type ReadPicture } from "./pixels.js";

interface OpenTracker {
  readonly tracker: FaceTracker;
  readonly maxSide: number;
}

/** Finds faces on the thread that it was made on: that of the page, or of the worker. */
export class LocalEngine implements Engine {
  readonly #landmarker: FaceLandmarker;
  readonly #pixels = new PixelReader();
  readonly #trackers = new Map<number, OpenTracker>();
  #nextTracker = 0;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(landmarker: FaceLandmarker) {
    this.#landmarker = landmarker;
  }

  /** Loads the networks and warms them up. */
  static async load(request: LoadRequest, onProgress: (progress: LoadProgress) => void): Promise<LocalEngine> {
    return new LocalEngine(await loadModels(request, onProgress));
  }

  /** @see Engine.detect */
  detect(picture: Picture, { maxSide, ...options }: EngineDetectOptions): Promise<EngineAnswer> {
    return this.#inTurn(async () => {
      const read = await this.#pixels.read(picture, maxSide);
      const boxes = options.boxes?.map((box) => reducedBox(box, read));
      return answer(read, await this.#landmarker.detectImage(read.image, { ...options, ...(boxes && { boxes }) }));
    });
  }

  /** @see Engine.openTracker */
  async openTracker({ maxSide, ...options }: EngineTrackOptions): Promise<number> {
    const { model, detector } = this.#landmarker;
    this.#trackers.set(this.#nextTracker, { tracker: new FaceTracker(model, detector, options), maxSide });
    return this.#nextTracker++;
  }

  /** @see Engine.track */
  track(tracker: number, picture: Picture, time: number, smoothing: OneEuroOptions | false): Promise<EngineAnswer> {
    return this.#inTurn(async () => {
      const open = this.#trackers.get(tracker);
      if (open === undefined) throw new Error(`internal: expected a tracker that is open, got ${tracker}`);
      open.tracker.smooth(smoothing);
      const read = await this.#pixels.read(picture, open.maxSide);
      return answer(read, await open.tracker.next(read.image, time));
    });
  }

  /** @see Engine.closeTracker */
  closeTracker(tracker: number): void {
    this.#trackers.delete(tracker);
  }

  /** @see Engine.dispose */
  dispose(): void {
    this.#trackers.clear();
    this.#landmarker.dispose();
  }

  /** One after the other: a session of ONNX Runtime in the browser takes one run at a time. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}

/** Faces in pixels of the reduced picture as records in those of the picture itself. */
function answer({ image, width, height }: ReadPicture, faces: readonly (Face | TrackedFace)[]): EngineAnswer {
  const scaleX = width / image.width;
  const scaleY = height / image.height;
  return { width, height, faces: faces.map((face) => record(face, scaleX, scaleY)) };
}

function record(face: Face | TrackedFace, scaleX: number, scaleY: number): FaceRecord {
  const { score, confidence, mesh } = face;
  return {
    ...("id" in face && { id: face.id }),
    score,
    points: enlarged(face.points.data as Float32Array, 2, scaleX, scaleY),
    ...(confidence && { confidence }),
    ...(mesh && { mesh: enlarged(mesh, 3, scaleX, scaleY) }),
  };
}

/** Coordinates count from the centre of the first pixel, sizes from its edge: half a pixel lies between. */
function enlarged(points: Float32Array, stride: 2 | 3, scaleX: number, scaleY: number): Float32Array {
  if (scaleX === 1 && scaleY === 1) return points;
  return points.map((value, i) => {
    const axis = i % stride;
    if (axis === 2) return value * scaleX;
    return (value + 0.5) * (axis === 0 ? scaleX : scaleY) - 0.5;
  });
}

function reducedBox([x, y, width, height]: Box, read: ReadPicture): Box {
  const scaleX = read.image.width / read.width;
  const scaleY = read.image.height / read.height;
  return [(x + 0.5) * scaleX - 0.5, (y + 0.5) * scaleY - 0.5, width * scaleX, height * scaleY];
}
