import { type Graph, GraphBuilder, type Value } from "@face88/graph";
import { filled, heNormal } from "./layers.js";
import { blank, random } from "./random.js";

/** Filters of VGG-16's five stages; a 2x2 maximum halves the map after each. */
const STAGES: readonly (readonly number[])[] = [
  [64, 64],
  [128, 128],
  [256, 256, 256],
  [512, 512, 512],
  [512, 512, 512],
];

/** Options of {@link vgg16Features}. */
export interface VggOptions {
  /** Input size in pixels, a multiple of 32; default 160. */
  readonly size?: number;
  /** Seed of the initial weights; default 1. Null leaves them 0, for weights that are assigned. */
  readonly seed?: number | null;
}

/**
 * VGG-16 without its fully connected top: input `image` `[N, 3, size, size]`, output `features`
 * `[N, 512 * (size / 32)²]`. Parameters `conv<stage>_<layer>/weight` and `/bias`, stages and layers from 1 on.
 * @throws RangeError when the size is not a multiple of 32
 * @see Simonyan and Zisserman, Very Deep Convolutional Networks, 2015, table 1, column D
 */
export function vgg16Features({ size = 160, seed = 1 }: VggOptions = {}): Graph {
  if (!(size > 0 && size % 32 === 0)) throw new RangeError(`size must be a multiple of 32, got ${size}`);
  const b = new GraphBuilder("vgg16");
  const next = seed === null ? blank : random(seed);
  let x: Value = b.input("image", "float32", ["N", 3, size, size]);
  STAGES.forEach((stage, i) => {
    stage.forEach((filters, j) => {
      const name = `conv${i + 1}_${j + 1}`;
      const weights = b.parameter(`${name}/weight`, heNormal([filters, Number(x.dims[1]), 3, 3], next));
      const bias = b.parameter(`${name}/bias`, filled([filters], 0));
      x = b.relu(b.conv(x, weights, bias, { pads: [1, 1, 1, 1] }));
    });
    x = b.maxPool(x, [2, 2], { strides: [2, 2] });
  });
  b.output(b.flatten(x), "features");
  return b.build();
}
