import { floatOf, stringOf } from "../../ir/attributes.js";
import type { Node } from "../../ir/graph.js";
import { fixedDims, tensor, toNumbers } from "../../ir/tensor.js";
import { type GradientRule, NotDifferentiableError } from "../rule.js";

/** Source position of output element `at`, by the formulas of the ONNX Resize specification. */
function sourceOf(mode: string, at: number, from: number, to: number, scale: number): number {
  switch (mode) {
    case "half_pixel":
      return (at + 0.5) / scale - 0.5;
    case "pytorch_half_pixel":
      return to > 1 ? (at + 0.5) / scale - 0.5 : 0;
    case "asymmetric":
      return at / scale;
    case "align_corners":
      return to > 1 ? (at * (from - 1)) / (to - 1) : 0;
    default:
      throw new RangeError(`coordinate_transformation_mode must be one with a fixed grid, got ${mode}`);
  }
}

const ROUND: Readonly<Record<string, (x: number) => number>> = {
  round_prefer_floor: (x) => Math.ceil(x - 0.5),
  round_prefer_ceil: (x) => Math.floor(x + 0.5),
  floor: Math.floor,
  ceil: Math.ceil,
};

/** Weights of the neighbours of a position: pairs of source index (not yet clamped) and weight. */
function taps(node: Node, position: number): [number, number][] {
  const mode = stringOf(node, "mode", "nearest");
  if (mode === "nearest") return [[ROUND[stringOf(node, "nearest_mode", "round_prefer_floor")](position), 1]];
  const base = Math.floor(position);
  const t = position - base;
  if (mode === "linear")
    return [
      [base, 1 - t],
      [base + 1, t],
    ];
  const a = floatOf(node, "cubic_coeff_a", -0.75);
  const near = (d: number) => ((a + 2) * d - (a + 3)) * d * d + 1;
  const far = (d: number) => ((a * d - 5 * a) * d + 8 * a) * d - 4 * a;
  return [
    [base - 1, far(1 + t)],
    [base, near(t)],
    [base + 1, near(1 - t)],
    [base + 2, far(2 - t)],
  ];
}

/**
 * One axis of a Resize as a matrix `[to, from]`: resampling is linear in the image, so its gradient is the transpose.
 * @throws RangeError for a coordinate mode that needs a region of interest
 */
export function resizeMatrix(node: Node, from: number, to: number, scale: number): Float32Array {
  const mode = stringOf(node, "coordinate_transformation_mode", "half_pixel");
  const matrix = new Float32Array(to * from);
  for (let at = 0; at < to; at++) {
    for (const [index, weight] of taps(node, sourceOf(mode, at, from, to, scale))) {
      matrix[at * from + Math.min(Math.max(index, 0), from - 1)] += weight;
    }
  }
  return matrix;
}

const resize: GradientRule = (c) => {
  const { b, node, x, y } = c;
  const from = fixedDims("input of Resize", x.dims);
  const to = fixedDims("output of Resize", y.dims);
  if (c.inputs[1] && stringOf(node, "coordinate_transformation_mode", "half_pixel") === "tf_crop_and_resize") {
    throw new NotDifferentiableError(node, "regions of interest have no gradient rule");
  }
  const given = c.inputs[2] && b.data(c.inputs[2]);
  const scales = given?.data.length ? toNumbers(given) : to.map((size, i) => size / from[i]);
  let gradient = c.dy;
  from.forEach((size, axis) => {
    if (size === to[axis] && scales[axis] === 1) return;
    const matrix = b.constant(tensor("float32", [to[axis], size], resizeMatrix(node, size, to[axis], scales[axis])));
    const last = from.length - 1;
    const swap = [...from.keys()].map((i) => (i === axis ? last : i === last ? axis : i));
    gradient =
      axis === last ? b.matmul(gradient, matrix) : b.transpose(b.matmul(b.transpose(gradient, swap), matrix), swap);
  });
  return [gradient];
};

/** Gradient rules of image resampling. */
export const resampling: Readonly<Record<string, GradientRule>> = { Resize: resize };
