import { UnreadableInputError } from "../errors.js";
import { isRgbaImage, type RgbaImage } from "../image/rgba.js";

/** What `detect` takes: elements and objects of a page that show one picture, a photo's file, or pixels. */
export type PictureSource =
  | HTMLImageElement
  | HTMLVideoElement
  | HTMLCanvasElement
  | OffscreenCanvas
  | ImageBitmap
  | VideoFrame
  | ImageData
  | Blob
  | RgbaImage;

/** A picture that can cross to a worker; who gets it closes it. */
export type Picture = ImageBitmap | VideoFrame | Blob | RgbaImage;

/**
 * A picture of a source as it is now; the source stays as it is.
 * @throws UnreadableInputError when it shows nothing (yet), or is of another origin that does not allow reading it
 * @throws TypeError when it is none of the sources
 */
export async function pictureOf(source: PictureSource): Promise<Picture> {
  if (source instanceof Blob || isRgbaImage(source)) return source;
  checkShown(source);
  try {
    if (isA(source, "VideoFrame")) return (source as VideoFrame).clone();
    // Of a video it costs nothing: the decoder's frame is shared.
    if (source instanceof HTMLVideoElement && "VideoFrame" in globalThis) return new VideoFrame(source);
    return await createImageBitmap(source as ImageBitmapSource);
  } catch (cause) {
    throw new UnreadableInputError(
      `expected a picture that this page may read (of its own origin, or allowed by CORS), got ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** What has to be moved rather than copied when a picture goes to a worker. */
export function transferOf(picture: Picture): Transferable[] {
  return isClosable(picture) ? [picture] : [];
}

/** Whether a picture holds memory that `close` frees. */
export function isClosable(picture: Picture): picture is ImageBitmap | VideoFrame {
  return "close" in picture;
}

function checkShown(source: unknown): void {
  if (source instanceof HTMLImageElement) {
    if (!source.complete || source.naturalWidth === 0) {
      throw new UnreadableInputError("expected an image that is loaded, got one that is not, or is broken");
    }
  } else if (source instanceof HTMLVideoElement) {
    if (source.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || source.videoWidth === 0) {
      throw new UnreadableInputError("expected a video that shows a frame, got one that has none yet");
    }
  } else if (!["HTMLCanvasElement", "OffscreenCanvas", "ImageBitmap", "VideoFrame"].some((name) => isA(source, name))) {
    const came = Object.prototype.toString.call(source).slice(8, -1);
    throw new TypeError(
      `expected an image, video or canvas element, ImageBitmap, VideoFrame, ImageData, Blob or RGBA pixels, got ${came}`,
    );
  }
}

/** `instanceof` for classes that not every browser has. */
function isA(value: unknown, name: string): boolean {
  const type = (globalThis as Record<string, unknown>)[name];
  return typeof type === "function" && value instanceof type;
}
