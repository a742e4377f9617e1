import { type Box, invert, umeyama } from "@face88/points";
import {
  type CropOptions,
  cropInto,
  type Region,
  type RgbaImage,
  type Runtime,
  regionToImage,
  type Session,
} from "face88";
import { YOUTU_117 } from "./points-117.js";

/** What the network says of one region. */
export interface YoutuShape {
  /** 117 x,y pairs in pixels of the image. */
  readonly points: Float32Array;
  /** Confidence that the region holds a face, 0 to 1. */
  readonly score: number;
}

const side = 128;
/** Grey value / 128; the network's -1 is taken away with the colours. What lies outside of the image is black. */
const crop: CropOptions = { side, low: 0, high: 255 / 128, outside: "zero" };
/** Shares of red, green and blue in a grey value (ITU-R BT.601). */
const luma = [0.299, 0.587, 0.114] as const;
/** The crop's side over that of the mean shape's frame. */
const margin = 1.2;
/** Side of the first crop over the longer side of a box around brows and chin: the best of 1.1 to 1.4 (docs/teachers.md). */
const ofTightBox = 1.3;
/** Outputs of the network: points, and whether there is a face. */
const outputs = { points: "852", score: "855" } as const;

/**
 * Tencent YouTu's face alignment network, phase 1: 117 points, of which the 88 are a subset.
 * @see https://github.com/Tencent/TNN, examples/base/youtu_face_align.cc
 */
export class YoutuNet {
  readonly #session: Session;
  readonly #mean: Float64Array;

  private constructor(session: Session, mean: Float64Array) {
    this.#session = session;
    this.#mean = mean;
  }

  /**
   * Loads the network.
   * @param model  bytes of the `.onnx` file, as `importTnn` makes it
   * @param mean   the mean shape in the frame of 128 x 128, 117 x,y pairs
   * @throws RangeError when the mean shape has another length than 234
   */
  static async load(runtime: Runtime, model: Uint8Array, mean: ArrayLike<number>): Promise<YoutuNet> {
    if (mean.length !== 2 * YOUTU_117.count) {
      throw new RangeError(`mean: expected ${2 * YOUTU_117.count} numbers, got ${mean.length}`);
    }
    // The frame of the mean shape, without the crop's margin, about the crop's centre.
    const placed = Float64Array.from(mean, (value) => (value - side / 2) / margin + side / 2);
    return new YoutuNet(await runtime.load(model), placed);
  }

  /** Runs the network on one region. */
  async look(image: RgbaImage, region: Region): Promise<YoutuShape> {
    const colours = cropInto(image, region, crop);
    const data = new Float32Array(side * side);
    for (let i = 0; i < data.length; i++) {
      const grey = luma[0] * colours[3 * i] + luma[1] * colours[3 * i + 1] + luma[2] * colours[3 * i + 2];
      data[i] = grey - 1;
    }
    const answer = await this.#session.run({ [this.#session.inputNames[0]]: { data, dims: [1, 1, side, side] } });
    // The network has 0 at the centre of the first pixel, regionToImage at its edge.
    const points = answer[outputs.points].data.map((value) => value + 0.5);
    return { points: regionToImage(points, region, side), score: answer[outputs.score].data[0] };
  }

  /** Where to look first for a face whose box is tight around brows and chin. */
  regionOfBox([x, y, width, height]: Box): Region {
    return fromCorner(x + width / 2, y + height / 2, Math.max(width, height) * ofTightBox, 0);
  }

  /** Where to look again for a face that the network has seen: the crop that lays its points over the mean shape. */
  regionOfPoints(points: Float32Array): Region {
    const [a, b, c, d, e, f] = invert(umeyama(points, this.#mean));
    const middle = side / 2;
    const centre = [a * middle + c * middle + e, b * middle + d * middle + f] as const;
    return fromCorner(centre[0], centre[1], side * Math.hypot(a, b), Math.atan2(b, a));
  }

  /** Frees the session; a second call does nothing. */
  dispose(): void {
    this.#session.dispose();
  }
}

/**
 * The region in whose crop `centre` falls on pixel 64. The network counts its 128 pixels from the centre of the first, so
 * that 64 lies half a pixel beyond the middle of the crop.
 */
function fromCorner(centreX: number, centreY: number, width: number, angle: number): Region {
  const half = width / side / 2;
  const [cos, sin] = [Math.cos(angle) * half, Math.sin(angle) * half];
  return { centreX: centreX - cos + sin, centreY: centreY - sin - cos, side: width, angle };
}
