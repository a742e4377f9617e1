import { type Landmarker, type ResultLine, resultLine } from "face88/web";
import { showFigures } from "./figures.js";
import { settings } from "./settings.js";
import { drawFaces } from "./stage.js";

/** Most lines that are kept of a camera: about ten minutes. */
const mostLines = 20_000;

/** Follows the faces in a video element for as long as it is shown, and remembers what was found. */
export class LiveView {
  readonly lines: ResultLine[] = [];
  readonly #video: HTMLVideoElement;
  readonly #signal: AbortSignal;

  constructor(video: HTMLVideoElement, signal: AbortSignal) {
    this.#video = video;
    this.#signal = signal;
  }

  /**
   * Runs until the signal is aborted, or the camera stopped.
   * @param onFaces  called with the number of faces in each frame
   */
  async run(landmarker: Landmarker, onFaces: (count: number) => void): Promise<void> {
    const options = { smoothing: () => settings.smoothing, signal: this.#signal };
    while (!this.#signal.aborted) {
      for await (const found of landmarker.track(this.#video, options)) {
        if (this.#signal.aborted) return;
        drawFaces(found.faces);
        showFigures(found.faces.length, found.elapsed, true);
        onFaces(found.faces.length);
        if (this.lines.length < mostLines) {
          this.lines.push(resultLine({ frame: this.lines.length, time: found.time }, found, found.faces));
        }
      }
      if (this.#signal.aborted || this.#video.srcObject) return;
      await this.#played();
    }
  }

  /** Waits until a video that came to its end is played again. */
  #played(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => resolve();
      for (const event of ["play", "seeked"]) this.#video.addEventListener(event, done, { once: true });
      this.#signal.addEventListener("abort", done, { once: true });
    });
  }
}
