import { realpath } from "node:fs/promises";
import { extname, resolve } from "node:path";
import sharp from "sharp";
import type { DrawStyle } from "../draw/draw-face.js";
import { UnreadableInputError, UnwritableOutputError } from "../errors.js";
import type { Face, TrackedFace } from "../face.js";
import type { RgbaImage } from "../image/rgba.js";
import type { TrackOptions } from "../track/tracker.js";
import { FaceCanvas } from "./canvas.js";
import type { Landmarker } from "./landmarker.js";
import { readPhoto } from "./photo.js";
import { type VideoFrame, VideoReader } from "./video-reader.js";
import { evenSize, VideoWriter } from "./video-writer.js";
import { writeWhole } from "./whole-file.js";

const photoFormats: Readonly<Record<string, "jpeg" | "png" | "webp" | "avif" | "tiff">> = {
  ".jpg": "jpeg",
  ".jpeg": "jpeg",
  ".png": "png",
  ".webp": "webp",
  ".avif": "avif",
  ".tif": "tiff",
  ".tiff": "tiff",
};

/** Endings of the photos that can be written. */
export const PHOTO_OUTPUT_ENDINGS: readonly string[] = Object.keys(photoFormats);

/**
 * Writes a photo with its faces drawn over it.
 * @param output  its ending says the format
 * @throws UnwritableOutputError when the ending is unknown, or the folder missing or read-only
 */
export async function writeAnnotatedPhoto(
  image: RgbaImage,
  faces: readonly Face[],
  output: string,
  styles: readonly DrawStyle[] = ["points"],
): Promise<void> {
  const ending = extname(output).toLowerCase();
  const format = Object.hasOwn(photoFormats, ending) ? photoFormats[ending] : undefined;
  if (format === undefined) {
    throw new UnwritableOutputError(
      `${output}: expected a photo ending (${PHOTO_OUTPUT_ENDINGS.join(", ")}), got "${ending}"`,
    );
  }
  const { width, height, data } = new FaceCanvas(image.width, image.height, styles).draw(image, faces);
  await writeWhole(output, (beside) =>
    sharp(data, { raw: { width, height, channels: 4 } })
      .removeAlpha()
      .toFormat(format, { quality: 92 })
      .toFile(beside),
  );
}

/** Reads a photo, finds its faces and writes it with them drawn over it. */
export async function annotatePhoto(
  landmarker: Landmarker,
  input: string,
  output: string,
  styles?: readonly DrawStyle[],
): Promise<Face[]> {
  await refuseSameFile(input, output);
  const image = await readPhoto(input);
  const { faces } = await landmarker.detect(image);
  await writeAnnotatedPhoto(image, faces, output, styles);
  return faces;
}

/** Options of {@link annotateVideo}. */
export interface AnnotateVideoOptions extends TrackOptions {
  /** What to draw of each face; default the points. */
  readonly styles?: readonly DrawStyle[];
  /** Called after each frame with its faces and the share of the video that is done, 0 to 1. */
  readonly onFrame?: (frame: VideoFrame & { readonly faces: readonly TrackedFace[] }, done: number) => void;
  /** Ends the work; nothing is left of the output. */
  readonly signal?: AbortSignal;
}

/**
 * Writes a video with its faces drawn over every frame. Times, length and audio are kept; rotated video comes out
 * upright.
 *
 * Of a video that is cut short, what could be read is written, and then the error is thrown.
 * @param output  its ending says the container: .mp4, .m4v, .mov, .mkv, .webm
 * @returns number of frames
 * @throws UnreadableInputError, UnwritableOutputError
 */
export async function annotateVideo(
  landmarker: Landmarker,
  input: string,
  output: string,
  options: AnnotateVideoOptions = {},
): Promise<number> {
  await refuseSameFile(input, output);
  using reader = await VideoReader.open(input);
  let cutShort: UnreadableInputError | undefined;
  const count = await writeWhole(output, async (beside) => {
    const writer = await VideoWriter.create(beside, await reader.audioTracks());
    const size = evenSize(reader.width, reader.height);
    const canvas = new FaceCanvas(size.width, size.height, options.styles);
    let frames = 0;
    try {
      for await (const frame of landmarker.track(reader.frames(), options)) {
        options.signal?.throwIfAborted();
        await writer.add(canvas.draw(frame.image, frame.faces), frame.time, frame.duration);
        frames++;
        options.onFrame?.(frame, Math.min(1, (frame.time + frame.duration) / reader.duration));
      }
    } catch (error) {
      if (!(error instanceof UnreadableInputError) || frames === 0) {
        await writer.cancel();
        throw error;
      }
      cutShort = error;
    }
    await writer.finish();
    return frames;
  });
  if (cutShort) throw cutShort;
  return count;
}

/** @throws UnwritableOutputError when both are one file, also by another path or a link */
async function refuseSameFile(input: string, output: string): Promise<void> {
  const real = (path: string) => realpath(path).catch(() => resolve(path));
  if ((await real(input)) === (await real(output))) {
    throw new UnwritableOutputError(`${output}: expected another file than the input, got the input itself`);
  }
}
