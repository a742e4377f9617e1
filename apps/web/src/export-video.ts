import { drawFace, type FrameFaces, type Landmarker, type ResultLine, resultLine, type WebFrame } from "face88/web";
import {
  ALL_FORMATS,
  BlobSource,
  BufferTarget,
  Conversion,
  getFirstEncodableVideoCodec,
  Input,
  type InputVideoTrack,
  Mp4OutputFormat,
  Output,
  type VideoSample,
  VideoSampleSink,
  WebMOutputFormat,
} from "mediabunny";
import { settings } from "./settings.js";

/** How a pass over a video is watched and ended. */
export interface Pass {
  /** Called with the share that is done, 0 to 1. */
  readonly onProgress: (share: number) => void;
  readonly signal: AbortSignal;
}

/** A video that was written. */
export interface WrittenVideo {
  readonly content: Blob;
  /** `mp4` or `webm`. */
  readonly ending: string;
}

/** The faces of every frame of a video, one line each. */
export async function videoLines(landmarker: Landmarker, file: Blob, pass: Pass): Promise<ResultLine[]> {
  using input = new Input({ source: new BlobSource(file), formats: ALL_FORMATS });
  const track = await videoTrack(input);
  const duration = await track.computeDuration();
  const canvas = await canvasFor(track);
  const lines: ResultLine[] = [];
  async function* frames() {
    for await (const sample of new VideoSampleSink(track).samples()) {
      using shown = sample;
      shown.draw(canvas.context, 0, 0, canvas.image.width, canvas.image.height);
      yield { image: canvas.image, time: shown.timestamp };
    }
  }
  const { smoothing } = settings;
  for await (const found of landmarker.track(frames(), { smoothing, signal: pass.signal })) {
    lines.push(resultLine({ frame: lines.length, time: found.time }, found, found.faces));
    pass.onProgress(found.time / duration);
  }
  pass.signal.throwIfAborted();
  return lines;
}

/** The video with its faces drawn over every frame, its sound kept: MP4 where the browser can encode H.264, else WebM. */
export async function annotatedVideo(landmarker: Landmarker, file: Blob, pass: Pass): Promise<WrittenVideo> {
  using input = new Input({ source: new BlobSource(file), formats: ALL_FORMATS });
  const track = await videoTrack(input);
  const canvas = await canvasFor(track);
  const { width, height } = canvas.image;
  const codec = await getFirstEncodableVideoCodec(["avc", "vp9", "vp8", "av1"], { width, height });
  if (codec === null) throw new Error("expected a browser that can encode videos, got one that cannot");
  const ending = codec === "avc" ? "mp4" : "webm";
  const target = new BufferTarget();
  const output = new Output({ format: ending === "mp4" ? new Mp4OutputFormat() : new WebMOutputFormat(), target });
  const { styles, smoothing } = settings;
  const turns = new Turns();
  const found = landmarker.track(turns.frames(), { smoothing });
  const process = async (sample: VideoSample) => {
    sample.draw(canvas.context, 0, 0, width, height);
    const { faces } = await turns.take(found, { image: canvas.image, time: sample.timestamp });
    for (const face of faces) drawFace(canvas.context, face, { styles });
    return canvas.image;
  };
  const conversion = await Conversion.init({
    input,
    output,
    video: { codec, process, processedWidth: width, processedHeight: height },
    showWarnings: false,
  });
  conversion.onProgress = pass.onProgress;
  const cancel = () => void conversion.cancel();
  pass.signal.addEventListener("abort", cancel);
  try {
    await conversion.execute();
  } finally {
    pass.signal.removeEventListener("abort", cancel);
    await found.return(undefined);
  }
  pass.signal.throwIfAborted();
  if (target.buffer === null) throw new Error("internal: a finished video has bytes");
  return { content: new Blob([target.buffer], { type: `video/${ending}` }), ending };
}

/** Frames that are handed over one by one, each with its answer, to a loop that asks for them. */
class Turns {
  #give: (frame: WebFrame) => void = () => undefined;
  #next = new Promise<WebFrame>((resolve) => {
    this.#give = resolve;
  });

  async *frames(): AsyncGenerator<WebFrame> {
    for (;;) {
      const frame = await this.#next;
      this.#next = new Promise((resolve) => {
        this.#give = resolve;
      });
      yield frame;
    }
  }

  async take(found: AsyncGenerator<FrameFaces>, frame: WebFrame): Promise<FrameFaces> {
    this.#give(frame);
    return (await found.next()).value as FrameFaces;
  }
}

async function videoTrack(input: Input): Promise<InputVideoTrack> {
  const track = await input.getPrimaryVideoTrack();
  if (track === null) throw new Error("expected a file with a picture, got one without");
  if (!(await track.canDecode())) throw new Error("expected a codec that this browser can decode, got another");
  return track;
}

/** A canvas of the size of the upright frame; an odd last row or column is left out, which encoders do not take. */
async function canvasFor(track: InputVideoTrack) {
  const even = (side: number) => Math.max(2, side & ~1);
  const image = new OffscreenCanvas(even(await track.getDisplayWidth()), even(await track.getDisplayHeight()));
  const context = image.getContext("2d");
  if (context === null) throw new Error(`expected a canvas of ${image.width}x${image.height} pixels, got none`);
  return { image, context };
}
