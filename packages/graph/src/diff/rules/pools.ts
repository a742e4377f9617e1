import { int, intOf, string } from "../../ir/attributes.js";
import type { Value } from "../../ir/graph.js";
import { resolvePads, windowOf } from "../../ir/infer/window.js";
import { elementCount, fixedDims, float32, tensor } from "../../ir/tensor.js";
import type { GradientRule, SingleContext } from "../rule.js";
import { expandLike } from "../shapes.js";

/** How many elements each window of an average holds, as a constant of the output's spatial shape. */
function windowCounts(c: SingleContext): number[] {
  const size = fixedDims("input of AveragePool", c.x.dims).slice(2);
  const out = fixedDims("output of AveragePool", c.y.dims).slice(2);
  const { kernel, strides, dilations, ...window } = windowOf(c.node);
  const pads = resolvePads({ kernel, strides, dilations, ...window }, size);
  const padded = intOf(c.node, "count_include_pad", 0) === 1;
  const along = out.map((length, axis) =>
    Array.from({ length }, (_, at) => {
      const low = padded ? 0 : pads[axis];
      const high = size[axis] + pads[axis] + (padded ? pads[axis + size.length] : 0);
      const positions = Array.from({ length: kernel[axis] }, (_, k) => at * strides[axis] + k * dilations[axis]);
      return positions.filter((position) => position >= low && position < high).length;
    }),
  );
  return along.reduce((all, axis) => all.flatMap((p) => axis.map((q) => p * q)), [1]);
}

/** Every window hands its share of dy back to the elements under it: a depthwise transposed convolution with ones. */
const averagePool: GradientRule = (c) => {
  const { b, x, y, dy } = c;
  const [, channels, ...size] = fixedDims("input of AveragePool", x.dims);
  const window = windowOf(c.node);
  const pads = resolvePads(window, size);
  const counts = b.constant(float32(y.dims.slice(2) as number[], windowCounts(c)));
  const shares = b.div(dy, counts);
  const ones = tensor(
    "float32",
    [channels, 1, ...window.kernel],
    new Float32Array(channels * elementCount(window.kernel)).fill(1),
  );
  const reach = (i: number) =>
    (Number(y.dims[i + 2]) - 1) * window.strides[i] + (window.kernel[i] - 1) * window.dilations[i] + 1;
  // Transposed without padding, then cut or filled up: with ceil_mode windows may end past the padding.
  const full = b.convTranspose(shares, b.constant(ones), undefined, {
    strides: window.strides,
    dilations: window.dilations,
    group: channels,
  });
  const start = size.map((_, i) => -pads[i]);
  const end = size.map((length, i) => length + pads[i] - reach(i));
  return [b.pad(full, [0, 0, ...start, 0, 0, ...end])];
};

/** Scatters dy to where each maximum came from; overlapping windows add up. */
const maxPool: GradientRule = ({ b, node, x, dy }) => {
  const size = elementCount(fixedDims("input of MaxPool", x.dims));
  const [, indices] = b.nodes("MaxPool", [x], node.attributes, { outputCount: 2 });
  const zeros = b.constant(tensor("float32", [size], new Float32Array(size)));
  const flat = (value: Value) => b.reshape(value, [-1]);
  const attributes = { axis: int(0), reduction: string("add") };
  const scattered = b.node("ScatterElements", [zeros, flat(indices), flat(dy)], attributes);
  return [b.reshape(scattered, x.dims as number[])];
};

const globalAverage: GradientRule = ({ b, x, dy }) => {
  const area = elementCount(fixedDims("spatial axes of GlobalAveragePool", x.dims.slice(2)));
  return [expandLike(b, b.mul(dy, 1 / area), x)];
};

const globalMax: GradientRule = ({ b, x, y, dy }) => {
  const equal = b.cast(b.node("Equal", [x, y]), x.type);
  const axes = [...x.dims.keys()].slice(2);
  return [b.mul(equal, b.div(dy, b.reduceSum(equal, axes)))];
};

/** Gradient rules of pooling. */
export const pools: Readonly<Record<string, GradientRule>> = {
  AveragePool: averagePool,
  MaxPool: maxPool,
  GlobalAveragePool: globalAverage,
  GlobalMaxPool: globalMax,
};
