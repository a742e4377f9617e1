import type { RgbaImage } from "../../image/rgba.js";
import type { Runtime, Session } from "../../runtime.js";
import type { Detection, FaceDetector } from "../detection.js";
import { moveEdges, suppress } from "./boxes.js";
import { logitOf, MtcnnCandidates, SAME_FACE } from "./candidates.js";
import { Mipmaps } from "./mipmaps.js";
import type { MtcnnOptions } from "./options.js";
import { look } from "./stages.js";

/**
 * The three networks of MTCNN as bytes of `.onnx` files. Each takes pixels as (byte - 127.5) / 128, `[N, 3, H, W]`, red
 * first, and answers, for each window or crop, the logit of a face and the parts of its width and height by which left,
 * top, right and bottom edge are to be moved.
 */
export interface MtcnnNetworks {
  /** P-Net: any H and W, a window of 12 pixels at every second one, `[N, 5, h, w]`. */
  readonly proposal: Uint8Array;
  /** R-Net: 24x24, `[N, 5]`. */
  readonly refinement: Uint8Array;
  /** O-Net: 48x48, `[N, 15]`: behind the five numbers x and y of the five points, as parts of the crop. */
  readonly output: Uint8Array;
}

const outputShape = { side: 48, rowLength: 15 };

/**
 * MTCNN: a small network looks at every window of an image pyramid, a second one at what is left of them, a third one at
 * what is left of those, and also gives eyes, nose tip and mouth corners. Faces down to `minFace` pixels are found in
 * images of any size; work and memory are bounded, whatever is in the picture. Calls must not overlap.
 * @see Zhang et al., Joint Face Detection and Alignment using Multi-task Cascaded Convolutional Networks, SPL 2016
 */
export class MtcnnDetector implements FaceDetector {
  /** `mtcnn`, or what it was loaded as. */
  readonly name: string;
  readonly #candidates: MtcnnCandidates;
  readonly #output: Session;

  private constructor(name: string, candidates: MtcnnCandidates, output: Session) {
    this.name = name;
    this.#candidates = candidates;
    this.#output = output;
  }

  /**
   * Loads the networks.
   * @throws RangeError when an option is out of its range
   */
  static async load(
    runtime: Runtime,
    networks: MtcnnNetworks,
    options: MtcnnOptions = {},
    name = "mtcnn",
  ): Promise<MtcnnDetector> {
    const candidates = await MtcnnCandidates.load(runtime, networks, options);
    try {
      return new MtcnnDetector(name, candidates, await runtime.load(networks.output));
    } catch (error) {
      candidates.dispose();
      throw error;
    }
  }

  /** All faces in the image, best first. Keypoints: eyes, nose tip, mouth corners; the image's left one first. */
  async detect(image: RgbaImage): Promise<Detection[]> {
    const mipmaps = new Mipmaps(image);
    const candidates = await this.#candidates.of(image, mipmaps);
    const least = logitOf(this.#candidates.settings.thresholds[2]);
    const { boxes, rows } = await look(this.#output, mipmaps, candidates, outputShape, least);
    const points = keypoints(boxes.edges, rows);
    moveEdges(boxes, rows, outputShape.rowLength, 1);
    return suppress(boxes, SAME_FACE, "smaller").map((i) => {
      const [left, top, right, bottom] = boxes.edges.subarray(4 * i, 4 * i + 4);
      return {
        // From edges of pixels to their centres.
        box: [left - 0.5, top - 0.5, right - left, bottom - top],
        score: 1 / (1 + Math.exp(-boxes.logits[i])),
        keypoints: points.slice(10 * i, 10 * i + 10),
      };
    });
  }

  /** Frees the sessions; a second call does nothing. */
  dispose(): void {
    this.#candidates.dispose();
    this.#output.dispose();
  }

  /** Frees the sessions, for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** Five points a face, from parts of its crop to pixels with 0 at the centre of the first one. */
function keypoints(edges: Float32Array, rows: Float32Array): Float32Array {
  const points = new Float32Array((edges.length / 4) * 10);
  for (let k = 0; k < points.length; k++) {
    const face = Math.floor(k / 10);
    const axis = k % 2;
    const begin = edges[4 * face + axis];
    const side = edges[4 * face + axis + 2] - begin;
    points[k] = begin + side * rows[face * outputShape.rowLength + 5 + (k % 10)] - 0.5;
  }
  return points;
}
