import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { UnreadableInputError } from "face88";

/** Faces in a shard, about 15 MB of JPEG. */
export const SHARD_FACES = 1000;

/** Files of a dataset, by what they hold. */
export const files = {
  header: (folder: string) => join(folder, "dataset.json"),
  lock: (folder: string) => join(folder, "writing.lock"),
  rejections: (folder: string) => join(folder, "rejections.jsonl"),
  shards: (folder: string) => join(folder, "shards"),
  records: (folder: string, shard: number) => join(folder, "shards", `${shardName(shard)}.jsonl`),
  pictures: (folder: string, shard: number) => join(folder, "shards", `${shardName(shard)}.bin`),
  labels: (folder: string, name: string) => join(folder, "labels", `${name}.jsonl`),
  cleaning: (folder: string, labels: string) => join(folder, "cleaning", `${labels}.json`),
  similar: (folder: string) => join(folder, "similar.json"),
  split: (folder: string) => join(folder, "split.json"),
};

/** First file of a dataset, so that a later version knows an older one. */
export interface DatasetHeader {
  readonly format: "face88-dataset";
  readonly version: 1;
  /** Rule of the crop, as in `seedRegion`. */
  readonly crop: "seed";
}

/** The header that is written now. */
export const HEADER: DatasetHeader = Object.freeze({ format: "face88-dataset", version: 1, crop: "seed" });

/** @throws UnreadableInputError when the folder holds no dataset, or one of another version */
export async function readHeader(folder: string): Promise<DatasetHeader> {
  const text = await readFile(files.header(folder), "utf8").catch(() => {
    throw new UnreadableInputError(`${folder}: expected a dataset (a folder with dataset.json), got none`);
  });
  const header = parsed(text);
  if (header?.format !== HEADER.format || header.version !== HEADER.version || header.crop !== HEADER.crop) {
    throw new UnreadableInputError(
      `${files.header(folder)}: expected ${JSON.stringify(HEADER)}, got ${text.slice(0, 100).trim()}`,
    );
  }
  return HEADER;
}

function shardName(shard: number): string {
  return String(shard).padStart(4, "0");
}

function parsed(text: string): Partial<DatasetHeader> | undefined {
  try {
    return Object(JSON.parse(text)) as Partial<DatasetHeader>;
  } catch {
    return undefined;
  }
}
