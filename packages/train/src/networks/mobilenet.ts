import { type Graph, GraphBuilder, type Value } from "@face88/graph";
import {
  type Activation,
  centredCoordinates,
  convolutionBlock,
  dense,
  type LayerContext,
  type Padding,
  separableBlock,
} from "./layers.js";
import { blank, random } from "./random.js";

/** Options of {@link mobileNetV1}. */
export interface MobileNetOptions {
  /** Width multiplier, > 0; layers get floor(alpha * filters) filters. Default 1. */
  readonly alpha?: number;
  /** Resolution multiplier, > 0: the input is rho * size pixels wide and high. Default 1. */
  readonly rho?: number;
  /** Input size in pixels at rho 1; default 160. */
  readonly size?: number;
  /** Filters of the separable blocks at alpha 1, those at half resolution marked by stride 2. Default `LAYOUTS.shallow`. */
  readonly layout?: readonly Block[];
  /** Number of landmarks; the output `points` is `[N, 2 * points]`. Default 88. */
  readonly points?: number;
  /**
   * What the last layer answers: `plain` (default), coordinates as they are, 0 to 1, or `centred`, tenths of the crop around
   * its middle, which Adam learns faster and more finely.
   */
  readonly head?: "plain" | "centred";
  /** Adds the output `log_scale` `[N, points]` for the likelihood losses; default false. */
  readonly uncertainty?: boolean;
  /** Full 3x3 convolutions instead of separable ones, the paper's "Conv MobileNet"; default false. */
  readonly fullConvolutions?: boolean;
  /** Default `same`. */
  readonly padding?: Padding;
  /** Default `relu`. */
  readonly activation?: Activation;
  /** Seed of the initial weights; default 1. Null leaves them 0, for weights that are assigned. */
  readonly seed?: number | null;
}

/** Filters and stride of one separable block. */
export type Block = readonly [filters: number, stride: 1 | 2];

const start: readonly Block[] = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
];
const middle = (count: number): readonly Block[] => Array.from({ length: count }, () => [512, 1]);

/** The layouts of the seed system. Its text and its notebook differ in the last blocks. */
export const LAYOUTS = Object.freeze({
  /** The text's: 512 s2, 512, 1024 s2. */
  shallow: [...start, ...middle(1), [1024, 2]],
  /** The text's: seven of 512, then 1024 s2. */
  deep: [...start, ...middle(6), [1024, 2]],
  /** The notebook's: one 512, then 1024 s2 and 1024; the paper's shallow MobileNet. */
  notebookShallow: [...start, [1024, 2], [1024, 1]],
  /** The notebook's: six of 512, then 1024 s2 and 1024; the paper's MobileNet. */
  notebookDeep: [...start, ...middle(5), [1024, 2], [1024, 1]],
} as const satisfies Record<string, readonly Block[]>);

/**
 * MobileNet v1 with a head for landmarks: input `image` `[N, 3, size, size]`, outputs `points` and, if asked for, `log_scale`.
 * @throws RangeError when a number is not positive
 * @see Howard et al., MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications, 2017, table 1
 */
export function mobileNetV1(options: MobileNetOptions = {}): Graph {
  const { points = 88, head = "plain" } = options;
  if (!(points > 0)) throw new RangeError(`points must be above 0, got ${points}`);
  const { context, map } = convolutions(options);
  const { b } = context;
  const features = b.flatten(b.globalAveragePool(map));
  const coordinates =
    head === "centred"
      ? centredCoordinates(context, features, points, "points")
      : dense(context, features, 2 * points, "points");
  b.output(coordinates, "points");
  if (options.uncertainty) b.output(dense(context, features, points, "log_scale"), "log_scale");
  return b.build();
}

/**
 * MobileNet v1 without pooling and head: input `image` `[N, 3, size, size]`, output `map`, the last block's
 * `[N, C, size / 32, size / 32]` (with the layouts above).
 * @throws RangeError when a number is not positive
 */
export function mobileNetV1Features(options: Omit<MobileNetOptions, "points" | "uncertainty"> = {}): Graph {
  const { context, map } = convolutions(options);
  context.b.output(map, "map");
  return context.b.build();
}

function convolutions(options: MobileNetOptions): { context: LayerContext; map: Value } {
  const { alpha = 1, rho = 1, size = 160, layout = LAYOUTS.shallow, seed = 1 } = options;
  for (const [name, value] of Object.entries({ alpha, rho, size })) {
    if (!(value > 0)) throw new RangeError(`${name} must be above 0, got ${value}`);
  }
  const b = new GraphBuilder("mobilenet-v1");
  const { padding = "same", activation = "relu" } = options;
  const context: LayerContext = { b, next: seed === null ? blank : random(seed), padding, activation };
  const width = (filters: number) => Math.max(1, Math.floor(alpha * filters));
  const pixels = Math.round(rho * size);

  let map: Value = b.input("image", "float32", ["N", 3, pixels, pixels]);
  map = convolutionBlock(context, map, width(32), "stem", { stride: 2 });
  layout.forEach(([filters, stride], i) => {
    const name = `block${i + 1}`;
    map = options.fullConvolutions
      ? convolutionBlock(context, map, width(filters), name, { stride })
      : separableBlock(context, map, width(filters), name, stride);
  });
  return { context, map };
}
