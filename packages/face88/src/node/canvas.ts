import { type Canvas, createCanvas, ImageData } from "@napi-rs/canvas";
import { type DrawStyle, drawFace } from "../draw/draw-face.js";
import type { Face } from "../face.js";
import type { RgbaImage } from "../image/rgba.js";

/** A canvas that is used again for every frame of the same size. */
export class FaceCanvas {
  readonly #canvas: Canvas;
  readonly #styles: readonly DrawStyle[];

  /** @param styles  what to draw of each face */
  constructor(width: number, height: number, styles: readonly DrawStyle[] = ["points"]) {
    this.#canvas = createCanvas(width, height);
    this.#styles = styles;
  }

  /**
   * An image with its faces drawn over it. What sticks out of the canvas is left out.
   * @returns a copy: the canvas goes on to the next frame
   */
  draw(image: RgbaImage, faces: readonly Face[]): RgbaImage {
    const { width, height } = this.#canvas;
    const context = this.#canvas.getContext("2d");
    const bytes = new Uint8ClampedArray(image.data.buffer, image.data.byteOffset, image.data.length);
    context.putImageData(new ImageData(bytes, image.width, image.height), 0, 0);
    for (const face of faces) drawFace(context, face, { styles: this.#styles });
    return { width, height, data: this.#canvas.data() };
  }
}
