import { type Box, boundingBox, MIRROR, meanShape, mirrorPoints, POINT_COUNT } from "@face88/points";
import { type CropOptions, cropInto } from "../crop/crop.js";
import { type Region, regionToImage, squareAround } from "../crop/region.js";
import { type Detection, uprightSquare } from "../detect/detection.js";
import type { RgbaImage } from "../image/rgba.js";
import { inBatches } from "../in-batches.js";
import type { FaceShape, LandmarkModel, LookOptions } from "../landmark-model.js";
import type { Runtime, Session } from "../runtime.js";
import { confidenceOf } from "./confidence.js";
import type { NetDescription } from "./description.js";
import { regionOfPoints } from "./region-of-points.js";

/**
 * Side of the mean shape's frame over the longer side of a box that is tight around the 88 points: the median over the
 * training faces. Its centre is the box's, to a hundredth.
 */
const ofTightBox = 0.977;
/** The same of BlazeFace's box, which reaches from the brows to the chin, and how far the centre lies below its own. */
const ofDetection = { scale: 1.02, shift: 0.05 };

/**
 * A landmark network of face88's own training: 88 points straight from the crop, each with its confidence.
 */
export class NetModel implements LandmarkModel {
  /** @see LandmarkModel.name */
  readonly name: string;
  /** What is known of the network. */
  readonly description: NetDescription;
  readonly #session: Session;
  readonly #crop: CropOptions;
  readonly #pixels: Float32Array;

  private constructor(session: Session, description: NetDescription) {
    this.#session = session;
    this.description = description;
    this.name = description.name;
    this.#crop = { side: description.side, low: -1, high: 1, outside: "edge" };
    this.#pixels = new Float32Array(description.side * description.side * 3);
  }

  /**
   * Loads the network.
   * @param model  bytes of the `.onnx` file: `image` `[N, 3, side, side]` from -1 to 1 in, `points` `[N, 176]` as shares of
   *   the crop and `log_scale` `[N, 88]` in pixels of the crop out
   */
  static async load(runtime: Runtime, model: Uint8Array, description: NetDescription): Promise<NetModel> {
    return new NetModel(await runtime.load(model), description);
  }

  /** @see LandmarkModel.landmarks */
  async landmarks(image: RgbaImage, regions: readonly Region[], options: LookOptions = {}): Promise<FaceShape[]> {
    const { mirrored = false } = options;
    return inBatches(regions, (some) => this.#runOn(image, some, mirrored));
  }

  async #runOn(image: RgbaImage, regions: readonly Region[], mirrored: boolean): Promise<FaceShape[]> {
    const { side } = this.#crop;
    const size = 3 * side * side;
    const count = regions.length * (mirrored ? 2 : 1);
    const data = new Float32Array(count * size);
    regions.forEach((region, i) => {
      cropInto(image, region, this.#crop, this.#pixels);
      toPlanes(this.#pixels, data.subarray(size * i, size * (i + 1)), side, false);
      // Mirror images come behind all the others.
      const place = size * (regions.length + i);
      if (mirrored) toPlanes(this.#pixels, data.subarray(place, place + size), side, true);
    });
    const answer = await this.#session.run({ image: { data, dims: [count, 3, side, side] } });
    return regions.map((region, i) => {
      const looks = [seenIn(answer, i)];
      if (mirrored) looks.push(unmirrored(seenIn(answer, regions.length + i)));
      const shares = meanOf(looks.map(({ points }) => points));
      if (isCollapsed(shares)) return noShape(region, this.description.margin);
      const { confidence, score } = confidenceOf(meanOf(looks.map(({ logScale }) => logScale)), this.description);
      return {
        points: regionToImage(
          shares.map((share) => share * side),
          region,
          side,
        ),
        confidence,
        score,
      };
    });
  }

  /** @see LandmarkModel.regionOfDetection */
  regionOfDetection(detection: Detection): Region {
    return uprightSquare(detection, ofDetection.scale * this.description.margin, ofDetection.shift);
  }

  /** @see LandmarkModel.regionOfBox */
  regionOfBox(box: Box): Region {
    return squareAround(box, ofTightBox * this.description.margin);
  }

  /** @see LandmarkModel.regionOfShape */
  regionOfShape({ points }: FaceShape): Region {
    return regionOfPoints(points, this.description.margin);
  }

  /** Frees the session; a second call does nothing. */
  dispose(): void {
    this.#session.dispose();
  }

  /** Frees the session, for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** What the network says of one crop: points as shares of its side, logarithms of their scales. */
interface Look {
  readonly points: Float32Array;
  readonly logScale: Float32Array;
}

function seenIn({ points, log_scale: logScale }: Awaited<ReturnType<Session["run"]>>, i: number): Look {
  return {
    points: points.data.slice(2 * POINT_COUNT * i, 2 * POINT_COUNT * (i + 1)),
    logScale: logScale.data.slice(POINT_COUNT * i, POINT_COUNT * (i + 1)),
  };
}

/** What was seen in the mirror, in the crop as it is. Shares begin at the crop's edge, pixels in the middle of the first. */
function unmirrored({ points, logScale }: Look): Look {
  return { points: mirrorPoints(points, 2), logScale: logScale.map((_, i) => logScale[MIRROR[i]]) };
}

/** Least extent of 88 points that are a shape, shares of the crop's side. */
const LEAST_EXTENT = 0.02;

/** Whether the points fall together or are no numbers: a network that is hardly trained says so, and crops of nothing. */
function isCollapsed(shares: Float32Array): boolean {
  const [, , width, height] = boundingBox(shares);
  return !(Math.max(width, height) >= LEAST_EXTENT && shares.every(Number.isFinite));
}

/** What is said of a region in which there is no shape: the mean shape, so that the next look is at the same region, and no score. */
function noShape(region: Region, margin: number): FaceShape {
  const shares = Float32Array.from(meanShape(), (value) => (value / 128 - 0.5) / margin + 0.5);
  return { points: regionToImage(shares, region, 1), confidence: new Float32Array(POINT_COUNT), score: 0 };
}

function meanOf(values: readonly Float32Array[]): Float32Array {
  if (values.length === 1) return values[0];
  return values[0].map((_, i) => values.reduce((sum, each) => sum + each[i], 0) / values.length);
}

/** From rows of red, green, blue to three planes. */
function toPlanes(pixels: Float32Array, planes: Float32Array, side: number, mirrored: boolean): void {
  const plane = side * side;
  for (let y = 0, at = 0; y < side; y++) {
    const first = y * side + (mirrored ? side - 1 : 0);
    const step = mirrored ? -1 : 1;
    for (let x = 0, to = first; x < side; x++, to += step, at += 3) {
      planes[to] = pixels[at];
      planes[plane + to] = pixels[at + 1];
      planes[2 * plane + to] = pixels[at + 2];
    }
  }
}
