import type { Box } from "@face88/points";
import { type FaceShape, type RgbaImage, refinedLandmarks } from "face88";
import { inOrder } from "../data/in-order.js";
import { median } from "./statistics.js";
import type { TestedModel } from "./tested-model.js";

/** A face that models are asked about. */
export interface BoxedFace {
  /** Decodes the picture that the face is in. */
  picture(): Promise<RgbaImage>;
  /** Tight around brows and chin, in pixels of the picture: what `detect --boxes` takes. */
  readonly box: Box;
}

/** What one model says of many faces. */
export interface Predictions {
  /** Points in pixels of the picture and what else the model says, for each face in order. */
  readonly shapes: readonly FaceShape[];
  /** How long it took. */
  readonly time: PredictionTime;
}

/** How long a model takes for a face, milliseconds. */
export interface PredictionTime {
  /** All looks with cropping, median over the faces. */
  readonly face: number;
  /** One run of the network alone, median over the runs. */
  readonly network: number;
}

/** Options of {@link predictFaces}. */
export interface PredictOptions {
  /** Called after each face. */
  readonly onFace?: ((done: number, total: number) => void) | undefined;
  /** Ends the work before the next face. */
  readonly signal?: AbortSignal | undefined;
}

/** Pictures that are decoded ahead of the models. */
const AHEAD = 3;

/**
 * What models say of faces whose boxes are known, by the same way as `face88 detect --boxes`.
 * @returns for each model its answers
 */
export async function predictFaces(
  models: readonly TestedModel[],
  faces: readonly BoxedFace[],
  { onFace, signal }: PredictOptions = {},
): Promise<Predictions[]> {
  const answers = models.map(() => ({ shapes: [] as FaceShape[], times: [] as number[] }));
  for (const { meter } of models) meter.lap();
  let done = 0;
  const pictures = inOrder(faces, AHEAD, async (face) => [face.box, await face.picture()] as const);
  for await (const [box, picture] of pictures) {
    signal?.throwIfAborted();
    for (const [i, { model }] of models.entries()) {
      const started = performance.now();
      const [{ mesh: _, ...shape }] = await refinedLandmarks(model, picture, [model.regionOfBox(box)]);
      answers[i].times.push(performance.now() - started);
      answers[i].shapes.push(shape);
    }
    onFace?.(++done, faces.length);
  }
  return answers.map(({ shapes, times }, i) => ({
    shapes,
    time: { face: median(times), network: median(models[i].meter.lap()) },
  }));
}
