import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { UnreadableInputError } from "../errors.js";

/**
 * Refuses a path at which there is nothing to read, before a decoder does so in words of its own.
 * @param what  what is expected there, such as `a photo`
 * @throws UnreadableInputError when the file is missing, a folder, empty, or closed to this user
 */
export async function checkReadable(path: string, what: string): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error) {
    const missing = found.code === "ENOENT" || found.code === "ENOTDIR";
    throw new UnreadableInputError(`expected ${what}, got ${missing ? "no such file" : found.code}`, { cause: found });
  }
  if (found.isDirectory()) throw new UnreadableInputError(`expected ${what}, got a folder`);
  await access(path, constants.R_OK).catch((cause: unknown) => {
    throw new UnreadableInputError(`expected ${what}, got a file that may not be read`, { cause });
  });
  if (found.isFile() && found.size === 0) throw new UnreadableInputError(`expected ${what}, got 0 bytes`);
}
