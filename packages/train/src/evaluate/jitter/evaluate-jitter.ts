import { boundingBox, normalisationDistance } from "@face88/points";
import { type FaceDetector, FaceTracker, type Frame, type RgbaImage, type TrackOptions } from "face88";
import type { PredictOptions } from "../predict.js";
import { mean } from "../statistics.js";
import { factsOf, type ModelFacts, type TestedModel } from "../tested-model.js";
import { meanStep, type PointTrack, secondDifference, trembling } from "./measures.js";
import { delayOf, headMotion } from "./motion.js";
import { noisyFrame, shiftedFrame } from "./synthetic-frames.js";

/** How steady and how quick points are in a video; lengths are fractions of the distance of the outer eye corners. */
export interface JitterScore {
  /** A still face: how much its points tremble. */
  readonly still: number;
  /** A still face: how far a point goes from frame to frame. */
  readonly step: number;
  /** A moving face: by how many milliseconds the points lag behind. */
  readonly lag: number;
  /** A moving face: root of the mean squared distance from where the face truly is. */
  readonly behind: number;
  /** The clip as it is: noise by the second difference, an upper bound; left out where there is no clip. */
  readonly clip?: number;
  /** Frames in which the face was lost. */
  readonly lost: number;
}

/** Where a face moves and where its points are, for a picture: x in fractions of the eye-corner distance. */
export interface JitterTrace {
  /** Seconds. */
  readonly times: readonly number[];
  readonly truth: readonly number[];
  readonly raw: readonly number[];
  readonly smooth: readonly number[];
}

/** How steady models are in a video. */
export interface JitterEvaluation {
  /** The video or photo that was looked at. */
  readonly source: string;
  /** Frames of it that stood for a still and a moving face. */
  readonly stills: number;
  /** Frames that each of them was shown for. */
  readonly shown: number;
  /** Frames a second. */
  readonly rate: number;
  /** Deviation of the noise on a still face, levels of 255. */
  readonly noise: number;
  /** Frames of the clip; 0 for a photo. */
  readonly clip: number;
  readonly models: readonly (ModelFacts & { readonly raw: JitterScore; readonly smooth: JitterScore })[];
  /** How each model follows the first still as it moves. */
  readonly traces: readonly JitterTrace[];
}

const RATE = 30;
const SHOWN = 90;
/** Frames after which a filter has settled. */
const SETTLED = 30;
/** Noise of a webcam in a room, levels of 255. */
const NOISE = 3;

/** What {@link evaluateJitter} looks at. */
export interface JitterSource {
  readonly name: string;
  /** Pictures with a face each, that are shown still and moving. */
  readonly stills: readonly RgbaImage[];
  /** A clip, which is read several times. */
  readonly clip?: { readonly frames: number; open(): AsyncIterable<Frame> } | undefined;
}

/**
 * Measures trembling and lag through the tracker, as `detect` and `annotate` follow faces, with its smoothing and
 * without. The truth is known: a still is shown with other noise each time, or moved by a known way.
 * @param detector  finds the face in the first frame; not owned
 * @throws RangeError when a model sees no face in a still
 */
export async function evaluateJitter(
  models: readonly TestedModel[],
  detector: FaceDetector,
  source: JitterSource,
  options: PredictOptions = {},
): Promise<JitterEvaluation> {
  const clip = source.clip?.frames ?? 0;
  const total = models.length * 2 * (2 * SHOWN * source.stills.length + clip);
  let done = 0;
  const onFrame = () => {
    options.signal?.throwIfAborted();
    options.onFace?.(++done, total);
  };
  const results = [];
  const traces: JitterTrace[] = [];
  for (const tested of models) {
    const sizes: FaceSize[] = [];
    for (const image of source.stills) sizes.push(await sizeOf(tested, detector, image));
    const run = async (tracking: TrackOptions) => {
      const follow = (frames: AsyncIterable<Frame> | Iterable<Frame>) =>
        followed(new FaceTracker(tested.model, detector, { maxFaces: 1, ...tracking }), frames, onFrame);
      const still = [];
      const moving = [];
      for (const [i, image] of source.stills.entries()) {
        still.push(await follow(stillFrames(image)));
        moving.push(await follow(movingFrames(image, sizes[i].width)));
      }
      const natural = source.clip && (await follow(source.clip.open()));
      return { still, moving, natural };
    };
    const [raw, smooth] = [await run({ smoothing: false }), await run({})];
    results.push({ ...factsOf(tested), raw: scoreOf(raw, sizes), smooth: scoreOf(smooth, sizes) });
    traces.push(traceOf(raw.moving[0], smooth.moving[0], sizes[0]));
  }
  return {
    source: source.name,
    stills: source.stills.length,
    shown: SHOWN,
    rate: RATE,
    noise: NOISE,
    clip,
    models: results,
    traces,
  };
}

/** A face followed through frames. */
interface Followed {
  readonly frames: number;
  readonly times: readonly number[];
  readonly track: PointTrack;
}

async function followed(
  tracker: FaceTracker,
  frames: AsyncIterable<Frame> | Iterable<Frame>,
  onFrame: () => void,
): Promise<Followed> {
  const times: number[] = [];
  const track: Float64Array[] = [];
  let count = 0;
  for await (const { image, time } of frames) {
    onFrame();
    const [face] = await tracker.next(image, time);
    count++;
    if (face === undefined) continue;
    times.push(time);
    track.push(Float64Array.from(face.points.data));
  }
  return { frames: count, times, track };
}

function* stillFrames(image: RgbaImage): Generator<Frame> {
  for (let i = 0; i < SHOWN; i++) yield { image: noisyFrame(image, NOISE, i + 1), time: i / RATE };
}

function* movingFrames(image: RgbaImage, faceWidth: number): Generator<Frame> {
  for (let i = 0; i < SHOWN; i++) {
    yield { image: shiftedFrame(image, faceWidth * headMotion(i / RATE), 0), time: i / RATE };
  }
}

/** Sizes of the face in a picture, pixels. */
interface FaceSize {
  readonly width: number;
  readonly eyes: number;
}

async function sizeOf({ name, model }: TestedModel, detector: FaceDetector, image: RgbaImage): Promise<FaceSize> {
  const [face] = await new FaceTracker(model, detector, { maxFaces: 1 }).next(image, 0);
  if (face === undefined)
    throw new RangeError(`jitter: expected a face in each frame that is looked at, ${name} sees none`);
  return { width: boundingBox(face.points.data)[2], eyes: normalisationDistance(face.points.data, "inter-ocular") };
}

interface Runs {
  readonly still: readonly Followed[];
  readonly moving: readonly Followed[];
  readonly natural: Followed | undefined;
}

function scoreOf({ still, moving, natural }: Runs, sizes: readonly FaceSize[]): JitterScore {
  const settled = still.map(({ track }) => track.slice(SETTLED));
  const inEyes = (measure: (track: PointTrack) => number) =>
    mean(settled.map((track, i) => measure(track) / sizes[i].eyes));
  const paths = moving.map((run, i) => pathOf(run, sizes[i]));
  const all = [...still, ...moving, ...(natural ? [natural] : [])];
  return {
    still: inEyes(trembling),
    step: inEyes(meanStep),
    lag: mean(paths.map(({ times, measured, motion }) => 1000 * delayOf(times, measured, motion))),
    behind: mean(
      paths.map(({ times, measured, motion }) =>
        Math.sqrt(mean(times.map((time, i) => (measured[i] - motion(time)) ** 2))),
      ),
    ),
    ...(natural && { clip: secondDifference(natural.track) / eyesIn(natural.track) }),
    lost: all.reduce((sum, { frames, track }) => sum + frames - track.length, 0),
  };
}

/** Median over the frames would differ little: a clip is of one face at one distance. */
function eyesIn(track: PointTrack): number {
  return mean(track.map((points) => normalisationDistance(points, "inter-ocular")));
}

/** Where the middle of the points is, against the true motion, both around their means. */
function pathOf({ times, track }: Followed, { width, eyes }: FaceSize) {
  const middle = track.map((points) => {
    let sum = 0;
    for (let i = 0; i < points.length; i += 2) sum += points[i];
    return sum / (points.length / 2) / eyes;
  });
  const centre = mean(middle);
  const scale = width / eyes;
  const base = mean(times.map(headMotion));
  return {
    times,
    measured: middle.map((x) => x - centre),
    motion: (time: number) => scale * (headMotion(time) - base),
  };
}

function traceOf(raw: Followed, smooth: Followed, size: FaceSize): JitterTrace {
  const [a, b] = [pathOf(raw, size), pathOf(smooth, size)];
  return { times: a.times, truth: a.times.map(a.motion), raw: a.measured, smooth: b.measured };
}
