import { intOf, intsOf } from "../attributes.js";
import type { Dim } from "../graph.js";
import type { InferContext, InferRule } from "./context.js";

/** Axes of a node, given as an input (opset 13 or 18 on) or as an attribute; undefined when absent. */
export function axesOf(c: InferContext, index: number): readonly number[] | undefined {
  const given = c.optional(index);
  if (!given) return intsOf(c, "axes");
  const numbers = c.numbers(index);
  if (!numbers) c.fail(`axes "${given.name}" must be a constant`);
  return numbers;
}

function reduced(c: InferContext, axes: readonly number[] | undefined): Dim[] {
  const { dims } = c.input(0);
  if (!axes?.length && intOf(c, "noop_with_empty_axes", 0) === 1) return [...dims];
  const over = new Set(axes?.length ? axes.map((axis) => c.axis(axis, dims.length)) : dims.keys());
  if (intOf(c, "keepdims", 1) === 1) return dims.map((dim, i) => (over.has(i) ? 1 : dim));
  return dims.filter((_, i) => !over.has(i));
}

const reduce: InferRule = (c) => [{ type: c.input(0).type, dims: reduced(c, axesOf(c, 1)) }];

const arg: InferRule = (c) => [{ type: "int64", dims: reduced(c, [intOf(c, "axis", 0)]) }];

const topK: InferRule = (c) => {
  const x = c.input(0);
  const axis = c.axis(intOf(c, "axis", -1), x.dims.length);
  const dims = x.dims.map((dim, i) => (i === axis ? (c.numbers(1)?.[0] ?? c.fresh()) : dim));
  return [
    { type: x.type, dims },
    { type: "int64", dims },
  ];
};

const REDUCTIONS = "Sum Mean Max Min Prod SumSquare L1 L2 LogSum LogSumExp";

/** Shape rules of reductions. */
export const reductions: Readonly<Record<string, InferRule>> = {
  ...Object.fromEntries(REDUCTIONS.split(" ").map((kind) => [`Reduce${kind}`, reduce])),
  ArgMax: arg,
  ArgMin: arg,
  TopK: topK,
};
