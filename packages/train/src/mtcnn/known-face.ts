import { type Box, boundingBox, toFive, transformPoints } from "@face88/points";
import type { RgbaImage } from "face88";
import { type ChosenFaces, chooseFaces, type FaceChoice } from "../data/choose-faces.js";
import { photoToStored } from "../data/crop/stored-rectangle.js";
import { PictureCache } from "../data/picture-cache.js";
import type { Random } from "../networks/random.js";

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
  /** Those that have some of their surroundings in the picture: hair above the brows, something beside the cheeks. */
  readonly #roomy: readonly number[];

  private constructor(faces: ChosenFaces) {
    this.#faces = faces;
    this.#roomy = faces.indices.flatMap((index, i) => (isRoomy(faces, index) ? [i] : []));
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

  /** A face at random: as often as not one with its surroundings, where there are few of those as well. */
  choose(next: Random): number {
    if (this.#roomy.length > 0 && next() < 0.5) return this.#roomy[Math.floor(next() * this.#roomy.length)];
    return Math.floor(next() * this.length);
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

function isRoomy({ dataset, pointsOf }: ChosenFaces, index: number): boolean {
  const { stored } = dataset.faces[index];
  const [x, y, width, height] = boundingBox(transformPoints(photoToStored(stored), pointsOf(index)));
  const beside = Math.min(x, stored.width - x - width) / width;
  return y > 0.35 * height && beside > 0.25;
}
