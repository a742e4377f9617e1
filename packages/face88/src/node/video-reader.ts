import type { VideoSample } from "mediabunny";
import {
  ALL_FORMATS,
  FilePathSource,
  Input,
  type InputAudioTrack,
  type InputVideoTrack,
  VideoSampleSink,
} from "mediabunny";
import { TruncatedVideoError, UnreadableInputError } from "../errors.js";
import type { RgbaImage } from "../image/rgba.js";
import type { Frame } from "../landmarker.js";
import { registerCodecs } from "./media.js";
import { checkReadable } from "./readable-file.js";

/** One decoded frame: upright, square pixels, RGBA. */
export interface VideoFrame extends Frame {
  /** Counts from 0. */
  readonly index: number;
  /** Seconds for which the frame is shown. */
  readonly duration: number;
}

/** Most pixels of a frame: 8192 x 4320. */
const mostPixels = 8192 * 4320;
/** Seconds by which the last frame may end before the file says the video does. */
const endTolerance = 0.25;
/** Seconds by which the head of a file may claim more than its tracks hold, for subtitles that outlast them. */
const claimTolerance = 1;

/** A video file that is open for reading; frames come one by one, in the order of display. */
export class VideoReader {
  /** Pixels of the upright frame. */
  readonly width: number;
  /** Pixels of the upright frame. */
  readonly height: number;
  /** Seconds, as the file says. */
  readonly duration: number;
  readonly #path: string;
  readonly #input: Input;
  readonly #track: InputVideoTrack;

  private constructor(path: string, input: Input, track: InputVideoTrack, width: number, height: number, end: number) {
    this.#path = path;
    this.#input = input;
    this.#track = track;
    this.width = width;
    this.height = height;
    this.duration = end;
  }

  /**
   * Opens a video file: MP4, MOV, WebM, Matroska, MPEG-TS and what else mediabunny reads.
   * @throws UnreadableInputError when the file is missing, empty, no video, without a video track, or its codec unknown
   */
  static async open(path: string): Promise<VideoReader> {
    registerCodecs();
    await checkReadable(path, "a video");
    const input = new Input({ source: new FilePathSource(path), formats: ALL_FORMATS });
    try {
      const track = await firstVideoTrack(input);
      const width = await track.getDisplayWidth();
      const height = await track.getDisplayHeight();
      if (width * height > mostPixels) {
        throw new UnreadableInputError(
          `expected frames of at most ${mostPixels / 1e6} million pixels, got ${width}x${height}`,
        );
      }
      return new VideoReader(path, input, track, width, height, await fullDuration(input, track));
    } catch (error) {
      input.dispose();
      if (error instanceof UnreadableInputError) throw error;
      throw new UnreadableInputError(`expected a whole video, got a broken one (${(error as Error).message})`, {
        cause: error,
      });
    }
  }

  /**
   * The frames from the first to the last; decoding runs ahead by one. Ending the loop early frees what was decoded.
   * @throws TruncatedVideoError after the last frame that could be read, when the file ends before the video does;
   *   UnreadableInputError when not even one could be read
   */
  async *frames(): AsyncGenerator<VideoFrame, void, undefined> {
    const samples = new VideoSampleSink(this.#track, { hardwareAcceleration: "prefer-software" }).samples();
    let index = 0;
    let end = 0;
    let failure: unknown;
    let next = this.#decodeNext(samples);
    try {
      for (;;) {
        const decoded = await next;
        if (decoded === undefined) break;
        next = this.#decodeNext(samples);
        next.catch(() => undefined);
        // Matroska leaves out the length of a cluster's last frame: it is shown until the next one.
        const duration = decoded.duration || ((await next.catch(() => undefined))?.time ?? decoded.time) - decoded.time;
        end = Math.max(end, decoded.time + duration);
        yield { ...decoded, duration, index: index++ };
      }
    } catch (error) {
      failure = error;
    } finally {
      await next.catch(() => undefined);
      await samples.return(undefined);
    }
    if (index === 0) {
      throw new UnreadableInputError("expected a video with frames that can be read, got none", { cause: failure });
    }
    if (failure !== undefined || end < this.duration - endTolerance) {
      const came = `${end.toFixed(2)} s (${index} frames), the rest is missing or broken`;
      throw new TruncatedVideoError(`expected ${this.duration.toFixed(2)} s of video, got ${came}`, { cause: failure });
    }
  }

  /** The audio tracks of the file, for keeping them. */
  async audioTracks(): Promise<InputAudioTrack[]> {
    return this.#input.getAudioTracks();
  }

  /** Path that was opened. */
  get path(): string {
    return this.#path;
  }

  /** Closes the file. */
  dispose(): void {
    this.#input.dispose();
  }

  /** Closes the file, for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  async #decodeNext(
    samples: AsyncGenerator<VideoSample, void, unknown>,
  ): Promise<Omit<VideoFrame, "index"> | undefined> {
    const { value: sample } = await samples.next();
    if (!sample) return undefined;
    const { timestamp: time, duration } = sample;
    return { image: await pixels(sample, this.width, this.height), time, duration };
  }
}

/**
 * Seconds up to the end of the last frame. A Matroska file that is cut short knows its frames only as far as it goes;
 * then what its head says of the whole counts.
 */
async function fullDuration(input: Input, track: InputVideoTrack): Promise<number> {
  const duration = await track.computeDuration();
  const claimed = await input.getDurationFromMetadata();
  if (claimed === null || claimed <= (await input.computeDuration()) + claimTolerance) return duration;
  return Math.max(duration, claimed);
}

async function firstVideoTrack(input: Input): Promise<InputVideoTrack> {
  // Some readers throw on what is not theirs.
  if (!(await input.canRead().catch(() => false))) {
    throw new UnreadableInputError(
      "expected a video (MP4, MOV, WebM, Matroska, ...), got a file in no format that is known",
    );
  }
  const track = await input.getPrimaryVideoTrack();
  if (track === null) throw new UnreadableInputError("expected a video track, got a file without one");
  if (!(await track.canDecode())) {
    throw new UnreadableInputError(
      `expected a codec that is known here, got ${(await track.getCodec()) ?? "an unknown one"}`,
    );
  }
  return track;
}

/** Pixels of a sample, turned upright and stretched to square pixels where the file asks for it. Closes the sample. */
async function pixels(sample: VideoSample, width: number, height: number): Promise<RgbaImage> {
  let upright = sample;
  try {
    const turned = sample.rotation !== 0 || sample.flip;
    if (turned || sample.codedWidth !== width || sample.codedHeight !== height) {
      upright = await sample.transform({ width, height, fit: "fill", alpha: "discard" });
    }
    const data = new Uint8Array(width * height * 4);
    await upright.copyTo(data, { format: "RGBA" });
    return { width, height, data };
  } finally {
    if (upright !== sample) upright.close();
    sample.close();
  }
}
