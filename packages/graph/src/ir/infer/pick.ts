import { intOf, intsOf } from "../attributes.js";
import type { Dim } from "../graph.js";
import type { InferContext, InferRule } from "./context.js";

const concat: InferRule = (c) => {
  const values = Array.from({ length: c.inputCount }, (_, i) => c.input(i));
  const rank = values[0].dims.length;
  const axis = c.axis(intOf(c, "axis", 0), rank);
  for (const value of values) {
    c.rank(value, rank);
    value.dims.forEach((dim, i) => {
      if (i !== axis) c.sameDim(dim, values[0].dims[i], `axis ${i} of "${value.name}" and of "${values[0].name}"`);
    });
  }
  const sizes = values.map((value) => value.dims[axis]);
  const total = sizes.every((size) => typeof size === "number")
    ? sizes.reduce((sum, size) => sum + size, 0)
    : c.fresh();
  return [{ type: c.sameType(...values), dims: values[0].dims.map((dim, i) => (i === axis ? total : dim)) }];
};

const split: InferRule = (c) => {
  const { type, dims } = c.input(0);
  const axis = c.axis(intOf(c, "axis", 0), dims.length);
  const given = c.optional(1) ? c.numbers(1) : intsOf(c, "split");
  const size = dims[axis];
  const share = typeof size === "number" ? Math.ceil(size / c.outputCount) : undefined;
  return Array.from({ length: c.outputCount }, (_, i) => {
    const part = given?.[i] ?? (share === undefined ? c.fresh() : Math.min(share, Number(size) - i * share));
    return { type, dims: dims.map((dim, j) => (j === axis ? part : dim)) };
  });
};

/** Number of elements from start to end (exclusive) in steps, by the clamping rules of ONNX Slice. */
export function sliceRange(size: number, start: number, end: number, step: number): { first: number; count: number } {
  const low = step > 0 ? 0 : -1;
  const high = step > 0 ? size : size - 1;
  const clamp = (at: number) => Math.min(Math.max(at < 0 ? at + size : at, low), high);
  const first = clamp(start);
  // An end below -size means "to the very first element" when going backwards.
  const last = end < -size ? low : clamp(end);
  return { first, count: Math.max(0, Math.ceil((last - first) / step)) };
}

const slice: InferRule = (c) => {
  const { type, dims } = c.input(0);
  const starts = c.numbers(1);
  const ends = c.numbers(2);
  const steps = c.optional(4) ? c.numbers(4) : starts?.map(() => 1);
  const axes = c.optional(3) ? c.numbers(3) : starts?.map((_, i) => i);
  if (!starts || !ends || !axes || !steps) return [{ type, dims: dims.map(() => c.fresh()) }];
  const out: Dim[] = [...dims];
  axes.forEach((given, i) => {
    const axis = c.axis(given, dims.length);
    const size = dims[axis];
    out[axis] = typeof size === "number" ? sliceRange(size, starts[i], ends[i], steps[i]).count : c.fresh();
  });
  return [{ type, dims: out }];
};

const pad: InferRule = (c) => {
  const { type, dims } = c.input(0);
  const pads = c.numbers(1);
  const axes = (c.optional(3) ? c.numbers(3) : undefined)?.map((axis) => c.axis(axis, dims.length)) ?? [...dims.keys()];
  if (pads && pads.length !== 2 * axes.length) c.fail(`pads must have ${2 * axes.length} entries, got ${pads.length}`);
  const out: Dim[] = [...dims];
  axes.forEach((axis, i) => {
    const extra = pads ? pads[i] + pads[i + axes.length] : undefined;
    const size = dims[axis];
    if (extra !== 0) out[axis] = typeof size === "number" && extra !== undefined ? size + extra : c.fresh();
  });
  return [{ type, dims: out }];
};

const gather: InferRule = (c) => {
  const { type, dims } = c.input(0);
  const axis = c.axis(intOf(c, "axis", 0), dims.length);
  return [{ type, dims: [...dims.slice(0, axis), ...c.input(1).dims, ...dims.slice(axis + 1)] }];
};

const gatherND: InferRule = (c) => {
  const { type, dims } = c.input(0);
  const indices = c.input(1).dims;
  const depth = indices[indices.length - 1];
  if (typeof depth !== "number") return c.fail("last axis of the indices must be known");
  return [{ type, dims: [...indices.slice(0, -1), ...dims.slice(depth + intOf(c, "batch_dims", 0))] }];
};

const sameAsFirst = (c: InferContext) => [{ type: c.input(0).type, dims: c.input(0).dims }];

/** Shape rules of operators that take and put parts of tensors. */
export const picking: Readonly<Record<string, InferRule>> = {
  Concat: concat,
  Split: split,
  Slice: slice,
  Pad: pad,
  Gather: gather,
  GatherND: gatherND,
  GatherElements: (c) => [{ type: c.input(0).type, dims: c.input(1).dims }],
  ScatterND: sameAsFirst,
  ScatterElements: sameAsFirst,
};
