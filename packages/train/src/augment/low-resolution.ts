import { cropInto, type Region, type RgbaImage } from "face88";

/**
 * A crop as a face of few pixels gives it: sampled at a small side, then enlarged bilinearly. Pixel centres keep their
 * places, so points do too.
 * @param small  side at which it is sampled, pixels
 * @param into  red, green, blue, side * side
 */
export function lowResolutionCrop(
  image: RgbaImage,
  region: Region,
  small: number,
  side: number,
  outside: "edge" | "zero",
  into: Float32Array,
): void {
  const from = cropInto(image, region, { side: small, low: 0, high: 255, outside });
  const scale = small / side;
  for (let y = 0, at = 0; y < side; y++) {
    const v = Math.max(0, Math.min(small - 1, (y + 0.5) * scale - 0.5));
    const y0 = Math.floor(v);
    const fy = v - y0;
    const top = y0 * small * 3;
    const below = Math.min(y0 + 1, small - 1) * small * 3;
    for (let x = 0; x < side; x++) {
      const u = Math.max(0, Math.min(small - 1, (x + 0.5) * scale - 0.5));
      const x0 = Math.floor(u);
      const fx = u - x0;
      const left = x0 * 3;
      const right = Math.min(x0 + 1, small - 1) * 3;
      for (let channel = 0; channel < 3; channel++) {
        const upper = from[top + left + channel] * (1 - fx) + from[top + right + channel] * fx;
        const lower = from[below + left + channel] * (1 - fx) + from[below + right + channel] * fx;
        into[at++] = upper * (1 - fy) + lower * fy;
      }
    }
  }
}
