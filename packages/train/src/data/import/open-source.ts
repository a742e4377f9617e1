import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { UnreadableInputError } from "face88";
import { glob } from "tinyglobby";
import { celebA } from "./celeba.js";
import { cocoFile } from "./coco.js";
import { CORPUS_PLACES, corpus } from "./corpus.js";
import { faceList } from "./face-list.js";
import { firstExisting, photoFolder } from "./photos.js";
import { ptsFolder } from "./pts.js";
import type { ImportOptions, Source } from "./source.js";
import { wflwList } from "./wflw.js";

/** Names of the formats that can be imported. */
export const IMPORT_FORMATS = ["photos", "celeba", "pts", "wflw", "coco", "faces", "corpus"] as const;

/** Name of a format that can be imported. */
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/**
 * Opens a source of faces.
 * @param path  folder or file; the folder that `exportFaces` wrote stands for the file in it
 * @param format  default: what the folder or file looks like
 * @param photos  folder that the photos' paths in a `coco` or `faces` file start from; default: the file's folder
 * @throws UnreadableInputError when it is not what the format asks for
 */
export async function openSource(
  path: string,
  format?: ImportFormat,
  options: ImportOptions = {},
  photos?: string,
): Promise<Source> {
  const chosen = format ?? (await guess(path));
  const file = async (name: string) =>
    (await stat(path).catch(() => undefined))?.isDirectory() ? join(path, name) : path;
  switch (chosen) {
    case "photos":
      return photoFolder(path, options);
    case "celeba":
      return celebA(path, options);
    case "pts":
      return ptsFolder(path, options);
    case "wflw":
      return wflwList(path, options);
    case "coco":
      return cocoFile(await file("annotations.json"), photos, options);
    case "faces":
      return faceList(await file("faces.jsonl"), photos);
    case "corpus":
      return corpus(path, options);
  }
}

async function guess(path: string): Promise<ImportFormat> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new UnreadableInputError(`${path}: expected a folder or file, got no such thing`);
  if (!found.isDirectory()) {
    if (path.endsWith(".json")) return "coco";
    if (path.endsWith(".jsonl")) return "faces";
    if (/98pt/.test(basename(path))) return "wflw";
    throw new UnreadableInputError(`${path}: expected .json, .jsonl or a list of WFLW, got neither (name the format)`);
  }
  const holds = async (...names: string[]) =>
    (await firstExisting(names.map((name) => join(path, name)))) !== undefined;
  if (await holds("index.csv", "annotations.jsonl", ...CORPUS_PLACES)) return "corpus";
  if (await holds("list_eval_partition.txt", "Eval/list_eval_partition.txt")) return "celeba";
  if (await holds("annotations.json")) return "coco";
  if ((await glob("**/*.pts", { cwd: path })).length > 0) return "pts";
  return (await holds("faces.jsonl")) ? "faces" : "photos";
}
