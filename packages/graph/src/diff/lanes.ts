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

/** Geometry of a composite node of this layout; what does not concern an operator has its neutral value. */
export interface LanesGeometry {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pads: readonly number[];
  readonly lanes: number;
  /** Dims of the result. */
  readonly dims: readonly number[];
}

/** Geometry that a composite node was made with. */
export const geometryOf = (node: Node): LanesGeometry => ({
  strides: intsOf(node, "strides") ?? [1, 1],
  dilations: intsOf(node, "dilations") ?? [1, 1],
  pads: intsOf(node, "pads") ?? [0, 0, 0, 0],
  lanes: intOf(node, "lanes", 1),
  dims: intsOf(node, "dims") ?? [],
});

/** Adds a composite node of this layout. */
export function lanesNode(
  b: GraphBuilder,
  op: string,
  inputs: readonly Value[],
  geometry: Pick<LanesGeometry, "dims" | "lanes"> & Partial<LanesGeometry>,
): Value {
  const { strides, dilations, pads, lanes, dims } = geometry;
  const attributes = {
    lanes: int(lanes),
    dims: ints(dims),
    ...(strides && { strides: ints(strides) }),
    ...(dilations && { dilations: ints(dilations) }),
    ...(pads && { pads: ints(pads) }),
  };
  return b.node(op, inputs, attributes, { domain: COMPOSITE, types: [{ type: inputs[0].type, dims }] });
}

/** Brings a map `[N, C, H, W]` into the layout. @throws RangeError when N is not a multiple of `lanes` */
export function intoLanes(b: GraphBuilder, x: Value, lanes: number): Lanes {
  const [samples, channels, height, width] = x.dims as number[];
  if (samples % lanes !== 0) throw new RangeError(`batch must be a multiple of ${lanes} lanes, got ${samples}`);
  const dims = [1, channels * samples, height, width];
  return { value: lanesNode(b, "IntoLanes", [x], { dims, lanes }), channels, samples, lanes };
}

/** Brings a map back to `[N, C, H, W]`. */
export function fromLanes(b: GraphBuilder, { value, channels, samples, lanes }: Lanes): Value {
  const [, , height, width] = value.dims as number[];
  return lanesNode(b, "FromLanes", [value], { dims: [samples, channels, height, width], lanes });
}

/** 1x1 convolution with weights `[M, C, 1, 1]`: one product of `[M, C]` and `[C, everything else]`. */
export function lanesPointwise(b: GraphBuilder, x: Lanes, weights: Value): Lanes {
  const [, , height, width] = x.value.dims as number[];
  const [filters, channels] = weights.dims as number[];
  const dims = [1, filters * x.samples, height, width];
  const matrix = b.reshape(weights, [filters, channels]);
  return {
    ...x,
    value: lanesNode(b, "LanesPointwise", [x.value, matrix], { dims, lanes: x.lanes }),
    channels: filters,
  };
}

/** Depthwise convolution with weights `[C, 1, kh, kw]`, each repeated for every sample. */
export function lanesDepthwise(
  b: GraphBuilder,
  x: Lanes,
  weights: Value,
  { strides, dilations, pads }: Pick<LanesGeometry, "strides" | "dilations" | "pads">,
): Lanes {
  const { channels, samples, lanes } = x;
  const [, maps, ...size] = x.value.dims as number[];
  const [, , kh, kw] = weights.dims as number[];
  const repeated = b.expand(b.reshape(weights, [channels, 1, kh * kw, 1]), [channels, samples / lanes, kh * kw, lanes]);
  const kernels = b.reshape(repeated, [maps, 1, kh, kw]);
  const out = size.map((length, i) => {
    const extent = dilations[i] * ([kh, kw][i] - 1) + 1;
    return Math.floor((length + pads[i] + pads[i + 2] - extent) / strides[i]) + 1;
  });
  const geometry = { strides, dilations, pads, lanes, dims: [1, maps, ...out] };
  return { ...x, value: lanesNode(b, "LanesDepthwise", [x.value, kernels], geometry) };
}
