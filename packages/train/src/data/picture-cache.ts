import type { RgbaImage } from "face88";
import type { Dataset } from "./store/dataset.js";

/**
 * Decoded pictures of a dataset, kept as long as they fit in memory: decoding takes longer than the augmentation. The
 * first ones that were asked for stay; to throw out the oldest would be of no use, since an epoch asks for all in turn.
 */
export class PictureCache {
  readonly #dataset: Dataset;
  readonly #kept = new Map<number, RgbaImage>();
  #room: number;

  /** @param bytes  of decoded pictures that may be kept, >= 0 */
  constructor(dataset: Dataset, bytes: number) {
    this.#dataset = dataset;
    this.#room = bytes;
  }

  /** The pixels of a face's stored rectangle. */
  async picture(index: number): Promise<RgbaImage> {
    const known = this.#kept.get(index);
    if (known !== undefined) return known;
    const picture = await this.#dataset.picture(index);
    if (picture.data.length <= this.#room && !this.#kept.has(index)) {
      this.#kept.set(index, picture);
      this.#room -= picture.data.length;
    }
    return picture;
  }
}
