import type { Region, RgbaImage } from "face88";
import type { Random } from "../networks/random.js";
import { blur } from "./blur.js";
import { randomColours, writeColours } from "./colour.js";
import { randomView, type View } from "./geometry.js";
import { jpegInPlace } from "./jpeg.js";
import { lowerResolution } from "./low-resolution.js";
import { addNoise } from "./noise.js";
import { occlude } from "./occluder.js";
import type { Augmentation } from "./options.js";
import { sampleInto } from "./sample.js";

/**
 * Makes crops of one size, varied at random; it owns the memory that it works in. What comes out is a function of the
 * picture, the region, the options and the random numbers.
 */
export class Augmenter {
  /** Pixels of a crop's side. */
  readonly side: number;
  /** What is varied, and how much. */
  readonly options: Augmentation;
  readonly #pixels: Float32Array;
  readonly #spare: Float32Array;

  /**
   * @param side  pixels, a multiple of 16
   * @throws RangeError when it is none
   */
  constructor(side: number, options: Augmentation) {
    if (!(Number.isInteger(side) && side > 0 && side % 16 === 0)) {
      throw new RangeError(`side: expected a multiple of 16, got ${side}`);
    }
    this.side = side;
    this.options = options;
    this.#pixels = new Float32Array(side * side * 3);
    this.#spare = new Float32Array(side * side * 3);
  }

  /**
   * Draws a view around the region and makes the crop, mirrored already where the view says so.
   * @param region  the square to vary, pixels of the image
   * @param planes  where the crop is written: `[3, side, side]`, red, green, blue, each from -1 to 1
   * @returns the view, for the points: see `viewTransform`
   */
  crop(image: RgbaImage, region: Region, next: Random, planes: Float32Array): View {
    const { options, side } = this;
    const pixels = this.#pixels;
    const spare = this.#spare;
    const view = randomView(region, options, next);
    sampleInto(image, view, side, next() < options.blackOutside ? "zero" : "edge", pixels);
    if (next() < options.lowResolution) {
      const least = Math.min(side, options.lowResolutionSide);
      lowerResolution(pixels, spare, side, Math.round(least + (side - least) * next() ** 2));
    }
    if (next() < options.occluder) occlude(pixels, side, options.occluderSize, next);
    if (next() < options.blur) blur(pixels, spare, side, options.blurSigma, next);
    if (next() < options.noise) addNoise(pixels, options.noiseSigma, next);
    if (next() < options.jpeg) {
      jpegInPlace(pixels, spare, side, options.jpegQuality + (95 - options.jpegQuality) * next());
    }
    writeColours(pixels, randomColours(options.colour, next() < options.grey, next), planes);
    return view;
  }
}
