import type { RgbaImage } from "../../image/rgba.js";
import type { Runtime, Session } from "../../runtime.js";
import { type Boxes, makeSquare, moveEdges, suppress } from "./boxes.js";
import { layOut } from "./canvas.js";
import type { Mipmaps } from "./mipmaps.js";
import { type MtcnnOptions, type MtcnnSettings, readMtcnnOptions } from "./options.js";
import { candidates } from "./proposals.js";
import { type Level, pyramid } from "./pyramid.js";
import { type CanvasPlanes, keep, look, propose } from "./stages.js";

/** The first networks of MTCNN, as bytes of `.onnx` files; see {@link MtcnnNetworks}. */
export interface CandidateNetworks {
  /** P-Net. */
  readonly proposal: Uint8Array;
  /** R-Net; absent where P-Net alone is to be asked. */
  readonly refinement?: Uint8Array;
}

/** Overlap above which two boxes are one face, as in the published pipeline. */
export const SAME_FACE = 0.7;
const refinementShape = { side: 24, rowLength: 5 };

/** What is needed for one size of image: made once, since the frames of a video are all of one size. */
interface Plan {
  readonly width: number;
  readonly height: number;
  readonly levels: readonly Level[];
  readonly canvases: readonly CanvasPlanes[];
}

/**
 * The first one or two networks of MTCNN: they say what the next one is to look at. Training asks it what a network that
 * does not exist yet will see.
 */
export class MtcnnCandidates {
  /** The options with their defaults. */
  readonly settings: MtcnnSettings;
  readonly #proposal: Session;
  readonly #refinement: Session | undefined;
  #plan: Plan | undefined;

  private constructor(proposal: Session, refinement: Session | undefined, settings: MtcnnSettings) {
    this.#proposal = proposal;
    this.#refinement = refinement;
    this.settings = settings;
  }

  /**
   * Loads the networks.
   * @throws RangeError when an option is out of its range
   */
  static async load(
    runtime: Runtime,
    networks: CandidateNetworks,
    options: MtcnnOptions = {},
  ): Promise<MtcnnCandidates> {
    const settings = readMtcnnOptions(options);
    const proposal = await runtime.load(networks.proposal);
    try {
      const refinement = networks.refinement && (await runtime.load(networks.refinement));
      return new MtcnnCandidates(proposal, refinement, settings);
    } catch (error) {
      proposal.dispose();
      throw error;
    }
  }

  /** Squares of the image in which the next network is to look for a face. @param mipmaps  of the same image */
  async of(image: RgbaImage, mipmaps: Mipmaps): Promise<Boxes> {
    const { maxCandidates, thresholds } = this.settings;
    const [first, second] = thresholds.map(logitOf);
    const { levels, canvases } = this.#planFor(image);
    const proposals = await propose(this.#proposal, mipmaps, image, levels, canvases, {
      least: first,
      most: maxCandidates,
    });
    const proposed = candidates(proposals, levels, image, maxCandidates);
    makeSquare(proposed);
    if (this.#refinement === undefined) return proposed;
    const seen = await look(this.#refinement, mipmaps, proposed, refinementShape, second);
    const refined = keep(seen, suppress(seen.boxes, SAME_FACE, "union"));
    moveEdges(refined.boxes, refined.rows, refinementShape.rowLength, 1);
    makeSquare(refined.boxes);
    return refined.boxes;
  }

  /** Frees the sessions; a second call does nothing. */
  dispose(): void {
    this.#proposal.dispose();
    this.#refinement?.dispose();
  }

  #planFor({ width, height }: RgbaImage): Plan {
    if (this.#plan?.width === width && this.#plan.height === height) return this.#plan;
    const { minFace, factor } = this.settings;
    const levels = pyramid(width, height, minFace, factor);
    const canvases = layOut(levels).map((canvas) => ({
      ...canvas,
      data: new Float32Array(3 * canvas.width * canvas.height),
    }));
    this.#plan = { width, height, levels, canvases };
    return this.#plan;
  }
}

/** The logit of a confidence. */
export function logitOf(confidence: number): number {
  return Math.log(confidence / (1 - confidence));
}
