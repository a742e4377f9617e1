import sharp from "sharp";
import type { RgbaImage } from "../image/rgba.js";
import { readPhoto } from "../node/photo.js";
import { VideoReader } from "../node/video-reader.js";

/** An image of one grey. */
export function plain(width: number, height: number, grey = 0): RgbaImage {
  const data = new Uint8Array(width * height * 4).fill(grey);
  for (let i = 3; i < data.length; i += 4) data[i] = 255;
  return { width, height, data };
}

/** Images side by side, top edges level, black below shorter ones. */
export function beside(...images: readonly RgbaImage[]): RgbaImage {
  const width = images.reduce((sum, image) => sum + image.width, 0);
  const height = Math.max(...images.map((image) => image.height));
  const whole = plain(width, height);
  let left = 0;
  for (const image of images) {
    for (let y = 0; y < image.height; y++) {
      const row = image.data.subarray(y * image.width * 4, (y + 1) * image.width * 4);
      whole.data.set(row, (y * width + left) * 4);
    }
    left += image.width;
  }
  return whole;
}

/** A photo flipped left to right. */
export async function mirrored(path: string): Promise<RgbaImage> {
  return readPhoto(await sharp(path).flop().png({ compressionLevel: 0 }).toBuffer());
}

/** The first frames of a video; of `step` only one is kept. */
export async function firstFrames(
  path: string,
  count: number,
  step = 1,
): Promise<{ readonly image: RgbaImage; readonly time: number }[]> {
  const kept: { image: RgbaImage; time: number }[] = [];
  using reader = await VideoReader.open(path);
  for await (const { image, time, index } of reader.frames()) {
    if (index % step === 0) kept.push({ image, time });
    if (index + 1 === count) break;
  }
  return kept;
}
