import { ByteBuffer } from "flatbuffers";
import { TfliteImportError } from "./error.js";

/**
 * One table of a flatbuffer, read by field id: the position of the field in its table in `schema.fbs`, unions counted
 * twice. Every read is checked against the end of the file, which `ByteBuffer` leaves to the caller.
 * @see https://flatbuffers.dev/internals/
 */
export class Table {
  readonly #buffer: ByteBuffer;
  readonly #position: number;
  readonly #file: string;

  private constructor(buffer: ByteBuffer, position: number, file: string) {
    this.#buffer = buffer;
    this.#position = position;
    this.#file = file;
    this.#check(position, 4);
    const vtable = position - buffer.readInt32(position);
    this.#check(vtable, 4);
    this.#check(vtable, buffer.readInt16(vtable));
  }

  /**
   * The root table.
   * @param identifier  the four characters that the format carries at byte 4
   * @param file  name for messages
   * @throws TfliteImportError when the bytes are not such a flatbuffer
   */
  static root(bytes: Uint8Array, identifier: string, file: string): Table {
    const buffer = new ByteBuffer(bytes);
    if (bytes.length < 8 || !buffer.__has_identifier(identifier)) {
      throw new TfliteImportError(
        `${file}: not a TFLite file (expected "${identifier}" at byte 4, got ${bytes.length} bytes)`,
      );
    }
    return new Table(buffer, buffer.readInt32(0), file);
  }

  /** Whether the file holds the field. */
  has(field: number): boolean {
    return this.#offset(field) !== 0;
  }

  int8(field: number, otherwise = 0): number {
    const at = this.#scalar(field, 1);
    return at < 0 ? otherwise : this.#buffer.readInt8(at);
  }

  int32(field: number, otherwise = 0): number {
    const at = this.#scalar(field, 4);
    return at < 0 ? otherwise : this.#buffer.readInt32(at);
  }

  float32(field: number, otherwise = 0): number {
    const at = this.#scalar(field, 4);
    return at < 0 ? otherwise : this.#buffer.readFloat32(at);
  }

  bool(field: number): boolean {
    return this.int8(field) !== 0;
  }

  string(field: number): string {
    const vector = this.#vector(field, 1);
    // The reader wants the place of the pointer to the string, not of the string.
    return vector ? String(this.#buffer.__string(this.#scalar(field, 4))) : "";
  }

  /** Vector of bytes as a view of the file, `undefined` where the field is absent. */
  bytes(field: number): Uint8Array | undefined {
    const vector = this.#vector(field, 1);
    return vector && this.#buffer.bytes().subarray(vector.start, vector.start + vector.length);
  }

  /** Vector of unsigned 16-bit integers; empty where the field is absent. */
  uint16s(field: number): number[] {
    const vector = this.#vector(field, 2);
    return Array.from({ length: vector?.length ?? 0 }, (_, i) => this.#buffer.readUint16(vector!.start + i * 2));
  }

  /** Vector of 32-bit integers; empty where the field is absent. */
  int32s(field: number): number[] {
    const vector = this.#vector(field, 4);
    return Array.from({ length: vector?.length ?? 0 }, (_, i) => this.#buffer.readInt32(vector!.start + i * 4));
  }

  /** Table that the field points to. */
  table(field: number): Table | undefined {
    const at = this.#scalar(field, 4);
    return at < 0 ? undefined : this.#tableAt(at);
  }

  /** Vector of tables; empty where the field is absent. */
  tables(field: number): Table[] {
    const vector = this.#vector(field, 4);
    return Array.from({ length: vector?.length ?? 0 }, (_, i) => this.#tableAt(vector!.start + i * 4));
  }

  #tableAt(pointer: number): Table {
    return new Table(this.#buffer, this.#buffer.__indirect(pointer), this.#file);
  }

  #offset(field: number): number {
    return this.#buffer.__offset(this.#position, 4 + 2 * field);
  }

  #scalar(field: number, size: number): number {
    const offset = this.#offset(field);
    if (offset === 0) return -1;
    this.#check(this.#position + offset, size);
    return this.#position + offset;
  }

  #vector(field: number, size: number): { start: number; length: number } | undefined {
    const at = this.#scalar(field, 4);
    if (at < 0) return undefined;
    const header = this.#buffer.__indirect(at);
    this.#check(header, 4);
    const length = this.#buffer.readUint32(header);
    this.#check(header + 4, length * size);
    return { start: header + 4, length };
  }

  #check(start: number, length: number): void {
    const end = this.#buffer.capacity();
    if (start < 0 || length < 0 || start + length > end) {
      throw new TfliteImportError(`${this.#file}: truncated or damaged (points past its end at byte ${end})`);
    }
  }
}
