import { int, intOf, ints, intsOf } from "../ir/attributes.js";
import type { GraphBuilder } from "../ir/builder.js";
import type { Node, Value } from "../ir/graph.js";
import { COMPOSITE } from "./composite.js";

/**
 * A feature map with its samples innermost. In memory it is `[channels, samples / lanes, height, width, lanes]`, which to
 * onnxruntime's blocked kernels is one sample of channels * samples maps: the edge has dims
 * `[1, channels * samples, height, width]`.
 */
export interface Lanes {
  readonly value: Value;
  readonly channels: number;
  readonly samples: number;
  /** Width of a block, 16 with AVX-512. */
  readonly lanes: number;
}

/** Geometry of a depthwise convolution. */
export interface DepthwiseGeometry {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pads: readonly number[];
  readonly lanes: number;
}

/** Brings a map `[N, C, H, W]` into the layout. @throws RangeError when N is not a multiple of `lanes` */
export function intoLanes(b: GraphBuilder, x: Value, lanes: number): Lanes {
  const [samples, channels, height, width] = x.dims as number[];
  if (samples % lanes !== 0) throw new RangeError(`batch must be a multiple of ${lanes} lanes, got ${samples}`);
  const blocks = b.reshape(x, [samples / lanes, lanes, channels, height, width]);
  const moved = b.transpose(blocks, [2, 0, 3, 4, 1]);
  return { value: b.reshape(moved, [1, channels * samples, height, width]), channels, samples, lanes };
}

/** Brings a map back to `[N, C, H, W]`. */
export function fromLanes(b: GraphBuilder, { value, channels, samples, lanes }: Lanes): Value {
  const [, , height, width] = value.dims as number[];
  const blocks = b.reshape(value, [channels, samples / lanes, height, width, lanes]);
  return b.reshape(b.transpose(blocks, [1, 4, 0, 2, 3]), [samples, channels, height, width]);
}

/** 1x1 convolution with weights `[M, C, 1, 1]`: one product of `[M, C]` and `[C, everything else]`. */
export function lanesPointwise(b: GraphBuilder, x: Lanes, weights: Value, bias: Value | undefined): Lanes {
  const [, , height, width] = x.value.dims as number[];
  const [filters, channels] = weights.dims as number[];
  const product = b.matmul(b.reshape(weights, [filters, channels]), b.reshape(x.value, [channels, -1]));
  const shifted = bias ? b.add(product, b.reshape(bias, [filters, 1])) : product;
  return { ...x, value: b.reshape(shifted, [1, filters * x.samples, height, width]), channels: filters };
}

/** Depthwise convolution with weights `[C, 1, kh, kw]`, each repeated for every sample. */
export function lanesDepthwise(
  b: GraphBuilder,
  x: Lanes,
  weights: Value,
  geometry: Omit<DepthwiseGeometry, "lanes">,
): Lanes {
  const { channels, samples, lanes } = x;
  const [, , kh, kw] = weights.dims as number[];
  const repeated = b.expand(b.reshape(weights, [channels, 1, kh * kw, 1]), [channels, samples / lanes, kh * kw, lanes]);
  const kernels = b.reshape(repeated, [channels * samples, 1, kh, kw]);
  return { ...x, value: depthwiseNode(b, x.value, kernels, { ...geometry, lanes }) };
}

/** The composite node; its weights are in blocked order like the map itself. */
export function depthwiseNode(b: GraphBuilder, x: Value, kernels: Value, geometry: DepthwiseGeometry): Value {
  const { strides, dilations, pads, lanes } = geometry;
  const [, maps, ...size] = x.dims as number[];
  const out = size.map((length, i) => {
    const extent = dilations[i] * (Number(kernels.dims[i + 2]) - 1) + 1;
    return Math.floor((length + pads[i] + pads[i + 2] - extent) / strides[i]) + 1;
  });
  const attributes = { strides: ints(strides), dilations: ints(dilations), pads: ints(pads), lanes: int(lanes) };
  const types = [{ type: x.type, dims: [1, maps, ...out] }];
  return b.node("LanesDepthwise", [x, kernels], attributes, { domain: COMPOSITE, types });
}

/** Geometry that a composite node was made with. */
export const depthwiseGeometry = (node: Node): DepthwiseGeometry => ({
  strides: intsOf(node, "strides") ?? [1, 1],
  dilations: intsOf(node, "dilations") ?? [1, 1],
  pads: intsOf(node, "pads") ?? [0, 0, 0, 0],
  lanes: intOf(node, "lanes", 1),
});
