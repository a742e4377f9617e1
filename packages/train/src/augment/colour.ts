import type { Random } from "../networks/random.js";

/** Shares of red, green and blue in a grey value (ITU-R BT.601). */
const LUMA = [0.299, 0.587, 0.114] as const;

/** What {@link writeColours} does: new red, green and blue are each four numbers' sum: of the old ones, and an offset. */
export type ColourMatrix = readonly number[];

/**
 * Draws a change of colours: brightness, contrast, saturation and the gain of each channel.
 * @param strength  most change of each, a share
 * @param grey  takes all colour out
 * @returns 3 rows of 4
 */
export function randomColours(strength: number, grey: boolean, next: Random): ColourMatrix {
  const draw = () => 1 + strength * (2 * next() - 1);
  const contrast = draw();
  const offset = 128 * (draw() - contrast);
  const saturation = draw();
  return [0, 1, 2].flatMap((row) => {
    // Half the strength: a colour cast beyond it is not seen in photos.
    const gain = (contrast * (1 + draw())) / 2;
    if (grey) return [...LUMA.map((share) => contrast * share), offset];
    const rest = 1 - saturation;
    return [...LUMA.map((share, i) => gain * (rest * share + (i === row ? saturation : 0))), offset];
  });
}

/**
 * Changes colours, clips them, and writes them as a network takes them: three planes from -1 to 1. One pass for all of
 * it, because each takes as long as the crop itself.
 * @param pixels  red, green, blue, 0 to 255
 * @param planes  `[3, side, side]`
 */
export function writeColours(pixels: Float32Array, matrix: ColourMatrix, planes: Float32Array): void {
  const gain = 1 / 127.5;
  const [rr, rg, rb, r0, gr, gg, gb, g0, br, bg, bb, b0] = matrix.map(
    (value, i) => value * gain - (i % 4 === 3 ? 1 : 0),
  );
  const plane = pixels.length / 3;
  for (let i = 0, at = 0; i < plane; i++, at += 3) {
    const r = pixels[at];
    const g = pixels[at + 1];
    const b = pixels[at + 2];
    const red = rr * r + rg * g + rb * b + r0;
    const green = gr * r + gg * g + gb * b + g0;
    const blue = br * r + bg * g + bb * b + b0;
    planes[i] = red < -1 ? -1 : red > 1 ? 1 : red;
    planes[plane + i] = green < -1 ? -1 : green > 1 ? 1 : green;
    planes[2 * plane + i] = blue < -1 ? -1 : blue > 1 ? 1 : blue;
  }
}
