import type { GraphBuilder } from "../../ir/builder.js";
import type { Node, Value } from "../../ir/graph.js";
import { optionsOf } from "../composite.js";
import { type ChannelOps, lanesChannelOps, plainChannelOps } from "./channel-ops.js";

const channelOps = (b: GraphBuilder, x: Value, scale: Value, samples: number): ChannelOps =>
  samples === 0 ? plainChannelOps(b, x) : lanesChannelOps(b, x, Number(scale.dims[0]), samples);

const rateOf = (b: GraphBuilder, variance: Value, epsilon: number): Value =>
  b.reciprocal(b.sqrt(b.add(variance, epsilon)));

/**
 * y, mean, variance and the activation's slope of `BatchNormTraining`. The slope stands here, among the forward nodes,
 * because onnxruntime takes the later of two inputs first: it is computed when the gradient arrives, not held from the start.
 */
export function lowerBatchNorm(b: GraphBuilder, node: Node, [x, scale, bias]: readonly Value[]): Value[] {
  const { epsilon, activation, samples } = optionsOf(node);
  const ops = channelOps(b, x, scale, samples);
  const total = ops.sum(x);
  const mean = b.div(total, ops.count);
  // Rounding may bring a constant channel just below zero.
  const variance = b.max(b.div(ops.centeredProducts(x, mean, x, total), ops.count), 0);
  const gain = b.mul(scale, rateOf(b, variance, epsilon));
  const y = ops.affine(x, gain, b.sub(bias, b.mul(mean, gain)), { relu: activation === "Relu" });
  return [y, mean, variance, activation === "Relu" ? ops.mask(y) : y];
}

/**
 * dx = gain (dz - mean(dz) - x̂ mean(dz x̂)), multiplied out to gain (dz + p x + q), so that x̂ is never made and only two
 * sums over the map are needed. Returns dx / gain, dScale, dBias and gain, which the layer before may take into its weights.
 */
export function lowerBatchNormGradient(
  b: GraphBuilder,
  node: Node,
  [dy, x, slope, scale, mean, variance]: readonly Value[],
): Value[] {
  const { epsilon, activation, samples } = optionsOf(node);
  const ops = channelOps(b, x, scale, samples);
  const dz = activation === "Relu" ? b.mul(dy, slope) : dy;
  const rate = rateOf(b, variance, epsilon);
  const dBias = ops.sum(dz);
  const dScale = b.mul(ops.centeredProducts(x, mean, dz, dBias), rate);
  const p = b.div(b.mul(rate, dScale), -ops.count);
  const q = b.sub(b.div(dBias, -ops.count), b.mul(p, mean));
  return [ops.affine(x, p, q, { rest: dz }), dScale, dBias, b.mul(scale, rate)];
}
