import type { RgbaImage } from "../image/rgba.js";
import { type Detection, type FaceDetector, isSameFace } from "./detection.js";

/**
 * Several detectors as one: what the first does not see, the next may add. The first one's box counts where both see a
 * face.
 */
export class CombinedDetector implements FaceDetector {
  /** Name of the whole. */
  readonly name: string;
  readonly #detectors: readonly FaceDetector[];

  /**
   * Takes over the detectors: `dispose` frees them.
   * @param detectors  the most exact one first
   */
  constructor(name: string, detectors: readonly FaceDetector[]) {
    this.name = name;
    this.#detectors = detectors;
  }

  /** All faces that any of the detectors sees, best first. */
  async detect(image: RgbaImage): Promise<Detection[]> {
    const found: Detection[] = [];
    for (const detector of this.#detectors) {
      const more = await detector.detect(image);
      const known = found.slice();
      found.push(...more.filter(({ box }) => !known.some((other) => isSameFace(other.box, box))));
    }
    return found.sort((a, b) => b.score - a.score);
  }

  /** Frees all detectors; a second call does nothing. */
  dispose(): void {
    for (const detector of this.#detectors) detector.dispose();
  }

  /** Frees all detectors, for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}
