import { GraphBuilder } from "../ir/builder.js";
import type { Graph, Node, Value } from "../ir/graph.js";
import { inlineGraph } from "../ir/rewrite.js";
import { elementCount, fixedDims } from "../ir/tensor.js";
import { COMPOSITE, optionsOf } from "./composite.js";
import { depthwiseGeometry } from "./lanes.js";
import { lanesChannelOps, lanesConv } from "./lanes-ops.js";
import { positiveMask } from "./shapes.js";

/** The four passes over a feature map that batch normalisation is made of, in one layout. */
export interface ChannelOps {
  /** Elements per channel. */
  readonly count: number;
  /** Sum over a channel, `[C]`. */
  sum(x: Value): Value;
  /** Sum of products over a channel, `[C]`. */
  sumOfProducts(x: Value, y: Value): Value;
  /** scale * x + shift + rest with `[C]` vectors, optionally followed by ReLU. */
  affine(x: Value, scale: Value, shift: Value | undefined, relu: boolean, rest?: Value): Value;
}

function plainChannelOps(b: GraphBuilder, x: Value): ChannelOps {
  const axes = [...x.dims.keys()].filter((axis) => axis !== 1);
  const dims = fixedDims("input of batch normalisation in training", x.dims);
  const wide = (vector: Value) => b.reshape(vector, [-1, ...dims.slice(2).map(() => 1)]);
  return {
    count: elementCount(dims) / dims[1],
    sum: (value) => b.reduceSum(value, axes, false),
    sumOfProducts: (p, q) => b.reduceSum(b.mul(p, q), axes, false),
    affine: (value, scale, shift, relu, rest) => {
      const scaled = b.mul(value, wide(scale));
      const shifted = shift ? b.add(scaled, wide(shift)) : scaled;
      const all = rest ? b.add(shifted, rest) : shifted;
      return relu ? b.relu(all) : all;
    },
  };
}

/** Rewrites the composite operators that differentiation leaves behind into ONNX operators. */
export function lowerComposites(graph: Graph): Graph {
  const b = new GraphBuilder(graph.name);
  const edges = inlineGraph(b, graph, {
    rewrite: (node, inputs, builder) => {
      if (node.domain !== COMPOSITE) return undefined;
      const given = inputs as readonly Value[];
      if (node.op === "LanesDepthwise") return [lanesConv(builder, given[0], given[1], depthwiseGeometry(node))];
      return node.op === "BatchNormTraining" ? forward(builder, node, given) : backward(builder, node, given);
    },
  });
  for (const output of graph.outputs) b.output(edges.get(output.name) as Value, output.name);
  for (const [key, text] of graph.metadata) b.metadata(key, text);
  return b.build();
}

const channelOps = (b: GraphBuilder, x: Value, scale: Value, samples: number): ChannelOps =>
  samples === 0 ? plainChannelOps(b, x) : lanesChannelOps(b, x, Number(scale.dims[0]), samples);

const rateOf = (b: GraphBuilder, variance: Value, epsilon: number): Value =>
  b.reciprocal(b.sqrt(b.add(variance, epsilon)));

function forward(b: GraphBuilder, node: Node, [x, scale, bias]: readonly Value[]): Value[] {
  const { epsilon, activation, samples } = optionsOf(node);
  const ops = channelOps(b, x, scale, samples);
  const mean = b.div(ops.sum(x), ops.count);
  const square = b.div(ops.sumOfProducts(x, x), ops.count);
  // Rounding may bring a constant channel just below zero.
  const variance = b.max(b.sub(square, b.mul(mean, mean)), 0);
  const gain = b.mul(scale, rateOf(b, variance, epsilon));
  const y = ops.affine(x, gain, b.sub(bias, b.mul(mean, gain)), activation === "Relu");
  return [y, mean, variance];
}

/**
 * dx = gain (dz - mean(dz) - x̂ mean(dz x̂)) multiplied out to gain dz + p x + q, so that x̂ is never made and only two
 * sums over the map are needed.
 */
function backward(b: GraphBuilder, node: Node, [dy, x, y, scale, mean, variance]: readonly Value[]): Value[] {
  const { epsilon, activation, samples } = optionsOf(node);
  const ops = channelOps(b, x, scale, samples);
  const dz = activation === "Relu" ? b.mul(dy, positiveMask(b, y)) : dy;
  const rate = rateOf(b, variance, epsilon);
  const dBias = ops.sum(dz);
  const dScale = b.mul(b.sub(ops.sumOfProducts(dz, x), b.mul(mean, dBias)), rate);
  const gain = b.mul(scale, rate);
  const p = b.neg(b.div(b.mul(gain, b.mul(rate, dScale)), ops.count));
  const q = b.neg(b.add(b.div(b.mul(gain, dBias), ops.count), b.mul(p, mean)));
  const dx = ops.affine(dz, gain, q, false, ops.affine(x, p, undefined, false));
  return [dx, dScale, dBias];
}
