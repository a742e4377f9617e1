import { int, ints, string } from "../ir/attributes.js";
import type { GraphBuilder } from "../ir/builder.js";
import type { Value } from "../ir/graph.js";
import type { ChannelOps } from "./lower.js";

/** Domain of onnxruntime's kernels for the blocked layout (NCHWc), which exist on x64 and arm64 but not in wasm. */
export const NCHWC = "com.microsoft.nchwc";

/** Options of {@link lanesConv}. */
export interface LanesConvOptions {
  readonly bias?: Value | undefined;
  /** Added to the result before the activation; its memory may be reused for the result. */
  readonly rest?: Value | undefined;
  readonly strides?: readonly number[];
  readonly dilations?: readonly number[];
  readonly pads?: readonly number[];
  readonly relu?: boolean;
}

/** Depthwise convolution of onnxruntime's blocked layout; every channel of every sample is a channel to it. */
export function lanesConv(b: GraphBuilder, x: Value, weights: Value, options: LanesConvOptions = {}): Value {
  const { bias, rest, strides = [1, 1], dilations = [1, 1], pads = [0, 0, 0, 0], relu } = options;
  const [, channels, ...size] = x.dims as number[];
  const kernel = weights.dims.slice(2) as number[];
  const out = size.map(
    (length, i) => Math.floor((length + pads[i] + pads[i + 2] - dilations[i] * (kernel[i] - 1) - 1) / strides[i]) + 1,
  );
  return b.node(
    "Conv",
    [x, weights, bias, rest],
    {
      group: int(channels),
      kernel_shape: ints(kernel),
      strides: ints(strides),
      dilations: ints(dilations),
      pads: ints(pads),
      ...(relu && { activation: string("Relu") }),
    },
    { domain: NCHWC, types: [{ type: x.type, dims: [1, channels, ...out] }] },
  );
}

/** Batch normalisation's passes in the batch-innermost layout, each one kernel of the blocked convolution. */
export function lanesChannelOps(b: GraphBuilder, x: Value, channels: number, samples: number): ChannelOps {
  const [, maps, height, width] = x.dims as number[];
  const perMap = (vector: Value, dims: readonly number[]) =>
    b.reshape(b.expand(b.reshape(vector, [channels, 1]), [channels, samples]), dims);
  const fold = (sums: Value) => b.reduceSum(b.reshape(sums, [channels, samples]), [1], false);
  return {
    count: samples * height * width,
    sum: (value) => {
      const types = [{ type: value.type, dims: [1, maps, 1, 1] }];
      const means = b.node("GlobalAveragePool", [value], {}, { domain: NCHWC, types });
      return b.mul(fold(means), height * width);
    },
    // A map as the kernel over another map gives one number: their inner product.
    sumOfProducts: (p, q) => fold(lanesConv(b, p, b.reshape(q, [maps, 1, height, width]))),
    affine: (value, scale, shift, relu, rest) =>
      lanesConv(b, value, perMap(scale, [maps, 1, 1, 1]), { bias: shift && perMap(shift, [maps]), rest, relu }),
  };
}
