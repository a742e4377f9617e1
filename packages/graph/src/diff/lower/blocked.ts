import { floats, int, ints, string } from "../../ir/attributes.js";
import type { GraphBuilder } from "../../ir/builder.js";
import type { Value } from "../../ir/graph.js";

/**
 * Domain of onnxruntime's kernels for the blocked layout (NCHWc), which exist on x64 and arm64 but not in wasm. They are
 * meant for the runtime's own layout optimiser; used directly they also take weights that are not constants.
 */
export const NCHWC = "com.microsoft.nchwc";

/** Options of {@link blockedConv}. */
export interface BlockedConvOptions {
  readonly bias?: Value | undefined;
  /** Added to the result before the activation; its memory may be reused for the result. */
  readonly rest?: Value | undefined;
  readonly strides?: readonly number[];
  readonly dilations?: readonly number[];
  readonly pads?: readonly number[];
  readonly activation?: "Relu" | "Clip";
  readonly activationParameters?: readonly number[];
}

/** Depthwise convolution of blocked maps `[1, maps, H, W]` with kernels `[maps, 1, kh, kw]`. */
export function blockedConv(b: GraphBuilder, x: Value, kernels: Value, options: BlockedConvOptions = {}): Value {
  const { bias, rest, strides = [1, 1], dilations = [1, 1], pads = [0, 0, 0, 0] } = options;
  const { activation, activationParameters } = options;
  const [, maps, ...size] = x.dims as number[];
  const window = kernels.dims.slice(2) as number[];
  const out = size.map(
    (length, i) => Math.floor((length + pads[i] + pads[i + 2] - dilations[i] * (window[i] - 1) - 1) / strides[i]) + 1,
  );
  return b.node(
    "Conv",
    [x, kernels, bias, rest],
    {
      group: int(maps),
      kernel_shape: ints(window),
      strides: ints(strides),
      dilations: ints(dilations),
      pads: ints(pads),
      ...(activation && { activation: string(activation) }),
      ...(activationParameters && { activation_params: floats(activationParameters) }),
    },
    { domain: NCHWC, types: [{ type: x.type, dims: [1, maps, ...out] }] },
  );
}

/** Mean of each blocked map, `[1, maps, 1, 1]`. */
export const blockedMeans = (b: GraphBuilder, x: Value): Value =>
  b.node("GlobalAveragePool", [x], {}, { domain: NCHWC, types: [{ type: x.type, dims: [1, x.dims[1], 1, 1] }] });

/** `[samples, C, H, W]` with `samples` as wide as a block into `[C, H, W, samples]`, declared as `[1, C * samples, H, W]`. */
export function blockSamples(b: GraphBuilder, x: Value): Value {
  const [samples, channels, height, width] = x.dims as number[];
  const rows = b.reshape(x, [1, samples, channels * height, width]);
  const types = [{ type: x.type, dims: rows.dims }];
  const blocked = b.node("ReorderInput", [rows], {}, { domain: NCHWC, types });
  return b.reshape(blocked, [1, channels * samples, height, width]);
}

/** The inverse of {@link blockSamples}. */
export function unblockSamples(b: GraphBuilder, x: Value, samples: number): Value {
  const [, maps, height, width] = x.dims as number[];
  const channels = maps / samples;
  const rows = b.reshape(x, [1, samples, channels * height, width]);
  const types = [{ type: x.type, dims: rows.dims }];
  const plain = b.node("ReorderOutput", [rows], { channels: int(samples) }, { domain: NCHWC, types });
  return b.reshape(plain, [samples, channels, height, width]);
}
