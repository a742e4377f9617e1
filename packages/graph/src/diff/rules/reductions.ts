import { intOf } from "../../ir/attributes.js";
import type { Value } from "../../ir/graph.js";
import { toNumbers } from "../../ir/tensor.js";
import type { GradientRule, SingleContext } from "../rule.js";
import { expandLike, likeShape } from "../shapes.js";

/** Axes that a node reduces over, as 0..rank-1. */
function axesOf({ b, node, inputs, x }: SingleContext): number[] {
  const given = inputs[1] && b.data(inputs[1]);
  const axes = given ? toNumbers(given) : [];
  if (axes.length === 0) return intOf(node, "noop_with_empty_axes", 0) === 1 ? [] : [...x.dims.keys()];
  return axes.map((axis) => (axis < 0 ? axis + x.dims.length : axis));
}

/** A result or its gradient, with the reduced axes put back as size 1. */
function kept(c: SingleContext, value: Value): Value {
  if (intOf(c.node, "keepdims", 1) === 1) return value;
  const axes = new Set(axesOf(c));
  const dims = c.x.dims.map((dim, i) => (axes.has(i) ? 1 : dim));
  return likeShape(c.b, value, { ...value, dims });
}

/** Number of elements behind each result, as an edge where it is known only at run time. */
function count(c: SingleContext): Value {
  const sizes = axesOf(c).map((axis) => c.x.dims[axis]);
  if (sizes.every((size) => typeof size === "number")) {
    return c.b.scalar(
      sizes.reduce((product, size) => product * size, 1),
      c.x.type,
    );
  }
  const all = c.b.cast(c.b.node("Size", [c.x]), c.x.type);
  return c.b.div(all, c.b.cast(c.b.node("Size", [c.y]), c.x.type));
}

/** Where several elements are the extremum, they share the gradient. */
const extremum: GradientRule = (c) => {
  const { b, x, dy } = c;
  const equal = b.cast(b.node("Equal", [x, kept(c, c.y)]), x.type);
  const share = b.div(kept(c, dy), b.reduceSum(equal, axesOf(c)));
  return [b.mul(equal, share)];
};

/** Gradient rules of reductions. */
export const reductions: Readonly<Record<string, GradientRule>> = {
  ReduceSum: (c) => [expandLike(c.b, kept(c, c.dy), c.x)],
  ReduceMean: (c) => [expandLike(c.b, kept(c, c.b.div(c.dy, count(c))), c.x)],
  ReduceMax: extremum,
  ReduceMin: extremum,
  ReduceSumSquare: (c) => [c.b.mul(c.x, kept(c, c.b.mul(c.dy, 2)))],
  ReduceL1: (c) => [c.b.mul(c.b.sign(c.x), kept(c, c.dy))],
  ReduceL2: (c) => [c.b.mul(c.x, kept(c, c.b.div(c.dy, c.y)))],
  ReduceLogSum: (c) => [expandLike(c.b, kept(c, c.b.div(c.dy, c.b.exp(c.y))), c.x)],
  ReduceLogSumExp: (c) => [c.b.mul(c.b.exp(c.b.sub(c.x, kept(c, c.y))), kept(c, c.dy))],
  ReduceProd: (c) => [c.b.div(kept(c, c.b.mul(c.dy, c.y)), c.x)],
};
