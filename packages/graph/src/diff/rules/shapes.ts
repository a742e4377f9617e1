import { intOf, intsOf, string, stringOf } from "../../ir/attributes.js";
import type { Value } from "../../ir/graph.js";
import { sliceRange } from "../../ir/infer/pick.js";
import { fixedDims, toNumbers } from "../../ir/tensor.js";
import { type GradientRule, NotDifferentiableError, type SingleContext } from "../rule.js";
import { likeShape, spreadAxis, sumTo } from "../shapes.js";

const reshaped: GradientRule = (c) => [likeShape(c.b, c.dy, c.x)];

/** Numbers of a constant input. */
function numbers(c: SingleContext, index: number): number[] | undefined {
  const value = c.inputs[index];
  if (!value) return undefined;
  const data = c.b.data(value);
  if (!data) throw new NotDifferentiableError(c.node, `input ${index} must be a constant`);
  return toNumbers(data);
}

const axisOf = (c: SingleContext): number => {
  const axis = intOf(c.node, "axis", 0);
  return axis < 0 ? axis + c.x.dims.length : axis;
};

const transpose: GradientRule = ({ b, node, x, dy }) => {
  const perm = intsOf(node, "perm") ?? [...x.dims.keys()].reverse();
  return [
    b.transpose(
      dy,
      perm.map((_, axis) => perm.indexOf(axis)),
    ),
  ];
};

const concat: GradientRule = (c) => {
  const axis = axisOf(c);
  let start = 0;
  return c.inputs.map((value, i) => {
    const end = start + Number((value as Value).dims[axis]);
    const part = c.wanted(i) ? c.b.slice(c.dy, [start], [end], [axis]) : undefined;
    start = end;
    return part;
  });
};

const split: GradientRule = (c) => {
  const parts = c.outputs.map((output, i) => c.gradients[i] ?? c.b.sub(output, output));
  return [c.b.concat(parts, axisOf(c))];
};

/** The inverse of Slice: dy spread by the step, turned round for a negative one, and padded to the old size. */
const slice: GradientRule = (c) => {
  const { b, x } = c;
  const dims = fixedDims("input of Slice", x.dims);
  const [starts, ends] = [numbers(c, 1) as number[], numbers(c, 2) as number[]];
  const axes = (numbers(c, 3) ?? starts.map((_, i) => i)).map((axis) => (axis < 0 ? axis + dims.length : axis));
  const steps = numbers(c, 4) ?? starts.map(() => 1);
  const pads = new Array<number>(2 * dims.length).fill(0);
  let gradient = c.dy;
  axes.forEach((axis, i) => {
    const { first, count } = sliceRange(dims[axis], starts[i], ends[i], steps[i]);
    if (steps[i] < 0) gradient = b.slice(gradient, [-1], [-count - 1], [axis], [-1]);
    gradient = spreadAxis(b, gradient, axis, Math.abs(steps[i]));
    const low = steps[i] > 0 ? first : first + (count - 1) * steps[i];
    pads[axis] = low;
    pads[axis + dims.length] = dims[axis] - low - (count - 1) * Math.abs(steps[i]) - 1;
  });
  return [pads.some((pad) => pad !== 0) ? b.pad(gradient, pads) : gradient];
};

const pad: GradientRule = (c) => {
  const mode = stringOf(c.node, "mode", "constant");
  if (mode !== "constant") throw new NotDifferentiableError(c.node, `padding mode must be constant, got ${mode}`);
  const rank = c.x.dims.length;
  const given = numbers(c, 1) as number[];
  const axes = numbers(c, 3) ?? [...c.x.dims.keys()];
  const pads = new Array<number>(2 * rank).fill(0);
  axes.forEach((axis, i) => {
    const at = axis < 0 ? axis + rank : axis;
    pads[at] = -given[i];
    pads[at + rank] = -given[i + axes.length];
  });
  return [c.b.pad(c.dy, pads)];
};

const tile: GradientRule = (c) => {
  const dims = fixedDims("input of Tile", c.x.dims);
  const repeats = numbers(c, 1) as number[];
  const pairs = c.b.reshape(
    c.dy,
    dims.flatMap((dim, i) => [repeats[i], dim]),
  );
  return [
    c.b.reduceSum(
      pairs,
      dims.map((_, i) => 2 * i),
      false,
    ),
  ];
};

/** Rows that were picked several times add up their gradients. */
const gather: GradientRule = (c) => {
  const { b, x, dy } = c;
  const dims = fixedDims("input of Gather", x.dims);
  const axis = axisOf(c);
  const indices = c.inputs[1] as Value;
  const picked = indices.dims.length;
  const front = [...dims.keys()].filter((i) => i !== axis);
  const order = [...dy.dims.keys()];
  const rows = b.transpose(dy, [
    ...order.slice(axis, axis + picked),
    ...order.slice(0, axis),
    ...order.slice(axis + picked),
  ]);
  const zeros = b.expand(b.scalar(0, x.type), [dims[axis], ...front.map((i) => dims[i])]);
  const sum = b.node("ScatterND", [zeros, b.unsqueeze(indices, [picked]), rows], { reduction: string("add") });
  return [
    b.transpose(
      sum,
      [...dims.keys()].map((i) => (i === axis ? 0 : front.indexOf(i) + 1)),
    ),
  ];
};

/** Gradient rules of operators that move elements about. */
export const shapes: Readonly<Record<string, GradientRule>> = {
  Reshape: reshaped,
  Flatten: reshaped,
  Squeeze: reshaped,
  Unsqueeze: reshaped,
  Transpose: transpose,
  Concat: concat,
  Split: split,
  Slice: slice,
  Pad: pad,
  Expand: (c) => [sumTo(c.b, c.dy, c.x)],
  Tile: tile,
  Gather: gather,
};
