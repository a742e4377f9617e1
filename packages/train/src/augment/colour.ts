import type { Random } from "../networks/random.js";

/** Shares of red, green and blue in a grey value (ITU-R BT.601). */
const LUMA = [0.299, 0.587, 0.114] as const;

/**
 * Changes colours by one matrix: brightness, contrast, saturation and the gain of each channel in one pass. Values stay
 * in 0 to 255.
 * @param pixels  red, green, blue, 0 to 255; changed in place
 * @param strength  most change of each, a share
 * @param grey  takes all colour out
 */
export function changeColours(pixels: Float32Array, strength: number, grey: boolean, next: Random): void {
  const draw = () => 1 + strength * (2 * next() - 1);
  const contrast = draw();
  const offset = 128 * (draw() - contrast);
  const saturation = grey ? 0 : draw();
  // Half the strength: a colour cast beyond it is not seen in photos.
  const gains = [0, 1, 2].map(() => (contrast * (1 + draw())) / 2);
  const rest = 1 - saturation;
  const m = gains.flatMap((gain, i) => LUMA.map((share, j) => gain * (rest * share + (i === j ? saturation : 0))));
  const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = grey ? LUMA.flatMap(() => LUMA.map((share) => contrast * share)) : m;
  for (let i = 0; i < pixels.length; i += 3) {
    const r = pixels[i];
    const g = pixels[i + 1];
    const b = pixels[i + 2];
    const red = m0 * r + m1 * g + m2 * b + offset;
    const green = m3 * r + m4 * g + m5 * b + offset;
    const blue = m6 * r + m7 * g + m8 * b + offset;
    pixels[i] = red < 0 ? 0 : red > 255 ? 255 : red;
    pixels[i + 1] = green < 0 ? 0 : green > 255 ? 255 : green;
    pixels[i + 2] = blue < 0 ? 0 : blue > 255 ? 255 : blue;
  }
}
