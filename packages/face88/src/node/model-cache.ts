import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { writeFileWhole } from "./whole-file.js";

/** Folder in which face88 keeps converted networks, by the custom of each system. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env, platform: string = process.platform): string {
  const base =
    platform === "win32"
      ? (environment.LOCALAPPDATA ?? join(homedir(), "AppData", "Local"))
      : platform === "darwin"
        ? join(homedir(), "Library", "Caches")
        : (environment.XDG_CACHE_HOME ?? join(homedir(), ".cache"));
  return join(base, "face88");
}

/**
 * The result of a conversion, made once for each content of its source.
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
  const key = createHash("sha256").update(recipe).update("\0").update(source).digest("hex").slice(0, 32);
  const path = join(folder, `${key}.onnx`);
  const known = await readFile(path).catch(() => undefined);
  if (known !== undefined && known.length > 0) return known;
  const converted = convert(source);
  await mkdir(folder, { recursive: true })
    .then(() => writeFileWhole(path, converted))
    .catch(() => undefined);
  return converted;
}
