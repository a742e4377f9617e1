import { UnreadableInputError } from "../errors.js";
import type { RgbaImage } from "../image/rgba.js";
import { isClosable, type Picture } from "./picture.js";

/** Pixels of a picture, reduced where it is larger than asked for. */
export interface ReadPicture {
  readonly image: RgbaImage;
  /** Pixels of the picture itself. */
  readonly width: number;
  /** Pixels of the picture itself. */
  readonly height: number;
}

/** Reads the pixels of pictures, all through one canvas. Used on the page and in the worker. */
export class PixelReader {
  #context: OffscreenCanvasRenderingContext2D | undefined;

  /**
   * The pixels of a picture, upright, what is transparent on white. Closes the picture.
   * @param maxSide  longest side of the result; a larger picture is reduced to it
   * @throws UnreadableInputError when it is a file that the browser cannot decode
   */
  async read(picture: Picture, maxSide: number): Promise<ReadPicture> {
    const shown = picture instanceof Blob ? await decode(picture) : picture;
    try {
      const { width, height } = sizeOf(shown);
      const scale = Math.min(1, maxSide / Math.max(width, height));
      if ("data" in shown && scale === 1) return { image: shown, width, height };
      const source = "data" in shown ? await createImageBitmap(imageData(shown)) : shown;
      return { image: this.#draw(source, Math.round(width * scale), Math.round(height * scale)), width, height };
    } finally {
      if (isClosable(shown)) shown.close();
    }
  }

  #draw(source: CanvasImageSource, width: number, height: number): RgbaImage {
    const context = this.#canvas(Math.max(1, width), Math.max(1, height));
    context.fillStyle = "#fff";
    context.fillRect(0, 0, width, height);
    context.drawImage(source, 0, 0, width, height);
    return context.getImageData(0, 0, width, height);
  }

  /** The canvas; it is kept while pictures have the same size, as the frames of a video have. */
  #canvas(width: number, height: number): OffscreenCanvasRenderingContext2D {
    const { canvas } = this.#context ?? {};
    if (this.#context && canvas?.width === width && canvas.height === height) return this.#context;
    const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    if (context === null) throw new UnreadableInputError(`expected a canvas of ${width}x${height} pixels, got none`);
    context.imageSmoothingQuality = "high";
    this.#context = context;
    return context;
  }
}

async function decode(file: Blob): Promise<ImageBitmap> {
  if (file.size === 0) throw new UnreadableInputError("expected a photo, got a file of 0 bytes");
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch (cause) {
    const came = `${file.type || "one of an unknown type"}, ${file.size} bytes (${(cause as Error).message})`;
    throw new UnreadableInputError(
      `expected a photo that this browser can decode (JPEG, PNG, WebP, AVIF, GIF), got ${came}`,
      { cause },
    );
  }
}

function sizeOf(picture: ImageBitmap | VideoFrame | RgbaImage): { readonly width: number; readonly height: number } {
  if (!("displayWidth" in picture)) return { width: picture.width, height: picture.height };
  return { width: picture.displayWidth, height: picture.displayHeight };
}

function imageData({ data, width, height }: RgbaImage): ImageData {
  return new ImageData(new Uint8ClampedArray(data.buffer as ArrayBuffer, data.byteOffset, data.length), width, height);
}
