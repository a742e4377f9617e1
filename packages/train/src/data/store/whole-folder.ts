import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { UnwritableOutputError } from "face88";

/**
 * Makes a folder that appears whole or not at all: `fill` fills one beside it, which then takes its name.
 * @param mayReplace  whether a folder that is there already, with these entries, may be replaced; default only an empty
 *   one
 * @throws UnwritableOutputError when there is another one, it cannot be made, or the disk is full
 */
export async function writeFolderWhole<T>(
  path: string,
  fill: (beside: string) => Promise<T>,
  mayReplace: (entries: readonly string[]) => boolean = (entries) => entries.length === 0,
): Promise<T> {
  const found = await readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new UnwritableOutputError(`${path}: expected a folder to write to, got ${error.code}`);
  });
  if (found !== undefined && !mayReplace(found)) {
    throw new UnwritableOutputError(`${path}: expected a new or an empty folder, got one with ${found.length} entries`);
  }
  const target = resolve(path);
  const beside = join(dirname(target), `.part-${randomUUID()}-${basename(target)}`);
  await mkdir(beside).catch((error: NodeJS.ErrnoException) => {
    const came = error.code === "ENOENT" ? "none" : error.code;
    throw new UnwritableOutputError(
      `${path}: expected a folder ${dirname(target)} that can be written to, got ${came}`,
    );
  });
  try {
    const result = await fill(beside);
    await rm(target, { recursive: true, force: true });
    await rename(beside, target);
    return result;
  } catch (error) {
    await rm(beside, { recursive: true, force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOSPC" && code !== "EDQUOT" && code !== "EFBIG") throw error;
    throw new UnwritableOutputError(`${path}: expected room to write, got a full disk (${code}); nothing was kept`);
  }
}
