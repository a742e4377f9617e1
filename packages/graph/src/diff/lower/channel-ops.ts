import type { GraphBuilder } from "../../ir/builder.js";
import type { Value } from "../../ir/graph.js";
import { elementCount, fixedDims } from "../../ir/tensor.js";
import { positiveMask } from "../shapes.js";
import { blockedConv, blockedMeans } from "./blocked.js";

/** The passes over a feature map that batch normalisation is made of, in one layout. Vectors are `[C]`. */
export interface ChannelOps {
  /** Elements per channel. */
  readonly count: number;
  /** Sum over each channel. */
  sum(x: Value): Value;
  /** Sum of (x - center) y over each channel, given the sum of y. */
  centeredProducts(x: Value, center: Value, y: Value, sumOfY: Value): Value;
  /** scale * x + shift + rest, optionally followed by ReLU. */
  affine(x: Value, scale: Value, shift: Value, options: { readonly relu?: boolean; readonly rest?: Value }): Value;
  /** 1 where x > 0, else 0. */
  mask(x: Value): Value;
}

/** Passes over maps `[N, C, ...]`. */
export function plainChannelOps(b: GraphBuilder, x: Value): ChannelOps {
  const axes = [...x.dims.keys()].filter((axis) => axis !== 1);
  const dims = fixedDims("input of batch normalisation in training", x.dims);
  const wide = (vector: Value) => b.reshape(vector, [-1, ...dims.slice(2).map(() => 1)]);
  return {
    count: elementCount(dims) / dims[1],
    sum: (value) => b.reduceSum(value, axes, false),
    centeredProducts: (p, center, q) => b.reduceSum(b.mul(b.sub(p, wide(center)), q), axes, false),
    affine: (value, scale, shift, { relu, rest }) => {
      const shifted = b.add(b.mul(value, wide(scale)), wide(shift));
      const all = rest ? b.add(shifted, rest) : shifted;
      return relu ? b.relu(all) : all;
    },
    mask: (value) => positiveMask(b, value),
  };
}

/** Passes over maps in the batch-innermost layout, each of them one kernel of the blocked convolution. */
export function lanesChannelOps(b: GraphBuilder, x: Value, channels: number, samples: number): ChannelOps {
  const [, maps, height, width] = x.dims as number[];
  const perMap = (vector: Value, dims: readonly number[]) =>
    b.reshape(b.expand(b.reshape(vector, [channels, 1]), [channels, samples]), dims);
  const fold = (sums: Value) => b.reduceSum(b.reshape(sums, [channels, samples]), [1], false);
  return {
    count: samples * height * width,
    sum: (value) => b.mul(fold(blockedMeans(b, value)), height * width),
    // A map as the kernel over another map gives one number: their inner product. The center comes off afterwards, which
    // costs digits only where a channel's mean is many times its deviation.
    centeredProducts: (p, center, q, sumOfQ) => {
      const products = fold(blockedConv(b, p, b.reshape(q, [maps, 1, height, width])));
      return b.sub(products, b.mul(center, sumOfQ));
    },
    affine: (value, scale, shift, { relu, rest }) =>
      blockedConv(b, value, perMap(scale, [maps, 1, 1, 1]), {
        bias: perMap(shift, [maps]),
        rest,
        ...(relu && { activation: "Relu" }),
      }),
    // Clipping a huge multiple to 0..1 in the same kernel is a quarter of the cost of a comparison or a sign.
    mask: (value) => {
      const huge = b.expand(b.scalar(3e38, value.type), [maps, 1, 1, 1]);
      return blockedConv(b, value, huge, { activation: "Clip", activationParameters: [0, 1] });
    },
  };
}
