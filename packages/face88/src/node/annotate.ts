import { realpath } from "node:fs/promises";
import { extname, resolve } from "node:path";
import sharp, { type Sharp } from "sharp";
import type { DrawStyle } from "../draw/draw-face.js";
import { TruncatedVideoError, UnwritableOutputError } from "../errors.js";
import type { Face, TrackedFace } from "../face.js";
import type { RgbaImage } from "../image/rgba.js";
import type { DetectOptions } from "../landmarker.js";
import type { TrackOptions } from "../track/tracker.js";
import { FaceCanvas } from "./canvas.js";
import type { Landmarker, PhotoFaces } from "./landmarker.js";
import { readPhoto } from "./photo.js";
import { StageClock } from "./stage-clock.js";
import { type VideoFrame, VideoReader } from "./video-reader.js";
import { evenSize, VideoWriter } from "./video-writer.js";
import { writeFileWhole, writeWhole } from "./whole-file.js";

// No quality for PNG: sharp would take it as a wish for 256 colours.
const jpeg = (image: Sharp) => image.jpeg({ quality: 92 });
const tiff = (image: Sharp) => image.tiff({ quality: 92 });
const photoFormats: Readonly<Record<string, (image: Sharp) => Sharp>> = {
  ".jpg": jpeg,
  ".jpeg": jpeg,
  ".png": (image) => image.png(),
  ".webp": (image) => image.webp({ quality: 92 }),
  ".avif": (image) => image.avif({ quality: 92 }),
  ".tif": tiff,
  ".tiff": tiff,
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
      `output: expected a photo ending (${PHOTO_OUTPUT_ENDINGS.join(", ")}), got "${ending}"`,
    );
  }
  const { width, height, data } = new FaceCanvas(image.width, image.height, styles).draw(image, faces);
  const drawn = sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha();
  // Through memory: sharp's own errors of writing have no code that tells a full disk from a mistake of ours.
  await writeFileWhole(output, await format(drawn).toBuffer());
}

/** Options of {@link annotatePhoto}. */
export interface AnnotatePhotoOptions extends DetectOptions {
  /** What to draw of each face; default the points. */
  readonly styles?: readonly DrawStyle[];
}

/**
 * Reads a photo, finds its faces and writes it with them drawn over it.
 * @throws UnreadableInputError, UnwritableOutputError
 */
export async function annotatePhoto(
  landmarker: Landmarker,
  input: string,
  output: string,
  options: AnnotatePhotoOptions = {},
): Promise<PhotoFaces> {
  await refuseSameFile(input, output);
  const image = await readPhoto(input);
  const found = await landmarker.detect(image, options);
  await writeAnnotatedPhoto(image, found.faces, output, options.styles);
  return found;
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

/** What {@link annotateVideo} did, and what it waited for. */
export interface AnnotateReport {
  /** Frames written. */
  readonly frames: number;
  /** Seconds from the first to the last frame, start-up not counted. */
  readonly seconds: number;
  /**
   * Milliseconds a frame that the main thread spent in each stage. Decoding and encoding go on beside the others, so
   * only what had to be waited for counts here.
   */
  readonly stages: Readonly<Record<"decode" | "track" | "draw" | "encode", number>>;
}

/**
 * Writes a video with its faces drawn over every frame. Times, length and audio are kept; rotated video comes out
 * upright.
 *
 * Of a video that is cut short, what could be read is written, and then the error is thrown.
 * @param output  its ending says the container: .mp4, .m4v, .mov, .mkv, .webm
 * @throws UnreadableInputError, UnwritableOutputError, TruncatedVideoError
 */
export async function annotateVideo(
  landmarker: Landmarker,
  input: string,
  output: string,
  options: AnnotateVideoOptions = {},
): Promise<AnnotateReport> {
  await refuseSameFile(input, output);
  using reader = await VideoReader.open(input);
  let cutShort: TruncatedVideoError | undefined;
  const report = await writeWhole(output, async (beside) => {
    const writer = await VideoWriter.create(beside, await reader.audioTracks());
    const size = evenSize(reader.width, reader.height);
    const canvas = new FaceCanvas(size.width, size.height, options.styles);
    const clock = new StageClock();
    let frames = 0;
    try {
      for await (const frame of landmarker.track(clock.waiting("decode", reader.frames()), options)) {
        options.signal?.throwIfAborted();
        clock.lap("track");
        const drawn = canvas.draw(frame.image, frame.faces);
        clock.lap("draw");
        await writer.add(drawn, frame.time, frame.duration);
        clock.lap("encode");
        frames++;
        options.onFrame?.(frame, Math.min(1, (frame.time + frame.duration) / reader.duration));
      }
    } catch (error) {
      if (!(error instanceof TruncatedVideoError)) {
        await writer.cancel();
        throw error;
      }
      cutShort = error;
    }
    try {
      await writer.finish();
    } catch (error) {
      await writer.cancel();
      throw error;
    }
    clock.lap("encode");
    return { frames, ...clock.report(frames) };
  });
  if (cutShort) throw cutShort;
  return report;
}

/** @throws UnwritableOutputError when both are one file, also by another path or a link */
async function refuseSameFile(input: string, output: string): Promise<void> {
  const real = (path: string) => realpath(path).catch(() => resolve(path));
  if ((await real(input)) === (await real(output))) {
    throw new UnwritableOutputError(`${output}: expected another file than the input, got the input itself`);
  }
}
