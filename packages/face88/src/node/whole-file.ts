import { randomUUID } from "node:crypto";
import { realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { UnwritableOutputError } from "../errors.js";

/**
 * Makes a file that appears whole or not at all: `write` fills a file beside it, which then takes its name. When `write`
 * fails or the process is interrupted, nothing is left under the name.
 *
 * A link stays one: the file that it leads to is written. What is neither file nor folder (`/dev/stdout`, `/dev/null`, a
 * pipe) cannot be replaced and is written to directly.
 * @param write  gets the path of the file beside; it keeps the ending, because encoders look at it
 * @throws UnwritableOutputError when the folder is missing or read-only, or the path is a folder
 */
export async function writeWhole<T>(path: string, write: (beside: string) => Promise<T>): Promise<T> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) throw new UnwritableOutputError(`${path}: expected a file to write to, got a folder`);
  if (found && !found.isFile()) return write(path);
  const target = found ? await realpath(path) : path;
  const beside = join(dirname(target), `.part-${randomUUID()}${extname(target)}`);
  await begin(path, beside);
  try {
    const result = await write(beside);
    await rename(beside, target);
    return result;
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** {@link writeWhole} for contents at hand. */
export async function writeFileWhole(path: string, contents: string | Uint8Array): Promise<void> {
  await writeWhole(path, (beside) => writeFile(beside, contents));
}

/** Makes the file beside, empty: what a folder takes shows only when it is tried, above all for the superuser. */
async function begin(path: string, beside: string): Promise<void> {
  const folder = dirname(beside);
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) throw new UnwritableOutputError(`${path}: expected a folder ${folder}, got none`);
  await writeFile(beside, "", { flag: "wx" }).catch((cause: NodeJS.ErrnoException) => {
    const came = `${folder}, which cannot (${cause.code})`;
    throw new UnwritableOutputError(`${path}: expected a folder that can be written to, got ${came}`, { cause });
  });
}
