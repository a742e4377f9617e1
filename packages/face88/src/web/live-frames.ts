import { CameraLostError, UnreadableInputError } from "../errors.js";
import { isNoFrameYet, isSoundAlone, type Picture, pictureOf, soundAlone } from "./picture.js";

/** A frame taken from a video that plays. */
export interface LiveFrame {
  readonly picture: Picture;
  /** Seconds: of the video, or since the camera's first frame. */
  readonly time: number;
}

/** Milliseconds between two looks whether a camera's track was stopped: of that, no event tells. */
const lookForStop = 500;

/**
 * The frames of a video element while it plays. A frame is taken only when the last one is done with, and then the newest:
 * those in between are left out, and none waits. Ends with the video, when the camera that it shows is stopped, or when
 * `signal` is aborted; while the video is paused or the tab hidden, it waits.
 * @throws UnreadableInputError when the browser cannot decode the video, or the page may not read it
 * @throws CameraLostError when the camera that it shows ends by itself: unplugged, or its permission withdrawn
 */
export async function* elementFrames(video: HTMLVideoElement, signal?: AbortSignal): AsyncGenerator<LiveFrame> {
  const ending = new Ending();
  const track = video.srcObject instanceof MediaStream ? runningTrack(video.srcObject) : undefined;
  const lost = () => ending.come(new CameraLostError(`expected pictures of ${track?.label}, got the end of its track`));
  const stopped = track && setInterval(() => track.readyState === "ended" && ending.come(), lookForStop);
  track?.addEventListener("ended", lost);
  try {
    yield* framesUntil(video, ending, signal);
  } finally {
    clearInterval(stopped);
    track?.removeEventListener("ended", lost);
  }
}

/**
 * The frames of a camera or another stream, as {@link elementFrames}.
 * @throws UnreadableInputError when the stream has no picture
 */
export async function* streamFrames(stream: MediaStream, signal?: AbortSignal): AsyncGenerator<LiveFrame> {
  runningTrack(stream);
  const video = detachedVideo();
  video.srcObject = stream;
  try {
    await played(video);
    yield* elementFrames(video, signal);
  } finally {
    video.srcObject = null;
  }
}

/**
 * The frames of a video file as it is played, without sound, as {@link elementFrames}.
 * @throws UnreadableInputError when the browser cannot decode it
 */
export async function* fileFrames(file: Blob, signal?: AbortSignal): AsyncGenerator<LiveFrame> {
  const video = detachedVideo();
  const url = URL.createObjectURL(file);
  video.src = url;
  try {
    await played(video);
    yield* elementFrames(video, signal);
  } finally {
    video.removeAttribute("src");
    video.load();
    URL.revokeObjectURL(url);
  }
}

/** What ends a loop over frames: the end of the video, a stopped camera, or an error. */
class Ending {
  over = false;
  reason: Error | undefined;
  #wake = () => {};

  come(reason?: Error): void {
    this.over = true;
    this.reason ??= reason;
    this.#wake();
  }

  /** Lets the loop look again. */
  wake(): void {
    this.#wake();
  }

  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

function runningTrack(stream: MediaStream): MediaStreamTrack {
  const track = stream.getVideoTracks()[0];
  if (track === undefined) throw new UnreadableInputError("expected a stream with a picture, got one without");
  if (track.readyState === "ended") throw new CameraLostError(`expected a camera that runs, got ${track.label} ended`);
  return track;
}

async function* framesUntil(
  video: HTMLVideoElement,
  ending: Ending,
  signal: AbortSignal | undefined,
): AsyncGenerator<LiveFrame> {
  // Time of the newest frame that was not taken yet.
  let fresh = video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA ? video.currentTime : undefined;
  let request = 0;
  const shown = (_now: number, { mediaTime }: VideoFrameCallbackMetadata) => {
    fresh = mediaTime;
    request = video.requestVideoFrameCallback(shown);
    ending.wake();
  };
  const broken = () => ending.come(undecodable(video));
  // Of such a video no frame ever comes.
  const opened = () => isSoundAlone(video) && ending.come(new UnreadableInputError(soundAlone));
  const ended = () => ending.come();
  const wake = () => ending.wake();
  request = video.requestVideoFrameCallback(shown);
  video.addEventListener("error", broken);
  video.addEventListener("loadeddata", opened);
  video.addEventListener("ended", ended);
  signal?.addEventListener("abort", wake);
  if (video.error) broken();
  try {
    while (!signal?.aborted) {
      if (ending.reason) throw ending.reason;
      if (fresh !== undefined && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) {
        const time = fresh;
        fresh = undefined;
        const picture = await shownFrame(video);
        if (picture) yield { picture, time };
      } else if (ending.over) return;
      else await ending.next();
    }
  } finally {
    video.cancelVideoFrameCallback(request);
    video.removeEventListener("error", broken);
    video.removeEventListener("loadeddata", opened);
    video.removeEventListener("ended", ended);
    signal?.removeEventListener("abort", wake);
  }
}

/** The frame that is shown, or undefined while there is none; then the next one will do. */
async function shownFrame(video: HTMLVideoElement): Promise<Picture | undefined> {
  try {
    return await pictureOf(video);
  } catch (error) {
    if (isNoFrameYet(error)) return undefined;
    throw error;
  }
}

function detachedVideo(): HTMLVideoElement {
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  return video;
}

async function played(video: HTMLVideoElement): Promise<void> {
  try {
    await video.play();
  } catch (cause) {
    throw video.error
      ? undecodable(video)
      : new UnreadableInputError(`expected a video that plays, got: ${cause}`, { cause });
  }
}

function undecodable(video: HTMLVideoElement): UnreadableInputError {
  const came = video.error?.message || `error ${video.error?.code}`;
  return new UnreadableInputError(`expected a video that this browser can decode, got one that it cannot (${came})`);
}
