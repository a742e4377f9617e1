import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { type Affine, type Box, IDENTITY, transformPoints } from "@face88/points";
import { cropInto, UnreadableInputError } from "face88";
import sharp from "sharp";
import { photoToCrop, SEED_SIDE, seedRegion } from "../crop/seed-crop.js";
import { photoToStored, regionInStored } from "../crop/stored-rectangle.js";
import type { FaceRecord } from "../face-record.js";
import type { Dataset } from "../store/dataset.js";
import { FileNames } from "./file-names.js";

/**
 * What is written of a photo: `stored`, the part that the dataset holds, byte for byte; `crop`, the 160x160 seed crop;
 * `photo`, the whole photo, which must still be there.
 */
export type PictureKind = "stored" | "crop" | "photo";

/** Names of {@link PictureKind}. */
export const PICTURE_KINDS: readonly PictureKind[] = ["stored", "crop", "photo"];

/** A picture that was written. */
export interface WrittenPicture {
  /** Path in the export, with `/`. */
  readonly path: string;
  readonly width: number;
  readonly height: number;
  /** From pixels of the photo to pixels of the picture: scale and shift alone. */
  readonly transform: Affine;
}

/** Writes the pictures of an export, each once. */
export class PictureWriter {
  readonly #dataset: Dataset;
  readonly #folder: string;
  readonly #kind: PictureKind;
  readonly #photos: string;
  readonly #names = new FileNames();
  readonly #copied = new Map<string, string>();

  /**
   * @param folder  of the export
   * @param photos  folder that the photos' paths start from; for `photo` alone
   */
  constructor(dataset: Dataset, folder: string, kind: PictureKind, photos: string) {
    this.#dataset = dataset;
    this.#folder = folder;
    this.#kind = kind;
    this.#photos = photos;
  }

  /** @throws UnreadableInputError when the photo is gone */
  async write(index: number): Promise<WrittenPicture> {
    const record = this.#dataset.faces[index];
    if (this.#kind === "photo") {
      const { width, height } = record;
      return { path: await this.#copy(record), width, height, transform: IDENTITY };
    }
    const path = `pictures/${this.#names.next(record.id)}.jpg`;
    await mkdir(join(this.#folder, dirname(path)), { recursive: true });
    if (this.#kind === "stored") {
      await writeFile(join(this.#folder, path), await this.#dataset.jpeg(index));
      const { width, height } = record.stored;
      return { path, width, height, transform: photoToStored(record.stored) };
    }
    const region = seedRegion(record.box);
    await writeFile(join(this.#folder, path), await seedCropJpeg(this.#dataset, index));
    return { path, width: SEED_SIDE, height: SEED_SIDE, transform: photoToCrop(region, SEED_SIDE) };
  }

  async #copy({ photo }: FaceRecord): Promise<string> {
    const known = this.#copied.get(photo);
    if (known !== undefined) return known;
    const path = `pictures/${this.#names.next(photo)}${extname(photo)}`;
    await mkdir(join(this.#folder, dirname(path)), { recursive: true });
    await copyFile(join(this.#photos, photo), join(this.#folder, path)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
      throw new UnreadableInputError(`${join(this.#photos, photo)}: expected a photo of the dataset, got no such file`);
    });
    this.#copied.set(photo, path);
    return path;
  }
}

/** The seed crop of a face as a JPEG of 160x160 pixels. */
export async function seedCropJpeg(dataset: Dataset, index: number): Promise<Uint8Array> {
  const { box, stored } = dataset.faces[index];
  const region = regionInStored(seedRegion(box), stored);
  const options = { side: SEED_SIDE, low: 0, high: 255, outside: "edge" } as const;
  const pixels = Uint8Array.from(cropInto(await dataset.picture(index), region, options), Math.round);
  return sharp(pixels, { raw: { width: SEED_SIDE, height: SEED_SIDE, channels: 3 } })
    .jpeg({ quality: 92, chromaSubsampling: "4:4:4" })
    .toBuffer();
}

/** A box under scale and shift. */
export function transformBox(transform: Affine, [x, y, width, height]: Box): Box {
  const [left, top, right, bottom] = transformPoints(transform, new Float64Array([x, y, x + width, y + height]));
  return [left, top, right - left, bottom - top];
}
