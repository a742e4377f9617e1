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
    const shared = source instanceof HTMLVideoElement ? sharedFrame(source) : undefined;
    return shared ?? (await createImageBitmap(source as ImageBitmapSource));
  } catch (cause) {
    if (isNoFrameYet(cause)) throw new UnreadableInputError(noFrameYet, { cause });
    throw new UnreadableInputError(
      `expected a picture that this page may read (of its own origin, or allowed by CORS), got ${(cause as Error).message}`,
      { cause },
    );
  }
}

const noFrameYet = "expected a video that shows a frame, got one that has none yet";

/** What is wrong with a video whose picture the browser cannot decode while it plays the sound, or that has none. */
export const soundAlone = "expected a video with a picture that this browser can decode, got sound alone";

/** Whether a video was opened and has no picture. A stream may have its first one later. */
export function isSoundAlone(video: HTMLVideoElement): boolean {
  const opened = video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && video.srcObject === null;
  return opened && video.videoWidth === 0;
}

/** Whether the browser refused a picture because there is none at the moment, as while a video jumps to another place. */
export function isNoFrameYet(error: unknown): boolean {
  return error instanceof Error && (error.name === "InvalidStateError" || isNoFrameYet(error.cause));
}

/** What has to be moved rather than copied when a picture goes to a worker. */
export function transferOf(picture: Picture): Transferable[] {
  return isClosable(picture) ? [picture] : [];
}

/** Whether a picture holds memory that `close` frees. */
export function isClosable(picture: Picture): picture is ImageBitmap | VideoFrame {
  return "close" in picture;
}

/** The decoder's own frame, which costs no copy; undefined where there is none, as before a video was ever played. */
function sharedFrame(video: HTMLVideoElement): VideoFrame | undefined {
  if (!("VideoFrame" in globalThis)) return undefined;
  try {
    return new VideoFrame(video);
  } catch (error) {
    if (isNoFrameYet(error)) return undefined;
    throw error;
  }
}

function checkShown(source: unknown): void {
  if (source instanceof HTMLImageElement) {
    if (!source.complete || source.naturalWidth === 0) {
      throw new UnreadableInputError("expected an image that is loaded, got one that is not, or is broken");
    }
  } else if (source instanceof HTMLVideoElement) {
    if (isSoundAlone(source)) throw new UnreadableInputError(soundAlone);
    if (source.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || source.videoWidth === 0) {
      throw new UnreadableInputError(noFrameYet);
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
