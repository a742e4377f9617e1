import { readFile } from "node:fs/promises";
import { UnreadableInputError } from "face88";
import { writeFileWhole } from "face88/node";
import type { Split } from "../face-record.js";
import { parseObject } from "../store/json-lines.js";
import { files } from "../store/layout.js";

/** The file `split.json`. */
export interface SplitFile {
  /** Seed and shares that it was made with. */
  readonly seed: number;
  readonly val: number;
  readonly test: number;
  /** Ids of the faces in each part. */
  readonly parts: Readonly<Record<Split, readonly string[]>>;
}

/** Part of each face, by id. @throws UnreadableInputError when no split was made */
export async function readSplit(folder: string): Promise<ReadonlyMap<string, Split>> {
  const path = files.split(folder);
  const text = await readFile(path, "utf8").catch(() => {
    throw new UnreadableInputError(`${path}: expected a split (face88 data split), got no such file`);
  });
  const { parts } = parseObject(text, () => path) as SplitFile;
  const out = new Map<string, Split>();
  for (const split of ["train", "val", "test"] as const) for (const id of parts[split] ?? []) out.set(id, split);
  return out;
}

/** Writes the file, whole or not at all. */
export async function writeSplitFile(folder: string, file: SplitFile): Promise<void> {
  await writeFileWhole(files.split(folder), `${JSON.stringify(file)}\n`);
}
