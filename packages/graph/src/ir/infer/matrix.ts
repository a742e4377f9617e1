import { intOf, intsOf } from "../attributes.js";
import type { Dim } from "../graph.js";
import type { InferContext, InferRule } from "./context.js";
import { broadcastDims, slideDims } from "./dims.js";
import { windowOf } from "./window.js";

const times = (context: InferContext, dim: Dim, factor: number): Dim =>
  typeof dim === "number" ? dim * factor : factor === 1 ? dim : context.fresh();

const conv: InferRule = (c) => {
  const x = c.input(0);
  const w = c.input(1);
  if (x.dims.length < 3) c.fail(`"${x.name}" must be [N, C, ...spatial], got dims [${x.dims}]`);
  c.rank(w, x.dims.length);
  const group = intOf(c, "group", 1);
  c.sameDim(x.dims[1], times(c, w.dims[1], group), `channels of "${x.name}" and group x channels of "${w.name}"`);
  const bias = c.optional(2);
  if (bias) {
    c.rank(bias, 1);
    c.sameDim(bias.dims[0], w.dims[0], `length of "${bias.name}" and number of filters`);
  }
  const window = windowOf(c, w.dims.slice(2));
  return [{ type: c.sameType(x, w, bias), dims: [x.dims[0], w.dims[0], ...slideDims(c, x.dims.slice(2), window)] }];
};

const convTranspose: InferRule = (c) => {
  const x = c.input(0);
  const w = c.input(1);
  c.rank(w, x.dims.length);
  c.sameDim(x.dims[1], w.dims[0], `channels of "${x.name}" and of "${w.name}"`);
  const { kernel, strides, dilations, pads, autoPad } = windowOf(c, w.dims.slice(2));
  const extra = intsOf(c, "output_padding") ?? kernel.map(() => 0);
  const shape = intsOf(c, "output_shape");
  const rank = kernel.length;
  const spatial = x.dims.slice(2).map((size, i): Dim => {
    if (shape) return shape[i];
    if (typeof size === "string") return c.fresh();
    if (autoPad.startsWith("SAME")) return size * strides[i];
    return strides[i] * (size - 1) + extra[i] + (kernel[i] - 1) * dilations[i] + 1 - pads[i] - pads[i + rank];
  });
  const type = c.sameType(x, w, c.optional(2));
  return [{ type, dims: [x.dims[0], times(c, w.dims[1], intOf(c, "group", 1)), ...spatial] }];
};

/** The last two axes swapped. */
const swapped = (dims: readonly Dim[], swap: boolean): Dim[] =>
  swap && dims.length > 1 ? [...dims.slice(0, -2), dims[dims.length - 1], dims[dims.length - 2]] : [...dims];

const matmul: InferRule = (c) => {
  const type = c.sameType(c.input(0), c.input(1));
  const a = swapped(c.input(0).dims, intOf(c, "transA", 0) === 1);
  const b = swapped(c.input(1).dims, intOf(c, "transB", 0) === 1);
  if (a.length === 0 || b.length === 0) c.fail(`operands must have rank 1 or more, got [${a}] and [${b}]`);
  const left = a.length === 1 ? [1, ...a] : a;
  const right = b.length === 1 ? [...b, 1] : b;
  c.sameDim(left[left.length - 1], right[right.length - 2], `inner sizes of [${a}] x [${b}]`);
  const dims = broadcastDims(c, left.slice(0, -2), right.slice(0, -2));
  if (a.length > 1) dims.push(left[left.length - 2]);
  if (b.length > 1) dims.push(right[right.length - 1]);
  return [{ type, dims }];
};

const gemm: InferRule = (c) => {
  c.rank(c.input(0), 2);
  c.rank(c.input(1), 2);
  const a = swapped(c.input(0).dims, intOf(c, "transA", 0) === 1);
  const b = swapped(c.input(1).dims, intOf(c, "transB", 0) === 1);
  c.sameDim(a[1], b[0], `inner sizes of [${a}] x [${b}]`);
  const bias = c.optional(2);
  const dims = [a[0], b[1]];
  if (bias) broadcastDims(c, dims, bias.dims);
  return [{ type: c.sameType(c.input(0), c.input(1), bias), dims }];
};

/** Shape rules of convolutions and matrix products. */
export const matrix: Readonly<Record<string, InferRule>> = {
  Conv: conv,
  FusedConv: conv,
  ConvTranspose: convTranspose,
  MatMul: matmul,
  FusedMatMul: matmul,
  Gemm: gemm,
};
