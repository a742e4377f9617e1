import { float16ToFloat32 } from "../ir/float16.js";
import { viewBytes } from "../ir/tensor.js";
import { TnnImportError } from "./error.js";

/** Marks a buffer that says its shape before its bytes; older ones do not. */
const WITH_SHAPE = 0xfabc0003;
/** The magic numbers with which a file or a buffer may begin. */
const MAGIC = [0xfabc0002, WITH_SHAPE];

/** Reads the little-endian integers, strings and buffers of a `.tnnmodel` from front to back. */
export class ResourceReader {
  readonly #file: string;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array, file: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#file = file;
  }

  /** Passes over the file's magic number, which the oldest files do not have. */
  skipMagic(): void {
    if (this.#bytes.length >= 4 && MAGIC.includes(this.#view.getUint32(0, true))) this.#at = 4;
  }

  /** A signed 32-bit integer. */
  int(): number {
    const at = this.#take(4);
    return this.#view.getInt32(at, true);
  }

  /** A string behind its length. */
  string(): string {
    const length = this.int();
    const at = this.#take(length);
    return String.fromCharCode(...this.#bytes.subarray(at, at + length));
  }

  /**
   * A buffer of numbers, widened to float32 where it holds half floats.
   * @returns an empty array for an empty buffer
   */
  floats(): Float32Array {
    const magic = this.int() >>> 0;
    if (!MAGIC.includes(magic)) throw this.#damaged(`expected a buffer, got 0x${magic.toString(16)}`);
    const type = this.int();
    const length = this.int();
    if (length <= 0) return new Float32Array(0);
    if (magic === WITH_SHAPE) this.#take(4 * this.int());
    const at = this.#take(length);
    const bytes = this.#bytes.subarray(at, at + length);
    // enum DataType of TNN's common.h: 0 float, 1 half, 2 int8, 3 int32, 4 bfloat16.
    if (type === 0 && length % 4 === 0) return viewBytes("float32", bytes) as Float32Array;
    if (type === 1 && length % 2 === 0) return float16ToFloat32(viewBytes("float16", bytes) as Uint16Array);
    throw this.#damaged(`expected whole float or half weights (type 0 or 1), got ${length} bytes of type ${type}`);
  }

  #take(length: number): number {
    const at = this.#at;
    if (!(length >= 0) || at + length > this.#bytes.length) {
      throw this.#damaged(`points past the end of its ${this.#bytes.length} bytes`);
    }
    this.#at += length;
    return at;
  }

  #damaged(problem: string): TnnImportError {
    return new TnnImportError(`${this.#file}: .tnnmodel is truncated or damaged (${problem} at byte ${this.#at})`);
  }
}
