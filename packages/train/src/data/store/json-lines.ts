import { readFile } from "node:fs/promises";
import { UnreadableInputError } from "face88";

/** The whole lines of a JSON Lines file, and where they end. */
export interface JsonLines<T> {
  readonly values: T[];
  /** Bytes up to the end of the last whole line; what follows was cut short. */
  readonly size: number;
  /** For each value, the byte behind its line. */
  readonly ends: number[];
}

/**
 * Reads a JSON Lines file. A last line without a line break was cut short by a kill and is left out; a file that does
 * not exist is empty.
 * @throws UnreadableInputError that names the line, when a whole line is no JSON object
 */
export async function readJsonLines<T>(path: string): Promise<JsonLines<T>> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return Buffer.alloc(0);
    throw error;
  });
  const values: T[] = [];
  const ends: number[] = [];
  let from = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
    const line = bytes.toString("utf8", from, end);
    from = end + 1;
    if (line.trim() === "") continue;
    values.push(parseObject(line, () => `${path}:${values.length + 1}`) as T);
    ends.push(from);
  }
  return { values, size: from, ends };
}

/** @throws UnreadableInputError when the text is no JSON object */
export function parseObject(text: string, where: () => string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (typeof value !== "object" || value === null) {
    throw new UnreadableInputError(`${where()}: expected a JSON object, got ${text.slice(0, 80)}`);
  }
  return value;
}
