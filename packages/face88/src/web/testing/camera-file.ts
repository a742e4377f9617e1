import { appendFile, writeFile } from "node:fs/promises";
import { firstFrames } from "../../testing/images.js";

/**
 * Writes the first frames of a video as YUV4MPEG2, which Chromium plays as a fake camera
 * (`--use-file-for-fake-video-capture`).
 */
export async function writeCameraFile(video: string, path: string, frames: number): Promise<void> {
  for (const [i, { image }] of (await firstFrames(video, frames)).entries()) {
    const { width, height, data } = image;
    if (i === 0) await writeFile(path, `YUV4MPEG2 W${width} H${height} F25:1 Ip A1:1 C420jpeg\n`);
    const planes = new Uint8Array((width * height * 3) / 2);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const p = (y * width + x) * 4;
        const [r, g, b] = data.subarray(p, p + 3);
        planes[y * width + x] = 16 + 0.257 * r + 0.504 * g + 0.098 * b;
        if (x % 2 === 1 || y % 2 === 1) continue;
        const q = width * height + (y >> 1) * (width >> 1) + (x >> 1);
        planes[q] = 128 - 0.148 * r - 0.291 * g + 0.439 * b;
        planes[q + ((width * height) >> 2)] = 128 + 0.439 * r - 0.368 * g - 0.071 * b;
      }
    }
    await appendFile(path, "FRAME\n");
    await appendFile(path, planes);
  }
}
