import type { GraphBuilder } from "../ir/builder.js";
import type { Dim, Value } from "../ir/graph.js";

const isFixed = (dims: readonly Dim[]): dims is readonly number[] => dims.every((dim) => typeof dim === "number");

/** Sums a gradient over the axes that broadcasting had stretched, back to the shape of the operand. */
export function sumTo(b: GraphBuilder, gradient: Value, operand: Value): Value {
  const from = gradient.dims;
  const lead = from.length - operand.dims.length;
  const axes = [...from.keys()].filter((axis) => axis < lead || (operand.dims[axis - lead] === 1 && from[axis] !== 1));
  const summed = axes.length > 0 ? b.reduceSum(gradient, axes) : gradient;
  return lead > 0 ? likeShape(b, summed, operand) : summed;
}

/** The elements of `value` in the shape of `model`. */
export function likeShape(b: GraphBuilder, value: Value, model: Value): Value {
  if (String(value.dims) === String(model.dims)) return value;
  const names = model.dims.filter((dim) => typeof dim === "string");
  if (names.length < 2)
    return b.reshape(
      value,
      model.dims.map((dim) => (typeof dim === "string" ? -1 : dim)),
    );
  return b.node("Reshape", [value, b.shape(model)], {}, { types: [{ type: value.type, dims: model.dims }] });
}

/** Repeats `value` along axes of size 1 up to the shape of `model`. */
export function expandLike(b: GraphBuilder, value: Value, model: Value): Value {
  if (String(value.dims) === String(model.dims)) return value;
  if (isFixed(model.dims)) return b.expand(value, model.dims);
  return b.node("Expand", [value, b.shape(model)], {}, { types: [{ type: value.type, dims: model.dims }] });
}

/** Puts `step - 1` zeros between neighbours along an axis: size n becomes (n - 1) * step + 1. */
export function spreadAxis(b: GraphBuilder, value: Value, axis: number, step: number): Value {
  if (step === 1) return value;
  const dims = value.dims as readonly number[];
  const rank = dims.length;
  const split = b.reshape(value, [...dims.slice(0, axis + 1), 1, ...dims.slice(axis + 1)]);
  const pads = new Array<number>(2 * (rank + 1)).fill(0);
  pads[rank + 1 + axis + 1] = step - 1;
  const wide = b.reshape(
    b.pad(split, pads),
    dims.map((dim, i) => (i === axis ? dim * step : dim)),
  );
  return b.slice(wide, [0], [dims[axis] * step - step + 1], [axis]);
}

/**
 * `value`, but computed after `first`, which has its shape. onnxruntime's order would otherwise leave all gradients of
 * weights to the end, and with them every gradient of a feature map in memory.
 */
export const after = (b: GraphBuilder, value: Value, first: Value | undefined): Value =>
  first ? b.add(value, b.mul(first, 0)) : value;

/** 1 where x > 0, else 0: one cheap pass, exact for all normal numbers. */
export const positiveMask = (b: GraphBuilder, x: Value): Value => b.hardSigmoid(x, 3e38, 0);
