import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { writeWhole } from "face88/node";

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
      const result = await body((value) => Promise.race([send(stream, value), done]));
      stream.end();
      await done;
      return result;
    } finally {
      stream.destroy();
    }
  });
}

async function send(stream: NodeJS.WritableStream, value: unknown): Promise<void> {
  if (stream.write(`${JSON.stringify(value)}\n`)) return;
  await new Promise<void>((resolve) => stream.once("drain", resolve));
}
