import type { RgbaImage } from "../../image/rgba.js";

/** An image at a half, a quarter, an eighth ... of its size, each made when it is first asked for. */
export class Mipmaps {
  readonly #images: RgbaImage[];

  /** Makes nothing yet; the image must not change while this is used. */
  constructor(image: RgbaImage) {
    this.#images = [image];
  }

  /**
   * The smallest version that must still be reduced by half as much again or more, so that its own blocks do not show.
   * @param reduction  pixels of the image in one pixel of the result
   * @returns the image reduced `factor` times, a power of two
   */
  for(reduction: number): { readonly image: RgbaImage; readonly factor: number } {
    let depth = 0;
    while (reduction / 2 ** (depth + 1) >= 1.5) depth++;
    while (this.#images.length <= depth) this.#images.push(halve(this.#images[this.#images.length - 1]));
    return { image: this.#images[depth], factor: 2 ** depth };
  }
}

/** An image at half its size: means of blocks of four pixels. A last odd row or column is its own neighbour. */
function halve({ width, height, data }: RgbaImage): RgbaImage {
  // Two channels a step, 16 bits each: words of four bytes need their alignment.
  const aligned = data.byteOffset % 4 === 0 ? data : data.slice();
  const source = new Int32Array(aligned.buffer, aligned.byteOffset, width * height);
  const half = { width: (width + 1) >> 1, height: (height + 1) >> 1 };
  const words = new Int32Array(half.width * half.height);
  const pairs = 0x00ff00ff;
  let at = 0;
  for (let v = 0; v < half.height; v++) {
    const upper = 2 * v * width;
    const lower = Math.min(2 * v + 1, height - 1) * width;
    for (let u = 0; u < half.width; u++) {
      const x = 2 * u;
      const next = x + 1 < width ? x + 1 : x;
      const a = source[upper + x];
      const b = source[upper + next];
      const c = source[lower + x];
      const d = source[lower + next];
      const one = (a & pairs) + (b & pairs) + (c & pairs) + (d & pairs) + 0x00020002;
      const two = ((a >>> 8) & pairs) + ((b >>> 8) & pairs) + ((c >>> 8) & pairs) + ((d >>> 8) & pairs) + 0x00020002;
      words[at++] = ((one >>> 2) & pairs) | (((two >>> 2) & pairs) << 8);
    }
  }
  return { ...half, data: new Uint8Array(words.buffer) };
}
