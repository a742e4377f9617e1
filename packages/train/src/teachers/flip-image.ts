import type { RgbaImage } from "face88";

/** The image flipped left to right. */
export function flipImage({ width, height, data }: RgbaImage): RgbaImage {
  const from = data.byteOffset % 4 === 0 ? data : Uint8Array.from(data);
  const pixels = new Uint32Array(from.buffer, from.byteOffset, width * height);
  const flipped = new Uint32Array(width * height);
  for (let row = 0; row < flipped.length; row += width) {
    for (let x = 0; x < width; x++) flipped[row + x] = pixels[row + width - 1 - x];
  }
  return { width, height, data: new Uint8Array(flipped.buffer) };
}
