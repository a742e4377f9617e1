import { GraphBuilder } from "../../ir/builder.js";
import type { Graph, Node, Value } from "../../ir/graph.js";
import { inlineGraph } from "../../ir/rewrite.js";
import { COMPOSITE } from "../composite.js";
import { geometryOf } from "../lanes.js";
import { lowerBatchNorm, lowerBatchNormGradient } from "./batch-norm.js";
import { blockedConv } from "./blocked.js";
import { depthwiseInput, depthwiseWeights } from "./depthwise.js";
import { lowerFromLanes, lowerIntoLanes, scaleMaps, scaleRows } from "./layout.js";

/** A map that is `base` with each channel multiplied by `vector` `[C]`. */
interface Scaled {
  readonly base: Value;
  readonly vector: Value;
}

/**
 * Rewrites the composite operators that differentiation leaves behind into operators of ONNX and onnxruntime. A scale per
 * channel that a gradient carries is moved into the weights of the convolution before, where it costs nothing.
 */
export function lowerComposites(graph: Graph): Graph {
  const b = new GraphBuilder(graph.name);
  const scaled = new Map<string, Scaled>();
  const edges = inlineGraph(b, graph, {
    rewrite: (node, inputs) => (node.domain === COMPOSITE ? lower(b, node, inputs as Value[], scaled) : undefined),
  });
  for (const output of graph.outputs) b.output(edges.get(output.name) as Value, output.name);
  for (const [key, text] of graph.metadata) b.metadata(key, text);
  return b.build();
}

function lower(b: GraphBuilder, node: Node, inputs: readonly Value[], scaled: Map<string, Scaled>): Value[] {
  const unscaled = (dy: Value): Partial<Scaled> & { base: Value } => scaled.get(dy.name) ?? { base: dy };
  switch (node.op) {
    case "BatchNormTraining":
      return lowerBatchNorm(b, node, inputs);
    case "BatchNormGradient":
      return lowerBatchNormGradient(b, node, inputs);
    case "IntoLanes":
      return [lowerIntoLanes(b, inputs[0], geometryOf(node).lanes)];
    case "FromLanes":
      return [lowerFromLanes(b, inputs[0], geometryOf(node))];
    case "LanesScale": {
      const [base, vector] = inputs;
      const value = scaleMaps(b, base, vector);
      scaled.set(value.name, { base, vector });
      return [value];
    }
    case "LanesDepthwise":
      return [blockedConv(b, inputs[0], inputs[1], geometryOf(node))];
    case "LanesDepthwiseInput": {
      const [x, dy, kernels] = inputs;
      const { base, vector } = unscaled(dy);
      return [depthwiseInput(b, x, base, vector ? scaleRows(b, kernels, vector) : kernels, geometryOf(node))];
    }
    case "LanesDepthwiseWeights": {
      const [x, dy, kernels] = inputs;
      const { base, vector } = unscaled(dy);
      const gradient = depthwiseWeights(b, x, base, kernels, geometryOf(node));
      return [vector ? scaleRows(b, gradient, vector) : gradient];
    }
    case "LanesPointwise": {
      const [x, weights] = inputs;
      return [b.reshape(b.matmul(weights, rows(b, x, Number(weights.dims[1]))), outDims(node))];
    }
    case "LanesPointwiseInput": {
      const [, dy, weights] = inputs;
      const { base, vector } = unscaled(dy);
      const matrix = vector ? scaleRows(b, weights, vector) : weights;
      const product = b.gemm(matrix, rows(b, base, Number(weights.dims[0])), undefined, { transA: true });
      return [b.reshape(product, outDims(node))];
    }
    case "LanesPointwiseWeights": {
      const [x, dy, weights] = inputs;
      const { base, vector } = unscaled(dy);
      const [filters, channels] = weights.dims as number[];
      const product = b.gemm(rows(b, base, filters), rows(b, x, channels), undefined, { transB: true });
      return [vector ? scaleRows(b, product, vector) : product];
    }
    default:
      throw new Error(`internal: no lowering of ${node.op} "${node.name}"`);
  }
}

/** Blocked maps as a matrix with one row per channel. */
const rows = (b: GraphBuilder, x: Value, channels: number): Value => b.reshape(x, [channels, -1]);

const outDims = (node: Node): readonly number[] => geometryOf(node).dims;
