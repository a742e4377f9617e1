import { type FileHandle, open } from "node:fs/promises";
import { type RgbaImage, UnreadableInputError } from "face88";
import sharp from "sharp";
import type { FaceRecord, Rejection } from "../face-record.js";
import { readJsonLines } from "./json-lines.js";
import { files, readHeader } from "./layout.js";

/** A dataset, open for reading: the records are in memory, the pictures on disk. */
export class Dataset implements AsyncDisposable {
  /** Folder of the dataset. */
  readonly folder: string;
  /** All faces, in the order in which they were added. */
  readonly faces: readonly FaceRecord[];
  /** Entries of the sources that gave no face. */
  readonly rejections: readonly Rejection[];
  readonly #shardOf: Uint32Array;
  readonly #indexOf: ReadonlyMap<string, number>;
  readonly #pictures: readonly FileHandle[];

  private constructor(
    folder: string,
    shards: readonly (readonly FaceRecord[])[],
    pictures: readonly FileHandle[],
    rejections: readonly Rejection[],
  ) {
    this.folder = folder;
    this.faces = shards.flat();
    this.rejections = rejections;
    this.#pictures = pictures;
    this.#shardOf = Uint32Array.from(shards.flatMap((shard, i) => shard.map(() => i)));
    this.#indexOf = new Map(this.faces.map(({ id }, i) => [id, i]));
    if (this.#indexOf.size !== this.faces.length)
      throw new UnreadableInputError(`${folder}: expected unique ids, got one twice`);
  }

  /** @throws UnreadableInputError when the folder holds no dataset, or a broken one */
  static async open(folder: string): Promise<Dataset> {
    await readHeader(folder);
    const shards: FaceRecord[][] = [];
    const pictures: FileHandle[] = [];
    try {
      for (let shard = 0; ; shard++) {
        const { values } = await readJsonLines<FaceRecord>(files.records(folder, shard));
        if (values.length === 0) break;
        shards.push(values);
        const path = files.pictures(folder, shard);
        pictures.push(
          await open(path).catch(() => {
            throw new UnreadableInputError(
              `${path}: expected the pictures of ${values.length} faces, got no such file`,
            );
          }),
        );
      }
      const rejections = await readJsonLines<Rejection>(files.rejections(folder));
      return new Dataset(folder, shards, pictures, rejections.values);
    } catch (error) {
      for (const handle of pictures) await handle.close();
      throw error;
    }
  }

  /** Index of a face in `faces`; undefined when there is none with that id. */
  indexOf(id: string): number | undefined {
    return this.#indexOf.get(id);
  }

  /** The JPEG of a face's stored rectangle, as it was written. */
  async jpeg(index: number): Promise<Uint8Array> {
    const { bytes, id } = this.#face(index);
    const buffer = new Uint8Array(bytes[1]);
    const { bytesRead } = await this.#pictures[this.#shardOf[index]].read(buffer, 0, bytes[1], bytes[0]);
    if (bytesRead !== bytes[1]) {
      throw new UnreadableInputError(
        `${this.folder}: expected ${bytes[1]} bytes for the picture of ${id}, got ${bytesRead}`,
      );
    }
    return buffer;
  }

  /** The pixels of a face's stored rectangle. */
  async picture(index: number): Promise<RgbaImage> {
    const { data, info } = await sharp(await this.jpeg(index))
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data };
  }

  /** Closes the files. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const handle of this.#pictures) await handle.close();
  }

  #face(index: number): FaceRecord {
    const face = this.faces[index];
    if (face === undefined) {
      throw new RangeError(`index: expected an integer from 0 to ${this.faces.length - 1}, got ${index}`);
    }
    return face;
  }
}
