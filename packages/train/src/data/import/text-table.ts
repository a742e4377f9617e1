import { readFile } from "node:fs/promises";
import { UnreadableInputError } from "face88";

/** Lines of a text file without line ends (LF or CRLF), blank ones left out. */
export async function readLines(path: string): Promise<string[]> {
  const text = await readFile(path, "utf8").catch(() => {
    throw new UnreadableInputError(`${path}: expected a text file, got no such file`);
  });
  return text.split(/\r?\n/).filter((line) => line.trim() !== "");
}

/**
 * Rows of a comma-separated file by the names of its first line. Fields are taken as they stand: no quotes.
 * @throws UnreadableInputError when a row has another number of fields than the first line
 */
export async function readCsv(path: string): Promise<Record<string, string>[]> {
  const [first, ...rows] = await readLines(path);
  const names = (first ?? "").split(",");
  return rows.map((row, i) => {
    const fields = row.split(",");
    if (fields.length !== names.length) {
      throw new UnreadableInputError(`${path}:${i + 2}: expected ${names.length} fields, got ${fields.length}`);
    }
    return Object.fromEntries(names.map((name, k) => [name, fields[k]]));
  });
}

/** Numbers of a text that are separated by white space; NaN for what is none. */
export function numbersOf(text: string): number[] {
  return text.trim().split(/\s+/).map(Number);
}
