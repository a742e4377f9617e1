import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { realpath } from "node:fs/promises";
import { resolve } from "node:path";
import { finished } from "node:stream/promises";
import { writeWhole } from "face88/node";
import { UsageError } from "./usage-error.js";

/** Takes the lines of a JSON Lines file, one value a line. */
export type WriteLine = (value: unknown) => Promise<void>;

/**
 * Writes JSON Lines while `body` runs: into a file that appears whole or not at all, or to standard output when there is
 * no path.
 */
export async function writeLines<T>(path: string | undefined, body: (write: WriteLine) => Promise<T>): Promise<T> {
  if (path === undefined) return body((value) => send(process.stdout, value));
  return writeWhole(path, async (beside) => {
    const stream = createWriteStream(beside);
    const done = finished(stream);
    // An error of the disk must reach us at the next line or at the end, not as an unhandled rejection in between.
    done.catch(() => undefined);
    try {
      const result = await body((value) => send(stream, value));
      stream.end();
      await done;
      return result;
    } finally {
      stream.destroy();
    }
  });
}

/**
 * Refuses a file of results that is one of the files the run reads or draws to, also by another path or a link.
 * @throws UsageError that names both
 */
export async function refuseAsResults(path: string | undefined, others: readonly string[]): Promise<void> {
  if (path === undefined) return;
  const real = (name: string) => realpath(name).catch(() => resolve(name));
  const results = await real(path);
  for (const other of others) {
    if ((await real(other)) === results) {
      throw new UsageError(`--jsonl: expected a file of its own, got ${path}, which this run reads or draws to`);
    }
  }
}

async function send(stream: NodeJS.WriteStream | WriteStream, value: unknown): Promise<void> {
  if (stream.errored) throw stream.errored;
  // An error while waiting is thrown too.
  if (!stream.write(`${JSON.stringify(value)}\n`)) await once(stream, "drain");
}
