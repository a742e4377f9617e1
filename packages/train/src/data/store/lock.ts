import { readFile, rm, writeFile } from "node:fs/promises";
import { UnwritableOutputError } from "face88";

/**
 * Marks a folder as being written by this process, so that no second one writes between its lines. The mark of a process
 * that is gone (killed) is taken over.
 * @throws UnwritableOutputError when a living process holds it
 */
export async function lock(path: string): Promise<AsyncDisposable> {
  const mine = String(process.pid);
  for (;;) {
    try {
      await writeFile(path, mine, { flag: "wx" });
      return { [Symbol.asyncDispose]: () => rm(path, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = Number(await readFile(path, "utf8").catch(() => ""));
    if (holder > 0 && isAlive(holder)) {
      throw new UnwritableOutputError(`${path}: expected no other writer, got process ${holder} at work`);
    }
    await rm(path, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
