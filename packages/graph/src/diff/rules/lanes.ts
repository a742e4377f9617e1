import type { GraphBuilder } from "../../ir/builder.js";
import type { Value } from "../../ir/graph.js";
import { COMPOSITE } from "../composite.js";
import { type DepthwiseGeometry, depthwiseGeometry, depthwiseNode } from "../lanes.js";
import type { GradientRule } from "../rule.js";

/** dy slides over x as the kernel; strides and dilations change places. */
function forKernels(b: GraphBuilder, x: Value, dy: Value, kernels: Value, g: DepthwiseGeometry): Value {
  const [, maps, height, width] = dy.dims as number[];
  const size = x.dims.slice(2) as number[];
  const [kh, kw] = kernels.dims.slice(2) as number[];
  // Padding at the end is cut to what the windows reached, so that exactly the kernel's positions come out.
  const reach = (i: number, k: number, out: number) => (out - 1) * g.strides[i] + (k - 1) * g.dilations[i] + 1;
  const ends = [reach(0, kh, height) - size[0] - g.pads[0], reach(1, kw, width) - size[1] - g.pads[1]];
  const seen = ends.some((end) => end < 0) ? crop(b, x, ends, g.lanes) : x;
  const slid = depthwiseNode(b, seen, b.reshape(dy, [maps, 1, height, width]), {
    lanes: g.lanes,
    strides: g.dilations,
    dilations: g.strides,
    pads: [g.pads[0], g.pads[1], Math.max(0, ends[0]), Math.max(0, ends[1])],
  });
  return b.reshape(slid, kernels.dims as number[]);
}

function crop(b: GraphBuilder, x: Value, ends: readonly number[], lanes: number): Value {
  const [, maps, height, width] = x.dims as number[];
  const [h, w] = [height + Math.min(0, ends[0]), width + Math.min(0, ends[1])];
  const blocks = b.reshape(x, [maps / lanes, height, width, lanes]);
  return b.reshape(b.slice(blocks, [0, 0], [h, w], [1, 2]), [1, maps, h, w]);
}

/** The kernel, turned by 180 degrees, slides over dy, with zeros between its elements where the stride left gaps. */
function forInput(b: GraphBuilder, x: Value, dy: Value, kernels: Value, g: DepthwiseGeometry): Value {
  const [maps, , kh, kw] = kernels.dims as number[];
  const blocks = b.reshape(kernels, [maps / g.lanes, kh * kw, g.lanes]);
  const turned = b.slice(blocks, [-1], [-kh * kw - 1], [1], [-1]);
  const wide = spread(b, dy, g);
  const starts = [kh, kw].map((k, i) => g.dilations[i] * (k - 1) - g.pads[i]);
  const ends = [kh, kw].map((_, i) => Number(x.dims[i + 2]) - Number(wide.dims[i + 2]) + g.pads[i]);
  return depthwiseNode(b, wide, b.reshape(turned, [maps, 1, kh, kw]), {
    lanes: g.lanes,
    strides: [1, 1],
    dilations: g.dilations,
    pads: [...starts, ...ends],
  });
}

/** Puts stride - 1 zeros after every element. */
function spread(b: GraphBuilder, dy: Value, { strides: [sh, sw], lanes }: DepthwiseGeometry): Value {
  if (sh === 1 && sw === 1) return dy;
  const [, maps, height, width] = dy.dims as number[];
  const split = b.reshape(dy, [maps / lanes, height, 1, width, 1, lanes]);
  const padded = b.pad(split, [0, 0, 0, 0, 0, 0, 0, 0, sh - 1, 0, sw - 1, 0]);
  return b.reshape(padded, [1, maps, height * sh, width * sw]);
}

const depthwise: GradientRule = (c) => {
  const kernels = c.inputs[1] as Value;
  const g = depthwiseGeometry(c.node);
  return [
    c.wanted(0) ? forInput(c.b, c.x, c.dy, kernels, g) : undefined,
    c.wanted(1) ? forKernels(c.b, c.x, c.dy, kernels, g) : undefined,
  ];
};

/** Gradient rule of the depthwise convolution in the batch-innermost layout. */
export const lanes: Readonly<Record<string, GradientRule>> = { [`${COMPOSITE}.LanesDepthwise`]: depthwise };
