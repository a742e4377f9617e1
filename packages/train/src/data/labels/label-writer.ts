import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { UnwritableOutputError } from "face88";
import { Journal } from "../store/journal.js";
import { readJsonLines } from "../store/json-lines.js";
import { files } from "../store/layout.js";
import { lock } from "../store/lock.js";
import type { LabelHeader, LabelLine } from "./label-set.js";

/** Adds labels to a file of labels; what is there already is known, what a kill left behind is cut off. */
export class LabelWriter implements AsyncDisposable {
  readonly #journal: Journal;
  readonly #known: Set<string>;
  readonly #lock: AsyncDisposable;

  private constructor(journal: Journal, known: Set<string>, held: AsyncDisposable) {
    this.#journal = journal;
    this.#known = known;
    this.#lock = held;
  }

  /**
   * Opens or begins `labels/NAME.jsonl`.
   * @throws RangeError when the name is no name of a file
   * @throws UnwritableOutputError when the labels there are of another teacher, or another process writes them
   */
  static async open(folder: string, name: string, teacher: string): Promise<LabelWriter> {
    if (!/^[\w][\w.-]*$/.test(name)) {
      throw new RangeError(`labels: expected a name of letters, digits, dots and dashes, got ${name}`);
    }
    const path = files.labels(folder, name);
    await mkdir(dirname(path), { recursive: true });
    const held = await lock(`${path}.lock`);
    try {
      const { values, size } = await readJsonLines<LabelHeader | LabelLine>(path);
      const [header, ...lines] = values as [LabelHeader | undefined, ...LabelLine[]];
      if (header !== undefined && header.teacher !== teacher) {
        throw new UnwritableOutputError(
          `${path}: expected labels of ${teacher}, got those of ${header.teacher} (choose another name)`,
        );
      }
      const journal = await Journal.open(path, size);
      if (header === undefined) await journal.appendLines([{ teacher }]);
      return new LabelWriter(journal, new Set(lines.map(({ id }) => id)), held);
    } catch (error) {
      await held[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Whether a face has its line. */
  has(id: string): boolean {
    return this.#known.has(id);
  }

  /** Adds a line. */
  async add(line: LabelLine): Promise<void> {
    await this.#journal.appendLines([line]);
    this.#known.add(line.id);
  }

  /** Closes the file. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#journal[Symbol.asyncDispose]();
    await this.#lock[Symbol.asyncDispose]();
  }
}

/** Coordinates to a thousandth of a pixel: what is below is noise, and the file is half as long. */
export function rounded(values: ArrayLike<number>): number[] {
  return Array.from(values, (value) => Math.round(value * 1000) / 1000);
}
