import { cropInto, type Region, type RgbaImage } from "face88";
import type { Random } from "../networks/random.js";
import { blur } from "./blur.js";
import { changeColours } from "./colour.js";
import { randomView, type View } from "./geometry.js";
import { jpegInPlace } from "./jpeg.js";
import { lowResolutionCrop } from "./low-resolution.js";
import { addNoise } from "./noise.js";
import { occlude } from "./occluder.js";
import type { Augmentation } from "./options.js";

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
   * @returns the view, for the points, and the crop: red, green, blue from 0 to 255, rows from the top, which the next
   *   call writes over
   */
  crop(image: RgbaImage, region: Region, next: Random): { readonly view: View; readonly pixels: Float32Array } {
    const { options, side } = this;
    const pixels = this.#pixels;
    const view = randomView(region, options, next);
    const outside = next() < options.blackOutside ? "zero" : "edge";
    if (next() < options.lowResolution) {
      const least = Math.min(side, options.lowResolutionSide);
      const small = Math.round(least + (side - least) * next() ** 2);
      lowResolutionCrop(image, view.region, small, side, outside, pixels);
    } else {
      cropInto(image, view.region, { side, low: 0, high: 255, outside }, pixels);
    }
    if (view.mirror) mirrorRows(pixels, side);
    if (next() < options.occluder) occlude(pixels, side, options.occluderSize, next);
    const grey = next() < options.grey;
    if (options.colour > 0 || grey) changeColours(pixels, options.colour, grey, next);
    if (next() < options.blur) blur(pixels, this.#spare, side, options.blurSigma, next);
    if (next() < options.noise) addNoise(pixels, options.noiseSigma, next);
    if (next() < options.jpeg) {
      jpegInPlace(pixels, side, options.jpegQuality + (95 - options.jpegQuality) * next());
    }
    return { view, pixels };
  }
}

function mirrorRows(pixels: Float32Array, side: number): void {
  for (let y = 0; y < side; y++) {
    let left = y * side * 3;
    let right = left + (side - 1) * 3;
    for (; left < right; left += 3, right -= 3) {
      for (let channel = 0; channel < 3; channel++) {
        const value = pixels[left + channel];
        pixels[left + channel] = pixels[right + channel];
        pixels[right + channel] = value;
      }
    }
  }
}
