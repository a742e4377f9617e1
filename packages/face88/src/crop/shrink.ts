import type { RgbaImage } from "../image/rgba.js";
import type { Region } from "./region.js";

/** Part of an image at a whole fraction of its size. */
export interface ShrunkImage extends RgbaImage {
  /** Pixels of the original in one pixel of this, each way. */
  readonly factor: number;
  /** Left edge in the original, pixels. */
  readonly left: number;
  /** Top edge in the original, pixels. */
  readonly top: number;
}

/**
 * The part of an image under a region, reduced by a whole factor: each pixel is the mean of a block, rounded. Blocks
 * that stick out of the image are the mean of what is inside.
 * @param factor  below 2 the image itself comes back, uncopied
 */
export function shrink(image: RgbaImage, region: Region, factor: number): ShrunkImage {
  if (factor < 2) return { width: image.width, height: image.height, data: image.data, factor: 1, left: 0, top: 0 };
  const bounds = boundsInImage(image, region, factor);
  const width = Math.ceil((bounds.right - bounds.left) / factor);
  const height = Math.ceil((bounds.bottom - bounds.top) / factor);
  const data = new Uint8ClampedArray(width * height * 4);
  // A block may be the whole image, whose sum 32 bits do not hold.
  const sums = new Float64Array(width * 3);
  const source = image.data;
  for (let v = 0; v < height; v++) {
    sums.fill(0);
    const top = bounds.top + v * factor;
    const bottom = Math.min(top + factor, image.height);
    for (let y = top; y < bottom; y++) {
      let p = (y * image.width + bounds.left) * 4;
      for (let u = 0, s = 0; u < width; u++, s += 3) {
        const end = Math.min(p + factor * 4, (y + 1) * image.width * 4);
        let red = 0;
        let green = 0;
        let blue = 0;
        for (; p < end; p += 4) {
          red += source[p];
          green += source[p + 1];
          blue += source[p + 2];
        }
        sums[s] += red;
        sums[s + 1] += green;
        sums[s + 2] += blue;
      }
    }
    for (let u = 0; u < width; u++) {
      const columns = Math.min(factor, image.width - bounds.left - u * factor);
      const count = columns * (bottom - top);
      const at = (v * width + u) * 4;
      data[at] = sums[u * 3] / count;
      data[at + 1] = sums[u * 3 + 1] / count;
      data[at + 2] = sums[u * 3 + 2] / count;
      data[at + 3] = 255;
    }
  }
  return { width, height, data, factor, left: bounds.left, top: bounds.top };
}

/** The rows and columns of the image that a turned region can touch, with a block to spare, at least one pixel. */
function boundsInImage(image: RgbaImage, region: Region, spare: number) {
  const reach = (region.side / 2) * (Math.abs(Math.cos(region.angle)) + Math.abs(Math.sin(region.angle))) + spare;
  const clamp = (value: number, most: number) => Math.max(0, Math.min(value, most));
  const left = clamp(Math.floor(region.centreX - reach), image.width - 1);
  const top = clamp(Math.floor(region.centreY - reach), image.height - 1);
  return {
    left,
    top,
    right: clamp(Math.ceil(region.centreX + reach) + 1, image.width) || left + 1,
    bottom: clamp(Math.ceil(region.centreY + reach) + 1, image.height) || top + 1,
  };
}
