import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { fromFloat16Bits } from "@face88/graph";
import { UnreadableInputError } from "face88";
import type { Field, Normalisation, Sample } from "../data/source.js";
import { sizeOf } from "../trainer/memory.js";

/** How features are stored: half the bytes with 11 bits of each number, or whole. */
export type FeaturePrecision = "float16" | "float32";

/** What a feature file says about itself. */
export interface FeatureHeader {
  /** Of backbone, data and how they were computed: the same fingerprint, the same rows. */
  readonly fingerprint: string;
  /** `features` `[K]` and then the fields of the data but its image. */
  readonly fields: readonly Field[];
  readonly precision: FeaturePrecision;
  /** Rows of a sample, each with other chance; they stand one after the other. */
  readonly copies: number;
  /** Pixels of the crop in one unit of the points. */
  readonly unit: number;
  readonly normalisation: Normalisation;
  /** Names of the samples, in order. */
  readonly ids: readonly string[];
}

/** Name of the field that a backbone fills. */
export const FEATURES = "features";

const MAGIC = "face88 features 1\n";

/** The file's beginning: magic, length of the header (uint32, little-endian), header as JSON. Rows follow. */
export function packHeader(header: FeatureHeader): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  return Buffer.concat([Buffer.from(MAGIC), length, json]);
}

/** How a row lies in bytes: the other fields as float32, then the features. */
export function rowLayout({ fields, precision }: Pick<FeatureHeader, "fields" | "precision">) {
  const [features, ...others] = fields;
  const otherBytes = 4 * others.reduce((sum, { dims }) => sum + sizeOf(dims), 0);
  const count = sizeOf(features.dims);
  return { others, otherBytes, count, bytes: otherBytes + count * (precision === "float16" ? 2 : 4) };
}

/** All halves as float32, made when first asked for. */
let halves: Float32Array | undefined;
const wideHalves = (): Float32Array => {
  halves ??= Float32Array.from({ length: 65536 }, (_, bits) => fromFloat16Bits(bits));
  return halves;
};

/** A whole feature file, open for reading: rows are read where they lie, so that memory holds one at a time. */
export class FeatureFile implements Disposable {
  readonly header: FeatureHeader;
  readonly #file: number;
  readonly #begin: number;
  readonly #layout: ReturnType<typeof rowLayout>;
  readonly #row: Uint8Array<ArrayBuffer>;
  readonly #features: Uint16Array | Float32Array;

  /** @throws UnreadableInputError when the file is missing, is another or was cut off */
  constructor(path: string) {
    const expected = `${path}: expected a whole file of features`;
    try {
      this.#file = openSync(path, "r");
    } catch (cause) {
      throw new UnreadableInputError(`${expected}, got none (${(cause as NodeJS.ErrnoException).code})`, { cause });
    }
    const start = Buffer.alloc(MAGIC.length + 4);
    readSync(this.#file, start, 0, start.length, 0);
    if (start.toString("latin1", 0, MAGIC.length) !== MAGIC) {
      closeSync(this.#file);
      throw new UnreadableInputError(`${expected}, got another`);
    }
    const json = Buffer.alloc(start.readUInt32LE(MAGIC.length));
    readSync(this.#file, json, 0, json.length, start.length);
    this.header = JSON.parse(json.toString());
    this.#begin = start.length + json.length;
    this.#layout = rowLayout(this.header);
    const { bytes, otherBytes, count } = this.#layout;
    const whole = this.#begin + bytes * this.header.ids.length * this.header.copies;
    const { size } = fstatSync(this.#file);
    if (size !== whole) {
      closeSync(this.#file);
      throw new UnreadableInputError(`${expected} of ${whole} bytes, got ${size}`);
    }
    this.#row = new Uint8Array(bytes);
    const Stored = this.header.precision === "float16" ? Uint16Array : Float32Array;
    this.#features = new Stored(this.#row.buffer, otherBytes, count);
  }

  /** Reads a row into a sample's views. @param row  sample * copies + copy */
  read(row: number, sample: Sample): void {
    const { others, bytes } = this.#layout;
    readSync(this.#file, this.#row, 0, bytes, this.#begin + row * bytes);
    let offset = 0;
    for (const { name, dims } of others) {
      sample[name].set(new Float32Array(this.#row.buffer, offset, sizeOf(dims)));
      offset += 4 * sizeOf(dims);
    }
    const into = sample[FEATURES];
    const stored = this.#features;
    if (stored instanceof Float32Array) into.set(stored);
    else {
      const wide = wideHalves();
      for (let i = 0; i < stored.length; i++) into[i] = wide[stored[i]];
    }
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    closeSync(this.#file);
  }
}
