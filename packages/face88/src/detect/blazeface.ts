import { checkShare } from "../check-option.js";
import { cropInto } from "../crop/crop.js";
import { type Region, regionToImage, wholeImage } from "../crop/region.js";
import type { RgbaImage } from "../image/rgba.js";
import type { Runtime, Session } from "../runtime.js";
import { type AnchorLayout, anchorCentres } from "./anchors.js";
import type { Detection, FaceDetector } from "./detection.js";
import { weightedSuppression } from "./suppression.js";

/** The two published BlazeFace networks: `short` for faces near the camera, `full` for small ones as well. */
export type BlazeFaceRange = "short" | "full";

/** From the published graphs `face_detection_short_range` and `face_detection_full_range` of MediaPipe. */
const layouts: Record<BlazeFaceRange, AnchorLayout> = {
  short: {
    input: 128,
    layers: [
      { stride: 8, perCell: 2 },
      { stride: 16, perCell: 6 },
    ],
  },
  full: { input: 192, layers: [{ stride: 4, perCell: 1 }] },
};

/** Numbers in one row of the network's answer: centre, size, then six points. */
const rowLength = 16;
const overlap = 0.3;

/** Options of {@link BlazeFaceDetector.load}. */
export interface BlazeFaceOptions {
  /** Which of the two networks `model` is. */
  readonly range: BlazeFaceRange;
  /** Lowest confidence that counts as a face, 0 to 1; default 0.5. */
  readonly minScore?: number;
}

/**
 * BlazeFace, Google's single-shot face detector, with MediaPipe's weights. It sees the whole image as one square of
 * 128 (short) or 192 (full) pixels, so small faces escape it: one that measured from brows to chin is less than a seventh
 * (short) or a thirteenth (full) of the image's longer side is not found for certain.
 * @see Bazarevsky et al., BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs, 2019
 */
export class BlazeFaceDetector implements FaceDetector {
  /** `blazeface-short` or `blazeface-full`. */
  readonly name: string;
  readonly #session: Session;
  readonly #layout: AnchorLayout;
  readonly #anchors: Float32Array;
  readonly #minScore: number;

  private constructor(session: Session, options: BlazeFaceOptions) {
    this.name = `blazeface-${options.range}`;
    this.#session = session;
    this.#layout = layouts[options.range];
    this.#anchors = anchorCentres(this.#layout);
    this.#minScore = options.minScore ?? 0.5;
  }

  /**
   * Loads the network.
   * @param model  bytes of the `.onnx` file, as the TFLite importer makes it
   * @throws RangeError when `minScore` is out of its range
   */
  static async load(runtime: Runtime, model: Uint8Array, options: BlazeFaceOptions): Promise<BlazeFaceDetector> {
    checkShare("minScore", options.minScore ?? 0);
    return new BlazeFaceDetector(await runtime.load(model), options);
  }

  /** All faces in the image, best first. Keypoints: eyes, nose tip, mouth centre, ears; the image's left one first. */
  async detect(image: RgbaImage): Promise<Detection[]> {
    const side = this.#layout.input;
    const region = wholeImage(image.width, image.height);
    const data = cropInto(image, region, { side, low: -1, high: 1, outside: "zero" });
    const outputs = Object.values(
      await this.#session.run({ [this.#session.inputNames[0]]: { data, dims: [1, side, side, 3] } }),
    );
    const rows = outputs.find((output) => output.dims.at(-1) === rowLength);
    const logits = outputs.find((output) => output.dims.at(-1) === 1);
    if (rows === undefined || logits === undefined) {
      throw new Error(`internal: ${this.name} answered without rows of ${rowLength} numbers and their scores`);
    }
    return weightedSuppression(this.#decode(rows.data, logits.data, region), overlap);
  }

  /** Frees the session; a second call does nothing. */
  dispose(): void {
    this.#session.dispose();
  }

  /** Frees the session, for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  #decode(rows: Float32Array, logits: Float32Array, region: Region): Detection[] {
    const side = this.#layout.input;
    const scale = region.side / side;
    // The logit of the threshold spares a sigmoid for each of the thousands of anchors that see no face.
    const least = Math.log(this.#minScore / (1 - this.#minScore));
    const detections: Detection[] = [];
    for (let i = 0; i < logits.length; i++) {
      // Written so that what is not a number is no face.
      if (!(logits[i] >= least)) continue;
      const row = rows.subarray(i * rowLength, (i + 1) * rowLength);
      const anchorX = this.#anchors[i * 2] * side;
      const anchorY = this.#anchors[i * 2 + 1] * side;
      const points = new Float32Array(2 + 12);
      points[0] = row[0] + anchorX;
      points[1] = row[1] + anchorY;
      for (let k = 4; k < rowLength; k += 2) {
        points[k - 2] = row[k] + anchorX;
        points[k - 1] = row[k + 1] + anchorY;
      }
      regionToImage(points, region, side);
      const width = row[2] * scale;
      const height = row[3] * scale;
      detections.push({
        box: [points[0] - width / 2, points[1] - height / 2, width, height],
        score: 1 / (1 + Math.exp(-logits[i])),
        keypoints: points.slice(2),
      });
    }
    return detections;
  }
}
