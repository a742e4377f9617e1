import type { Box } from "@face88/points";
import { type FaceShape, type LandmarkModel, type RgbaImage, refinedLandmarks } from "face88";
import { inOrder } from "../data/in-order.js";

/** A face that models are asked about. */
export interface BoxedFace {
  /** Decodes the picture that the face is in. */
  picture(): Promise<RgbaImage>;
  /** Tight around brows and chin, in pixels of the picture: what `detect --boxes` takes. */
  readonly box: Box;
}

/** What a model says of a face. */
export interface Prediction {
  /** Points in pixels of the picture, with what else the model says. */
  readonly shape: FaceShape;
  /** Time of both looks, milliseconds. */
  readonly milliseconds: number;
}

/** Pictures that are decoded ahead of the models. */
const AHEAD = 3;

/**
 * What models say of faces whose boxes are known, by the same way as `face88 detect --boxes`.
 * @returns for each face, in order, the answer of each model
 */
export async function* predictFaces(
  models: readonly LandmarkModel[],
  faces: readonly BoxedFace[],
): AsyncGenerator<Prediction[]> {
  const pictures = inOrder(faces, AHEAD, async (face) => [face.box, await face.picture()] as const);
  for await (const [box, picture] of pictures) {
    const answers: Prediction[] = [];
    for (const model of models) {
      const started = performance.now();
      const [shape] = await refinedLandmarks(model, picture, [model.regionOfBox(box)]);
      answers.push({ shape, milliseconds: performance.now() - started });
    }
    yield answers;
  }
}
