import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { UnwritableOutputError } from "face88";

/**
 * A file that only grows. What a write that failed or was killed left behind is cut off, so that it always ends where
 * something whole ends.
 */
export class Journal implements AsyncDisposable {
  readonly #path: string;
  readonly #handle: FileHandle;
  #size: number;

  private constructor(path: string, handle: FileHandle, size: number) {
    this.#path = path;
    this.#handle = handle;
    this.#size = size;
  }

  /**
   * Opens the file, which need not exist yet, to write behind its first `size` bytes; what follows them is cut off.
   * @param size  default: all of it
   */
  static async open(path: string, size?: number): Promise<Journal> {
    const handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o644);
    const found = (await handle.stat()).size;
    if (size !== undefined && size < found) await handle.truncate(size);
    return new Journal(path, handle, size ?? found);
  }

  /** Bytes so far. */
  get size(): number {
    return this.#size;
  }

  /**
   * Adds bytes, all of them or none.
   * @throws UnwritableOutputError when the disk is full
   */
  async append(bytes: Uint8Array): Promise<void> {
    try {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await this.#handle.write(bytes, done, bytes.length - done, this.#size + done);
        done += bytesWritten;
      }
    } catch (error) {
      await this.#handle.truncate(this.#size).catch(() => undefined);
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "ENOSPC" && code !== "EDQUOT" && code !== "EFBIG") throw error;
      throw new UnwritableOutputError(
        `${this.#path}: expected room for ${bytes.length} bytes, got a full disk (${code}; ${dirname(this.#path)} is whole up to here: make room and run it again)`,
        { cause: error },
      );
    }
    this.#size += bytes.length;
  }

  /** Adds values as lines of JSON. */
  async appendLines(values: readonly unknown[]): Promise<void> {
    await this.append(Buffer.from(values.map((value) => `${JSON.stringify(value)}\n`).join("")));
  }

  /** Closes the file. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }
}
