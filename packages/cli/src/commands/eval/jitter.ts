import { evaluateJitter, type JitterEvaluation, type PredictOptions, type TestedModel } from "@face88/train/evaluate";
import type { Frame, RgbaImage } from "face88";
import { DEFAULT_DETECTOR, faceDetectors, nodeRuntime, readPhoto, VideoReader } from "face88/node";
import { nameInput } from "../../batch.js";
import { findInputs } from "../../inputs.js";

/** Frames of a clip that are looked at, and how far apart those lie that stand for a still face. */
const [CLIP, BETWEEN] = [300, 150];

/**
 * Measures trembling and lag on a video with one face, or on a photo.
 * @throws UnreadableInputError when it cannot be read, RangeError when a model sees no face in it
 */
export async function measureJitter(
  models: readonly TestedModel[],
  path: string,
  options: PredictOptions,
): Promise<JitterEvaluation> {
  const [{ kind }] = await findInputs([path]);
  const detector = await faceDetectors[DEFAULT_DETECTOR].load(await nodeRuntime(), {});
  try {
    if (kind === "photo") {
      return await evaluateJitter(models, detector, { name: path, stills: [await readPhoto(path)] }, options);
    }
    const stills: RgbaImage[] = [];
    let frames = 0;
    for await (const { image } of firstFrames(path)) if (frames++ % BETWEEN === 0) stills.push(image);
    const clip = { frames, open: () => firstFrames(path) };
    return await evaluateJitter(models, detector, { name: path, stills, clip }, options);
  } catch (error) {
    nameInput(error, path);
    throw error;
  } finally {
    detector.dispose();
  }
}

async function* firstFrames(path: string): AsyncGenerator<Frame> {
  using reader = await VideoReader.open(path);
  for await (const frame of reader.frames()) {
    if (frame.index >= CLIP) return;
    yield frame;
  }
}
