import { access, mkdir, stat, writeFile } from "node:fs/promises";
import { UnwritableOutputError } from "face88";
import type { FaceRecord, Rejection } from "../face-record.js";
import { Journal } from "./journal.js";
import { readJsonLines } from "./json-lines.js";
import { files, HEADER, readHeader, SHARD_FACES } from "./layout.js";
import { lock } from "./lock.js";

/** A face to be added: its record without the place of its picture, and the picture. */
export interface NewFace {
  readonly record: Omit<FaceRecord, "bytes">;
  /** JPEG of the stored rectangle. */
  readonly picture: Uint8Array;
}

/**
 * Adds faces to a dataset. Pictures are written before the lines that name them, so a run that was killed leaves at most
 * bytes that no line names and a line without end; both are cut off when the dataset is opened again, and `has` knows
 * what is done.
 */
export class DatasetWriter implements AsyncDisposable {
  readonly #folder: string;
  readonly #lock: AsyncDisposable;
  readonly #known: Set<string>;
  readonly #rejections: Journal;
  #shard: number;
  #inShard: number;
  #records: Journal;
  #pictures: Journal;

  private constructor(folder: string, held: AsyncDisposable, state: State) {
    this.#folder = folder;
    this.#lock = held;
    this.#known = state.known;
    this.#rejections = state.rejections;
    this.#shard = state.shard;
    this.#inShard = state.inShard;
    this.#records = state.records;
    this.#pictures = state.pictures;
  }

  /**
   * Opens a dataset to add to it, or begins one.
   * @param folder  is made when it does not exist
   * @throws UnreadableInputError when the folder holds something else; UnwritableOutputError when it cannot be written
   */
  static async open(folder: string): Promise<DatasetWriter> {
    await mkdir(files.shards(folder), { recursive: true }).catch((error: NodeJS.ErrnoException) => {
      throw new UnwritableOutputError(`${folder}: expected a folder that can be written to, got ${error.code}`);
    });
    const held = await lock(files.lock(folder));
    try {
      const exists = await access(files.header(folder)).then(
        () => true,
        () => false,
      );
      if (exists) await readHeader(folder);
      else await writeFile(files.header(folder), `${JSON.stringify(HEADER)}\n`);
      return new DatasetWriter(folder, held, await resume(folder));
    } catch (error) {
      await held[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Whether an entry of a source was worked on, with faces or a rejection as the result. */
  has(id: string): boolean {
    return this.#known.has(id);
  }

  /** Adds the faces of one entry of a source; the first one has its id. */
  async add(faces: readonly NewFace[]): Promise<void> {
    if (this.#inShard >= SHARD_FACES) await this.#nextShard();
    const records: FaceRecord[] = [];
    let offset = this.#pictures.size;
    for (const { record, picture } of faces) {
      records.push({ ...record, bytes: [offset, picture.length] });
      offset += picture.length;
    }
    await this.#pictures.append(Buffer.concat(faces.map(({ picture }) => picture)));
    await this.#records.appendLines(records);
    for (const { id } of records) this.#known.add(id);
    this.#inShard += faces.length;
  }

  /** Notes that an entry gave no face. */
  async reject(rejection: Rejection): Promise<void> {
    await this.#rejections.appendLines([rejection]);
    this.#known.add(rejection.id);
  }

  /** Closes the files and lets others write. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const held of [this.#records, this.#pictures, this.#rejections, this.#lock]) await held[Symbol.asyncDispose]();
  }

  async #nextShard(): Promise<void> {
    await this.#records[Symbol.asyncDispose]();
    await this.#pictures[Symbol.asyncDispose]();
    this.#shard++;
    this.#inShard = 0;
    this.#records = await Journal.open(files.records(this.#folder, this.#shard), 0);
    this.#pictures = await Journal.open(files.pictures(this.#folder, this.#shard), 0);
  }
}

interface State {
  readonly known: Set<string>;
  readonly rejections: Journal;
  readonly shard: number;
  readonly inShard: number;
  readonly records: Journal;
  readonly pictures: Journal;
}

async function resume(folder: string): Promise<State> {
  const known = new Set<string>();
  const rejected = await readJsonLines<Rejection>(files.rejections(folder));
  for (const { id } of rejected.values) known.add(id);
  let shard = 0;
  let whole: WholeRecords = { records: [], recordBytes: 0, pictureBytes: 0 };
  for (let next = 0; await sizeOf(files.records(folder, next)); next++) {
    shard = next;
    whole = await wholeRecords(folder, next);
    for (const { id } of whole.records) known.add(id);
  }
  return {
    known,
    rejections: await Journal.open(files.rejections(folder), rejected.size),
    shard,
    inShard: whole.records.length,
    records: await Journal.open(files.records(folder, shard), whole.recordBytes),
    pictures: await Journal.open(files.pictures(folder, shard), whole.pictureBytes),
  };
}

interface WholeRecords {
  readonly records: readonly FaceRecord[];
  readonly recordBytes: number;
  readonly pictureBytes: number;
}

/** The records of a shard up to the last entry of which all faces and all their pictures are there. */
async function wholeRecords(folder: string, shard: number): Promise<WholeRecords> {
  const { values, ends } = await readJsonLines<FaceRecord>(files.records(folder, shard));
  const size = (await sizeOf(files.pictures(folder, shard))) ?? 0;
  let count = 0;
  values.forEach(({ bytes: [offset, length], part: [index, of] }, i) => {
    if (index === of - 1 && offset + length <= size) count = i + 1;
  });
  const last = values[count - 1];
  return {
    records: values.slice(0, count),
    recordBytes: count === 0 ? 0 : ends[count - 1],
    pictureBytes: last === undefined ? 0 : last.bytes[0] + last.bytes[1],
  };
}

async function sizeOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.size;
}
