import { readFile } from "node:fs/promises";
import { UnreadableInputError } from "face88";
import { writeFileWhole } from "face88/node";
import { SPLITS, type Split } from "../face-record.js";
import { parseObject } from "../store/json-lines.js";
import { files } from "../store/layout.js";

/** The file `split.json`. */
export interface SplitFile {
  /** What it was made with; the shares are percentages of the groups. */
  readonly seed: number;
  readonly val: number;
  readonly test: number;
  /** Ids of the faces in each part. */
  readonly parts: Readonly<Record<Split, readonly string[]>>;
}

/** Part of each face, by id. @throws UnreadableInputError when no split was made, or the file is broken */
export async function readSplit(folder: string): Promise<ReadonlyMap<string, Split>> {
  const found = await findSplit(folder);
  if (found !== undefined) return found;
  throw new UnreadableInputError(`${files.split(folder)}: expected a split (face88 data split), got no such file`);
}

/** Part of each face, by id; undefined where no split was made. @throws UnreadableInputError when the file is broken */
export async function findSplit(folder: string): Promise<ReadonlyMap<string, Split> | undefined> {
  const path = files.split(folder);
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const { parts } = parseObject(text, () => path) as Partial<SplitFile>;
  const out = new Map<string, Split>();
  for (const split of SPLITS) {
    const ids = parts?.[split];
    if (!Array.isArray(ids)) {
      throw new UnreadableInputError(`${path}: expected ids in parts.${split}, got ${JSON.stringify(ids)}`);
    }
    for (const id of ids) out.set(id, split);
  }
  return out;
}

/** Writes the file, whole or not at all. */
export async function writeSplitFile(folder: string, file: SplitFile): Promise<void> {
  await writeFileWhole(files.split(folder), `${JSON.stringify(file)}\n`);
}
