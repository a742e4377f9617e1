import { readFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import type { Box } from "@face88/points";
import { UnreadableInputError } from "face88";

/** Faces that are known beforehand, by photo. */
export interface BoxList {
  /** Photos in the order of the file, each once, as written there. */
  readonly images: readonly string[];
  /** Boxes of a photo; its path may be written as in the file, from the file's folder, or be alike in its last part. */
  boxesOf(image: string): readonly Box[];
}

/**
 * Reads a JSON Lines file of `{"image": "a.jpg", "box": [x, y, width, height]}`, one face a line.
 * @throws UnreadableInputError that names the line
 */
export async function readBoxes(path: string): Promise<BoxList> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    const came = cause.code === "ENOENT" ? "no such file" : cause.code;
    throw new UnreadableInputError(`${path}: expected a file of boxes (JSON Lines), got ${came}`, { cause });
  });
  const byImage = new Map<string, Box[]>();
  text.split("\n").forEach((line, i) => {
    if (line.trim() === "") return;
    const { image, box } = parseLine(line, `${path}:${i + 1}`);
    const known = byImage.get(image);
    if (known) known.push(box);
    else byImage.set(image, [box]);
  });
  const folder = dirname(path);
  const byPath = new Map([...byImage].map(([image, boxes]) => [resolve(folder, image), boxes]));
  const byName = new Map<string, Box[] | undefined>();
  for (const [image, boxes] of byImage) {
    // A name that stands in two folders says nothing.
    byName.set(basename(image), byName.has(basename(image)) ? undefined : boxes);
  }
  return {
    images: [...byImage.keys()],
    boxesOf: (image) => byImage.get(image) ?? byPath.get(resolve(image)) ?? byName.get(basename(image)) ?? [],
  };
}

function parseLine(line: string, where: string): { image: string; box: Box } {
  const { image, box } = parseObject(line);
  const numbers = Array.isArray(box) && box.length === 4 && box.every((value) => Number.isFinite(value));
  if (typeof image !== "string" || !numbers || box[2] <= 0 || box[3] <= 0) {
    const came = line.length > 80 ? `${line.slice(0, 80)}…` : line;
    throw new UnreadableInputError(`${where}: expected {"image": path, "box": [x, y, width, height]}, got ${came}`);
  }
  return { image, box: box as unknown as Box };
}

/** What is not an object has neither an image nor a box. */
function parseObject(line: string): { image?: unknown; box?: unknown } {
  try {
    return Object(JSON.parse(line)) as { image?: unknown; box?: unknown };
  } catch {
    return {};
  }
}
