import { createHash } from "node:crypto";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { writeFileWhole } from "./whole-file.js";

/** Folder in which face88 keeps converted networks, by the custom of each system; an empty variable counts as unset. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env, platform: string = process.platform): string {
  const base =
    platform === "win32"
      ? environment.LOCALAPPDATA || join(homedir(), "AppData", "Local")
      : platform === "darwin"
        ? join(homedir(), "Library", "Caches")
        : environment.XDG_CACHE_HOME || join(homedir(), ".cache");
  return join(base, "face88");
}

/**
 * The result of a conversion, made once for each content of its source. An entry's name holds the hashes of both its
 * source and itself, so that a damaged one is noticed and made anew.
 * @param recipe  name of the conversion and its version: a new one makes new entries
 * @param convert  makes the result when the cache does not hold it
 * @param folder  where to keep it; default {@link cacheFolder}. A folder that cannot be written to is no error: the
 *   conversion is then made each time
 */
export async function cachedConversion(
  source: Uint8Array,
  recipe: string,
  convert: (source: Uint8Array) => Uint8Array,
  folder: string = cacheFolder(),
): Promise<Uint8Array> {
  const key = hash(recipe, "\0", source);
  const entries = await readdir(folder).catch(() => []);
  for (const entry of entries.filter((name) => name.startsWith(`${key}.`))) {
    const known = await readFile(join(folder, entry)).catch(() => undefined);
    if (known !== undefined && entry === entryName(key, known)) return known;
  }
  const converted = convert(source);
  await mkdir(folder, { recursive: true })
    .then(() => writeFileWhole(join(folder, entryName(key, converted)), converted))
    .catch(() => undefined);
  return converted;
}

function entryName(key: string, content: Uint8Array): string {
  return `${key}.${hash(content)}.onnx`;
}

function hash(...parts: readonly (string | Uint8Array)[]): string {
  const digest = createHash("sha256");
  for (const part of parts) digest.update(part);
  return digest.digest("hex").slice(0, 32);
}
