import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { UnreadableInputError } from "face88";
import { glob } from "tinyglobby";
import type { ImportOptions, Source } from "./source.js";

/** Of photos; those that cannot be read, such as many .heic, are to be counted as such. */
const ENDINGS = "*.{jpg,jpeg,jfif,png,webp,avif,tif,tiff,gif,heic,heif,bmp}";

/** Paths of all photos below a folder, sorted, with `/`. */
export async function photosBelow(folder: string): Promise<string[]> {
  return (await glob(`**/${ENDINGS}`, { cwd: folder, caseSensitiveMatch: false })).sort();
}

/**
 * A folder of photos: a detector finds the faces. Faces of one photo belong together.
 * @throws UnreadableInputError when the folder holds no photos
 */
export async function photoFolder(folder: string, options: ImportOptions = {}): Promise<Source> {
  const photos = await photosBelow(folder);
  if (photos.length === 0) throw new UnreadableInputError(`${folder}: expected photos in the folder, got none`);
  const { name = basename(resolve(folder)), licence = "unknown", tier = "research" } = options;
  const entries = photos.map((photo) => {
    const id = `${name}/${photo}`;
    const face = { id, source: name, photo, group: id, licence, tier } as const;
    return { kind: "search", id, photo, face } as const;
  });
  return { root: folder, entries };
}

/** The first of several paths that exists; undefined when none does. */
export async function firstExisting(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    if (await stat(path).catch(() => undefined)) return path;
  }
  return undefined;
}
