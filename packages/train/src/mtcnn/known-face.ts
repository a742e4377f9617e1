import { type Box, boundingBox, toFive, transformPoints } from "@face88/points";
import type { RgbaImage } from "face88";
import { type ChosenFaces, chooseFaces, type FaceChoice } from "../data/choose-faces.js";
import { photoToStored } from "../data/crop/stored-rectangle.js";
import { PictureCache } from "../data/picture-cache.js";

/** A face in its picture, for the training of a detector. */
export interface KnownFace {
  readonly image: RgbaImage;
  /** Tight around brows and chin, cheek to cheek, pixels of the image. */
  readonly box: Box;
  /** Eye centres, nose tip, mouth corners, the image's left first: x,y pairs in pixels of the image. */
  readonly points: Float64Array;
}

/** Faces of a dataset, with boxes and five points from their 88 labelled ones. */
export class KnownFaces implements AsyncDisposable {
  readonly #faces: ChosenFaces;
  readonly #cache: PictureCache;

  private constructor(faces: ChosenFaces) {
    this.#faces = faces;
    this.#cache = new PictureCache(faces.dataset, 4e8);
  }

  /** @throws RangeError when no face is left; UnreadableInputError when there is no such dataset, label set or split */
  static async open(folder: string, choice: FaceChoice): Promise<KnownFaces> {
    return new KnownFaces(await chooseFaces(folder, choice));
  }

  /** Number of faces. */
  get length(): number {
    return this.#faces.indices.length;
  }

  /** @param i  0 <= i < length */
  async face(i: number): Promise<KnownFace> {
    const { dataset, indices, pointsOf } = this.#faces;
    const index = indices[i];
    const points = transformPoints(photoToStored(dataset.faces[index].stored), pointsOf(index));
    return {
      image: await this.#cache.picture(index),
      box: boundingBox(points),
      points: Float64Array.from(toFive(points)),
    };
  }

  /** Closes the dataset. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#faces.dataset[Symbol.asyncDispose]();
  }
}
