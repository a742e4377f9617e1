import { extname } from "node:path";
import {
  type AudioCodec,
  AudioSample,
  AudioSampleSource,
  FilePathTarget,
  MkvOutputFormat,
  MovOutputFormat,
  Mp4OutputFormat,
  Output,
  Quality,
  type Rotation,
  type VideoCodec,
  VideoSample,
  VideoSampleSource,
  WebMOutputFormat,
} from "mediabunny";
import type { RgbaImage } from "../image/rgba.js";
import { registerCodecs } from "../node/media.js";

/** A frame to write: what it shows, from when, for how long. */
export interface TestFrame {
  readonly image: RgbaImage;
  /** Seconds. */
  readonly time: number;
  /** Seconds. */
  readonly duration: number;
}

/** What else a test video has. */
export interface TestVideo {
  /** Degrees by which a player turns it clockwise; default 0. */
  readonly rotation?: Rotation;
  /** Default H.264, in WebM VP9. */
  readonly codec?: VideoCodec;
  /** A tone of 440 Hz beside it, for so many seconds. */
  readonly audio?: { readonly codec: AudioCodec; readonly seconds: number };
  /** Whether MP4's table of contents stands in front; default behind. */
  readonly moovInFront?: boolean;
}

/** Writes a video file; the ending says the container. Without frames it has sound alone. */
export async function writeVideo(path: string, frames: readonly TestFrame[], video: TestVideo = {}): Promise<void> {
  registerCodecs();
  const { rotation = 0, audio, moovInFront = false } = video;
  const ending = extname(path);
  const fastStart = moovInFront ? ("in-memory" as const) : (false as const);
  const format =
    ending === ".webm"
      ? new WebMOutputFormat()
      : ending === ".mkv"
        ? new MkvOutputFormat()
        : ending === ".mov"
          ? new MovOutputFormat({ fastStart })
          : new Mp4OutputFormat({ fastStart });
  const output = new Output({ format, target: new FilePathTarget(path) });
  const codec = video.codec ?? (ending === ".webm" ? "vp9" : "avc");
  const pictures = new VideoSampleSource({ codec, quality: new Quality("very-high"), keyFrameInterval: 1 });
  if (frames.length > 0) output.addVideoTrack(pictures, { rotation });
  const sound = audio && new AudioSampleSource({ codec: audio.codec, quality: new Quality("high") });
  if (sound) output.addAudioTrack(sound);
  await output.start();
  for (const { image, time, duration } of frames) {
    using sample = new VideoSample(image.data as Uint8Array<ArrayBuffer>, {
      format: "RGBA",
      codedWidth: image.width,
      codedHeight: image.height,
      timestamp: time,
      duration,
    });
    await pictures.add(sample);
  }
  if (sound && audio) {
    using tone = sine(audio.seconds);
    await sound.add(tone);
  }
  await output.finalize();
}

const sampleRate = 48_000;

function sine(seconds: number): AudioSample {
  const data = Float32Array.from(
    { length: Math.round(seconds * sampleRate) },
    (_, i) => 0.3 * Math.sin((2 * Math.PI * 440 * i) / sampleRate),
  );
  return new AudioSample({ data, format: "f32", numberOfChannels: 1, sampleRate, timestamp: 0 });
}

/** Colours of {@link quadrants}: top left, top right, bottom left, bottom right. */
export const QUADRANT_COLOURS = {
  red: [200, 30, 30],
  green: [30, 160, 30],
  blue: [40, 40, 200],
  white: [230, 230, 230],
} as const;

/** A picture whose four quarters are red, green (above), blue, white (below). */
export function quadrants(width: number, height: number): RgbaImage {
  const colours = Object.values(QUADRANT_COLOURS);
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      data.set([...colours[Number(x >= width / 2) + 2 * Number(y >= height / 2)], 255], (y * width + x) * 4);
    }
  }
  return { width, height, data };
}

/** Names of the colours nearest to the middles of the four quarters, in reading order. */
export function quadrantNames({ width, height, data }: RgbaImage): string[] {
  return [
    [0.25, 0.25],
    [0.75, 0.25],
    [0.25, 0.75],
    [0.75, 0.75],
  ].map(([across, down]) => {
    const p = (Math.floor(down * height) * width + Math.floor(across * width)) * 4;
    const distance = (colour: readonly number[]) =>
      colour.reduce((sum, value, c) => sum + (value - data[p + c]) ** 2, 0);
    const [nearest] = Object.entries(QUADRANT_COLOURS).sort(([, a], [, b]) => distance(a) - distance(b));
    return distance(nearest[1]) < 3 * 30 ** 2 ? nearest[0] : `rgb(${data.slice(p, p + 3).join(" ")})`;
  });
}
