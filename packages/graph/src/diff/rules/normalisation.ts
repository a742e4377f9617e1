import { floatOf } from "../../ir/attributes.js";
import type { GraphBuilder } from "../../ir/builder.js";
import type { Value } from "../../ir/graph.js";
import { attributesOf, COMPOSITE, optionsOf } from "../composite.js";
import { lanesNode } from "../lanes.js";
import { type GradientRule, NotDifferentiableError } from "../rule.js";

/** A per-channel vector in a shape that broadcasts over `[N, C, ...]`. */
const perChannel = (b: GraphBuilder, vector: Value, x: Value): Value =>
  b.reshape(vector, [-1, ...x.dims.slice(2).map(() => 1)]);

/** With fixed statistics the normalisation is one scale and one shift per channel. */
const fixedStatistics: GradientRule = (c) => {
  const { b, node, x, dy } = c;
  if (c.wanted(3) || c.wanted(4)) throw new NotDifferentiableError(node, "running statistics have no gradient");
  const [, scale, , mean, variance] = c.inputs as Value[];
  const rate = b.reciprocal(b.sqrt(b.add(variance, floatOf(node, "epsilon", 1e-5))));
  const axes = [...x.dims.keys()].filter((axis) => axis !== 1);
  const forScale = () => {
    const normalised = b.mul(b.sub(x, perChannel(b, mean, x)), perChannel(b, rate, x));
    return b.reduceSum(b.mul(dy, normalised), axes, false);
  };
  return [
    c.wanted(0) ? b.mul(dy, perChannel(b, b.mul(scale, rate), x)) : undefined,
    c.wanted(1) ? forScale() : undefined,
    c.wanted(2) ? b.reduceSum(dy, axes, false) : undefined,
  ];
};

const training: GradientRule = (c) => {
  const { b, node, x, dy } = c;
  if (c.gradients[1] || c.gradients[2]) throw new NotDifferentiableError(node, "statistics have no gradient rule");
  const [, scale] = c.inputs as Value[];
  const [, mean, variance, slope] = c.outputs;
  const vector = { type: scale.type, dims: scale.dims };
  const options = optionsOf(node);
  const [unscaled, dScale, dBias, gain] = b.nodes(
    "BatchNormGradient",
    [dy, x, slope, scale, mean, variance],
    attributesOf(options),
    { domain: COMPOSITE, outputCount: 4, types: [{ type: x.type, dims: x.dims }, vector, vector, vector] },
  );
  // Scaled in an operator of its own, so that lowering can move the scale into weights.
  const lanes = { dims: x.dims as number[], lanes: 1 };
  const dx =
    options.samples > 0 ? lanesNode(b, "LanesScale", [unscaled, gain], lanes) : b.mul(unscaled, perChannel(b, gain, x));
  return [dx, dScale, dBias];
};

/** Gradient rules of batch normalisation. */
export const normalisation: Readonly<Record<string, GradientRule>> = {
  BatchNormalization: fixedStatistics,
  [`${COMPOSITE}.BatchNormTraining`]: training,
};
