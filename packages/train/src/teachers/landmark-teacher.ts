import type { Box } from "@face88/points";
import { type LandmarkModel, type RgbaImage, refinedLandmarks } from "face88";
import { evenLabel, type Label, type Teacher } from "./teacher.js";

/** Makes a landmark network a teacher: two looks, the second upright and centred by the points of the first. */
export class LandmarkTeacher implements Teacher {
  /** @see Teacher.id */
  readonly id: string;
  readonly #model: LandmarkModel;

  /** @param id  as {@link Teacher.id}; the model is freed by `dispose` */
  constructor(model: LandmarkModel, id: string) {
    this.#model = model;
    this.id = id;
  }

  /** @see Teacher.label */
  async label(image: RgbaImage, box: Box): Promise<Label> {
    const [shape] = await refinedLandmarks(this.#model, image, [this.#model.regionOfBox(box)]);
    const { points, score, confidence } = shape;
    // A network that knows how sure it is of each point is asked for it; where it sees no face, it is sure of none.
    return confidence ? { points, confidence } : evenLabel(points, score);
  }

  /** @see Teacher.dispose */
  dispose(): void {
    this.#model.dispose();
  }
}
