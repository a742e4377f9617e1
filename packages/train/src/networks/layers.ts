import { elementCount, float32, type GraphBuilder, type Tensor, type Value } from "@face88/graph";
import { blank, normal, type Random } from "./random.js";

/** How a convolution pads: `same` as TensorFlow does (what is left over goes to the end), `symmetric` as PyTorch does. */
export type Padding = "same" | "symmetric";

/** Activation after a normalised convolution. */
export type Activation = "relu" | "relu6" | "hardSwish" | "none";

/** What all layers of one network share. */
export interface LayerContext {
  readonly b: GraphBuilder;
  /** Source of the initial weights. */
  readonly next: Random;
  /** Default `same`. */
  readonly padding?: Padding;
  /** Default `relu`. */
  readonly activation?: Activation;
  /** Added to the variance in batch normalisation; default 1e-3. */
  readonly epsilon?: number;
  /** Share of the running statistics that a step keeps; default 0.9. */
  readonly momentum?: number;
}

/** Options of one convolution. */
export interface ConvolutionOptions {
  /** Size of the square window; default 3. */
  readonly kernel?: number;
  /** Default 1. */
  readonly stride?: number;
  /** Filters act on one channel each, as many as there are channels; default false. */
  readonly depthwise?: boolean;
}

/** Weights from a normal distribution with variance 2 / fan-in. @see He et al., Delving Deep into Rectifiers, 2015 */
export function heNormal(dims: readonly number[], next: Random): Tensor {
  if (next === blank) return filled(dims, 0);
  const deviation = Math.sqrt(2 / elementCount(dims.slice(1)));
  return float32(
    dims,
    Float32Array.from({ length: elementCount(dims) }, () => normal(next) * deviation),
  );
}

/** Tensor of one number. */
export const filled = (dims: readonly number[], value: number): Tensor =>
  float32(dims, new Float32Array(elementCount(dims)).fill(value));

/** Convolution with square window, without bias; parameter `<name>/weight`. */
export function convolution(
  { b, next, padding = "same" }: LayerContext,
  x: Value,
  filters: number,
  name: string,
  { kernel = 3, stride = 1, depthwise = false }: ConvolutionOptions = {},
): Value {
  const channels = Number(x.dims[1]);
  const dims = [filters, depthwise ? 1 : channels, kernel, kernel];
  const weights = b.parameter(`${name}/weight`, heNormal(dims, next));
  const pads = x.dims.slice(2).map((size) => padsOf(Number(size), kernel, stride, padding));
  return b.conv(x, weights, undefined, {
    strides: [stride, stride],
    pads: [...pads.map(([before]) => before), ...pads.map(([, after]) => after)],
    group: depthwise ? channels : 1,
  });
}

function padsOf(size: number, kernel: number, stride: number, padding: Padding): [before: number, after: number] {
  const half = Math.floor(kernel / 2);
  if (padding === "symmetric") return [half, half];
  const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + kernel - size);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/** Batch normalisation; parameters `<name>/scale`, `/bias`, statistics `/mean`, `/variance`. */
export function batchNorm({ b, epsilon = 1e-3, momentum = 0.9 }: LayerContext, x: Value, name: string): Value {
  const dims = [Number(x.dims[1])];
  const scale = b.parameter(`${name}/scale`, filled(dims, 1));
  const bias = b.parameter(`${name}/bias`, filled(dims, 0));
  const mean = b.constant(filled(dims, 0), `${name}/mean`);
  const variance = b.constant(filled(dims, 1), `${name}/variance`);
  return b.batchNormalization(x, scale, bias, mean, variance, { epsilon, momentum });
}

/** The network's activation. */
export function activate({ b, activation = "relu" }: LayerContext, x: Value): Value {
  if (activation === "none") return x;
  if (activation === "relu6") return b.clip(x, 0, 6);
  return activation === "relu" ? b.relu(x) : b.hardSwish(x);
}

/** Convolution, batch normalisation and activation. */
export function convolutionBlock(
  context: LayerContext,
  x: Value,
  filters: number,
  name: string,
  options: ConvolutionOptions = {},
): Value {
  return activate(context, batchNorm(context, convolution(context, x, filters, name, options), `${name}/norm`));
}

/** Depthwise 3x3 block, then 1x1 block. @see Howard et al., MobileNets, 2017, figure 3 */
export function separableBlock(context: LayerContext, x: Value, filters: number, name: string, stride = 1): Value {
  const channels = Number(x.dims[1]);
  const depthwise = convolutionBlock(context, x, channels, `${name}/depthwise`, { stride, depthwise: true });
  return convolutionBlock(context, depthwise, filters, `${name}/pointwise`, { kernel: 1 });
}

/** Fully connected layer over `[N, K]`; parameters `<name>/weight` `[units, K]` and `/bias`. */
export function dense({ b, next }: LayerContext, x: Value, units: number, name: string): Value {
  const weights = b.parameter(`${name}/weight`, heNormal([units, Number(x.dims[1])], next));
  return b.gemm(x, weights, b.parameter(`${name}/bias`, filled([units], 0)), { transB: true });
}

/**
 * Fully connected layer that answers coordinates in tenths of the crop around its middle. It starts there: from anywhere in
 * the crop, the first epochs would only unlearn the random weights. And Adam's steps, as large as the learning rate
 * whatever the gradient, move a face by a tenth of what they would move it by in whole crops.
 */
export function centredCoordinates(context: LayerContext, x: Value, points: number, name: string): Value {
  const { b } = context;
  return b.add(b.mul(dense(context, x, 2 * points, name), 0.1), 0.5);
}
