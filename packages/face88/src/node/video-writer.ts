import { extname } from "node:path";
import {
  FilePathTarget,
  type InputAudioTrack,
  MkvOutputFormat,
  MovOutputFormat,
  Mp4OutputFormat,
  Output,
  type OutputFormat,
  Quality,
  type VideoCodec,
  VideoSample,
  VideoSampleSource,
  WebMOutputFormat,
} from "mediabunny";
import { UnwritableOutputError } from "../errors.js";
import type { RgbaImage } from "../image/rgba.js";
import { type AudioCopy, copyAudio } from "./audio-copy.js";
import { registerCodecs } from "./media.js";

const containers: Readonly<Record<string, { format(): OutputFormat; readonly codec: VideoCodec }>> = {
  ".mp4": { format: () => new Mp4OutputFormat({ fastStart: false }), codec: "avc" },
  ".m4v": { format: () => new Mp4OutputFormat({ fastStart: false }), codec: "avc" },
  ".mov": { format: () => new MovOutputFormat({ fastStart: false }), codec: "avc" },
  ".mkv": { format: () => new MkvOutputFormat(), codec: "avc" },
  ".webm": { format: () => new WebMOutputFormat(), codec: "vp9" },
};

/** Endings of the video files that can be written. */
export const VIDEO_OUTPUT_ENDINGS: readonly string[] = Object.keys(containers);

/** Writes frames into a video file: H.264 in MP4, MOV and Matroska, VP9 in WebM; each frame keeps its own time. */
export class VideoWriter {
  readonly #output: Output;
  readonly #video: VideoSampleSource;
  readonly #audio: readonly AudioCopy[];
  #encoding: Promise<void> = Promise.resolve();

  private constructor(output: Output, video: VideoSampleSource, audio: readonly AudioCopy[]) {
    this.#output = output;
    this.#video = video;
    this.#audio = audio;
  }

  /**
   * Begins a file; its ending says the container.
   * @param audio  tracks to keep beside the video
   * @throws UnwritableOutputError when the ending is not one of {@link VIDEO_OUTPUT_ENDINGS}
   */
  static async create(path: string, audio: readonly InputAudioTrack[] = []): Promise<VideoWriter> {
    const ending = extname(path).toLowerCase();
    const container = Object.hasOwn(containers, ending) ? containers[ending] : undefined;
    if (container === undefined) {
      throw new UnwritableOutputError(
        `output: expected a video ending (${VIDEO_OUTPUT_ENDINGS.join(", ")}), got "${ending}"`,
      );
    }
    registerCodecs();
    const output = new Output({ format: container.format(), target: new FilePathTarget(path) });
    // The fast presets: a third of the encoder's time at the same quality, for files that are a quarter larger.
    const video = new VideoSampleSource({
      codec: container.codec,
      quality: new Quality("high"),
      latencyMode: "realtime",
    });
    output.addVideoTrack(video);
    const copies = await Promise.all(audio.map((track) => copyAudio(track, output)));
    await output.start();
    return new VideoWriter(
      output,
      video,
      copies.filter((copy) => copy !== undefined),
    );
  }

  /**
   * Adds a frame, and the audio up to it. Encoding goes on beside the caller's next frame: an error of it comes out of
   * the next call. Both sides must be even: see {@link evenSize}.
   * @param image  its pixels must stay as they are until the next call
   * @param time  seconds; frames come in order
   * @param duration  seconds for which it is shown
   */
  async add(image: RgbaImage, time: number, duration: number): Promise<void> {
    await this.#encoding;
    this.#encoding = this.#encode(image, time, duration);
    // It is awaited above or in `finish`; until then it must not count as unhandled.
    this.#encoding.catch(() => undefined);
  }

  /** Adds the rest of the audio and completes the file. */
  async finish(): Promise<void> {
    await this.#encoding;
    this.#video.close();
    for (const copy of this.#audio) await copy.until(Infinity);
    await this.#output.finalize();
  }

  /** Gives the file up; what was written of it is the caller's to remove. */
  async cancel(): Promise<void> {
    await this.#encoding.catch(() => undefined);
    for (const copy of this.#audio) await copy.close();
    if (this.#output.state === "started") await this.#output.cancel();
  }

  async #encode({ width, height, data }: RgbaImage, time: number, duration: number): Promise<void> {
    const init = { format: "RGBA", codedWidth: width, codedHeight: height, timestamp: time, duration } as const;
    using sample = new VideoSample(data as Uint8Array<ArrayBuffer>, init);
    await this.#video.add(sample);
    for (const copy of this.#audio) await copy.until(time + duration);
  }
}

/** The size that encoders with halved colour take: an odd last row or column is left out. */
export function evenSize(width: number, height: number): { readonly width: number; readonly height: number } {
  return { width: Math.max(2, width & ~1), height: Math.max(2, height & ~1) };
}
