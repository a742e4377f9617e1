import { intOf } from "../../ir/attributes.js";
import type { GraphBuilder, WindowOptions } from "../../ir/builder.js";
import type { Value } from "../../ir/graph.js";
import { resolvePads, windowOf } from "../../ir/infer/window.js";
import { fixedDims } from "../../ir/tensor.js";
import type { GradientRule, SingleContext } from "../rule.js";
import { after } from "../shapes.js";

interface Geometry {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pads: readonly number[];
  readonly group: number;
}

function geometry(c: SingleContext, input: Value, weights: Value): Geometry {
  const window = windowOf(c.node, weights.dims.slice(2));
  const pads = resolvePads(window, fixedDims(`input of ${c.node.op} "${c.node.name}"`, input.dims).slice(2));
  return { strides: window.strides, dilations: window.dilations, pads, group: intOf(c.node, "group", 1) };
}

/**
 * Gradient of a convolution with respect to its weights `[M, C / group, ...kernel]`, itself a convolution: samples and
 * channels change places, dy slides as the kernel, strides and dilations change places.
 */
function weightGradient(b: GraphBuilder, x: Value, dy: Value, weights: Value, g: Geometry): Value {
  const [n, channels, ...size] = x.dims as number[];
  const [, filters, ...out] = dy.dims as number[];
  const kernel = weights.dims.slice(2) as number[];
  const axes = size.map((_, i) => i);
  const plain = [...g.strides, ...g.dilations].every((step) => step === 1) && g.pads.every((pad) => pad === 0);
  if (plain && g.group === 1 && kernel.every((k) => k === 1)) {
    const flat = (value: Value, count: number) => b.reshape(value, [n, count, -1]);
    const stack = b.matmul(flat(dy, filters), b.transpose(flat(x, channels), [0, 2, 1]));
    return b.reshape(b.reduceSum(stack, [0], false), weights.dims as number[]);
  }
  const each = channels / g.group;
  const split = b.reshape(x, [n, g.group, each, ...size]);
  const swapped = b.transpose(split, [2, 1, 0, ...axes.map((i) => i + 3)]);
  const stacked = b.reshape(swapped, [each, g.group * n, ...size]);
  const kernels = b.transpose(dy, [1, 0, ...axes.map((i) => i + 2)]);
  const wide = b.conv(stacked, kernels, undefined, {
    strides: g.dilations,
    dilations: g.strides,
    pads: g.pads,
    group: g.group,
  });
  // Input that the last window did not reach gives kernel positions that do not exist.
  const exact = out.every((_, i) => wide.dims[i + 2] === kernel[i]);
  const cut = exact
    ? wide
    : b.slice(
        wide,
        axes.map(() => 0),
        kernel,
        axes.map((i) => i + 2),
      );
  return b.transpose(cut, [1, 0, ...axes.map((i) => i + 2)]);
}

/** Sum over samples and space: the gradient of a bias. */
const biasGradient = (b: GraphBuilder, dy: Value): Value =>
  b.reduceSum(
    dy,
    [...dy.dims.keys()].filter((axis) => axis !== 1),
    false,
  );

const conv: GradientRule = (c) => {
  const { b, x, dy } = c;
  const weights = c.inputs[1] as Value;
  const g = geometry(c, x, weights);
  const spatial = g.strides.length;
  const forWeights = c.wanted(1) ? weightGradient(b, x, dy, weights, g) : undefined;
  const forInput = () => {
    const outputPadding = g.strides.map((stride, i) => {
      const extent = (Number(weights.dims[i + 2]) - 1) * g.dilations[i] + 1;
      const reached = (Number(dy.dims[i + 2]) - 1) * stride + extent - g.pads[i] - g.pads[i + spatial];
      return Number(x.dims[i + 2]) - reached;
    });
    const options: WindowOptions = { ...g, ...(outputPadding.some((pad) => pad > 0) && { outputPadding }) };
    return b.convTranspose(dy, after(b, weights, forWeights), undefined, options);
  };
  return [c.wanted(0) ? forInput() : undefined, forWeights, c.wanted(2) ? biasGradient(b, dy) : undefined];
};

const convTranspose: GradientRule = (c) => {
  const { b, x, dy } = c;
  const weights = c.inputs[1] as Value;
  const g = geometry(c, x, weights);
  const forInput = () => {
    const wide = b.conv(dy, weights, undefined, g);
    // Output padding is output that no input reached at full stride; what it would map back to is cut off.
    const spatial = x.dims.slice(2) as number[];
    const axes = spatial.map((_, i) => i + 2);
    return String(wide.dims) === String(x.dims)
      ? wide
      : b.slice(
          wide,
          axes.map(() => 0),
          spatial,
          axes,
        );
  };
  return [
    c.wanted(0) ? forInput() : undefined,
    c.wanted(1) ? weightGradient(b, dy, x, weights, g) : undefined,
    c.wanted(2) ? biasGradient(b, dy) : undefined,
  ];
};

/** Gradient rules of convolutions. */
export const convolutions: Readonly<Record<string, GradientRule>> = { Conv: conv, ConvTranspose: convTranspose };
