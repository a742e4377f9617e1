import { floatOf, intOf } from "../../ir/attributes.js";
import type { Value } from "../../ir/graph.js";
import { type GradientRule, NotDifferentiableError, type SingleContext } from "../rule.js";
import { positiveMask, sumTo } from "../shapes.js";

/** 1 where low < x < high, else 0. */
function insideMask({ b, x }: SingleContext, low: Value | undefined, high: Value | undefined): Value {
  const above = low && positiveMask(b, b.sub(x, low));
  const below = high && positiveMask(b, b.sub(high, x));
  if (above && below) return b.mul(above, below);
  return above ?? below ?? b.scalar(1, x.type);
}

/** Gradient of `negative(x)` on the left of zero and 1 on the right. */
function leftBranch({ b, x, dy }: SingleContext, slope: Value): Value {
  const right = positiveMask(b, x);
  return b.mul(dy, b.add(right, b.mul(b.sub(1, right), slope)));
}

/** dy * y minus its part along y: the Jacobian of softmax, (diag(y) - y yᵀ) dy. */
const softmax: GradientRule = ({ b, node, y, dy }) => {
  const weighted = b.mul(dy, y);
  return [b.sub(weighted, b.mul(y, b.reduceSum(weighted, [intOf(node, "axis", -1)])))];
};

/** Gradient rules of activation functions. At a kink the gradient is the one of the flat side. */
export const activations: Readonly<Record<string, GradientRule>> = {
  Relu: ({ b, y, dy }) => [b.mul(dy, positiveMask(b, y))],
  Clip: (c) => {
    if (c.wanted(1) || c.wanted(2)) throw new NotDifferentiableError(c.node, "bounds must be constants");
    return [c.b.mul(c.dy, insideMask(c, c.inputs[1], c.inputs[2]))];
  },
  LeakyRelu: (c) => [leftBranch(c, c.b.scalar(floatOf(c.node, "alpha", 0.01), c.x.type))],
  PRelu: (c) => {
    const slope = c.inputs[1] as Value;
    const forSlope = () => sumTo(c.b, c.b.mul(c.dy, c.b.min(c.x, 0)), slope);
    return [c.wanted(0) ? leftBranch(c, slope) : undefined, c.wanted(1) ? forSlope() : undefined];
  },
  Elu: (c) => {
    const alpha = floatOf(c.node, "alpha", 1);
    return [leftBranch(c, c.b.mul(c.b.exp(c.b.min(c.x, 0)), alpha))];
  },
  HardSigmoid: (c) => {
    const { b, y, dy } = c;
    const inside = insideMask({ ...c, x: y }, b.scalar(0, y.type), b.scalar(1, y.type));
    return [b.mul(dy, b.mul(inside, floatOf(c.node, "alpha", 0.2)))];
  },
  // x h(x) with h = clip(x / 6 + 1/2, 0, 1), so the slope is h + x / 6 between -3 and 3 and h outside.
  HardSwish: (c) => {
    const { b, x, dy } = c;
    const inside = insideMask(c, b.scalar(-3, x.type), b.scalar(3, x.type));
    const slope = b.add(b.hardSigmoid(x, 1 / 6, 0.5), b.mul(b.mul(x, 1 / 6), inside));
    return [b.mul(dy, slope)];
  },
  Sigmoid: ({ b, y, dy }) => [b.mul(dy, b.mul(y, b.sub(1, y)))],
  Tanh: ({ b, y, dy }) => [b.mul(dy, b.sub(1, b.mul(y, y)))],
  Softplus: ({ b, x, dy }) => [b.mul(dy, b.sigmoid(x))],
  Softmax: softmax,
  LogSoftmax: ({ b, node, y, dy }) => [b.sub(dy, b.mul(b.exp(y), b.reduceSum(dy, [intOf(node, "axis", -1)])))],
};
