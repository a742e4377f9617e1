import type { GraphBuilder } from "../../ir/builder.js";
import type { Value } from "../../ir/graph.js";
import type { LanesGeometry } from "../lanes.js";
import { blockedConv } from "./blocked.js";

/** Gradient for the kernels: dy slides over x as the kernel; strides and dilations change places. */
export function depthwiseWeights(b: GraphBuilder, x: Value, dy: Value, kernels: Value, g: LanesGeometry): Value {
  const [, maps, ...out] = dy.dims as number[];
  const size = x.dims.slice(2) as number[];
  const window = kernels.dims.slice(2) as number[];
  // Padding at the end, or a cut, up to what the windows reached, so that exactly the kernel's positions come out.
  const ends = out.map((length, i) => {
    const reach = (length - 1) * g.strides[i] + (window[i] - 1) * g.dilations[i] + 1;
    return reach - size[i] - g.pads[i];
  });
  const slid = blockedConv(b, cropped(b, x, ends, g.lanes), b.reshape(dy, [maps, 1, ...out]), {
    strides: g.dilations,
    dilations: g.strides,
    pads: [g.pads[0], g.pads[1], ...ends.map((end) => Math.max(0, end))],
  });
  return b.reshape(slid, kernels.dims as number[]);
}

/** What padding of a negative length, which kernels do not take, leaves of a map. */
function cropped(b: GraphBuilder, x: Value, ends: readonly number[], lanes: number): Value {
  if (ends.every((end) => end >= 0)) return x;
  const [, maps, height, width] = x.dims as number[];
  const [h, w] = [height + Math.min(0, ends[0]), width + Math.min(0, ends[1])];
  const blocks = b.reshape(x, [maps / lanes, height, width, lanes]);
  return b.reshape(b.slice(blocks, [0, 0], [h, w], [1, 2]), [1, maps, h, w]);
}

/** Gradient for the input: the kernel, turned by 180 degrees, slides over dy, spread out where the stride left gaps. */
export function depthwiseInput(b: GraphBuilder, x: Value, dy: Value, kernels: Value, g: LanesGeometry): Value {
  const [maps, , kh, kw] = kernels.dims as number[];
  const blocks = b.reshape(kernels, [maps / g.lanes, kh * kw, g.lanes]);
  const turned = b.slice(blocks, [-1], [-kh * kw - 1], [1], [-1]);
  const wide = spread(b, dy, g);
  const starts = [kh, kw].map((k, i) => g.dilations[i] * (k - 1) - g.pads[i]);
  const ends = [0, 1].map((i) => Number(x.dims[i + 2]) - Number(wide.dims[i + 2]) + g.pads[i]);
  return blockedConv(b, cropped(b, wide, ends, g.lanes), b.reshape(turned, [maps, 1, kh, kw]), {
    dilations: g.dilations,
    pads: [...starts, ...ends.map((end) => Math.max(0, end))],
  });
}

/** Puts stride - 1 zeros after every element. */
function spread(b: GraphBuilder, dy: Value, { strides: [sh, sw], lanes }: LanesGeometry): Value {
  if (sh === 1 && sw === 1) return dy;
  const [, maps, height, width] = dy.dims as number[];
  const split = b.reshape(dy, [maps / lanes, height, 1, width, 1, lanes]);
  const padded = b.pad(split, [0, 0, 0, 0, 0, 0, 0, 0, sh - 1, 0, sw - 1, 0]);
  return b.reshape(padded, [1, maps, height * sh, width * sw]);
}
