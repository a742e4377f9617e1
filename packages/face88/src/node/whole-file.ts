import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { access, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { UnwritableOutputError } from "../errors.js";

/**
 * Makes a file that appears whole or not at all: `write` fills a file beside it, which then takes its name. When `write`
 * fails or the process is interrupted, nothing is left under the name.
 * @param write  gets the path of the file beside; it keeps the ending, because encoders look at it
 * @throws UnwritableOutputError when the folder is missing or read-only
 */
export async function writeWhole<T>(path: string, write: (beside: string) => Promise<T>): Promise<T> {
  await checkFolder(path);
  const beside = join(dirname(path), `.${randomUUID().slice(0, 8)}.part.${basename(path)}`);
  try {
    const result = await write(beside);
    await rename(beside, path);
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

async function checkFolder(path: string): Promise<void> {
  const folder = dirname(path);
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) throw new UnwritableOutputError(`${path}: expected a folder ${folder}, got none`);
  await access(folder, constants.W_OK).catch(() => {
    throw new UnwritableOutputError(`${path}: expected a folder that can be written to, got ${folder}, which cannot`);
  });
}
