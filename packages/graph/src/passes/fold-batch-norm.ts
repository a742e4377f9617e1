import { floatOf } from "../ir/attributes.js";
import { GraphBuilder } from "../ir/builder.js";
import type { Graph, Node, Tensor, Value } from "../ir/graph.js";
import { inlineGraph } from "../ir/rewrite.js";
import { float32 } from "../ir/tensor.js";
import { extractGraph } from "./prune.js";
import { onlyReader, readersOf } from "./readers.js";

/**
 * Folds every batch normalisation (inference form) into the convolution before it: the scale goes into the weights, the
 * shift into the bias. Worked out in double precision. Normalisations that follow something else stay.
 */
export function foldBatchNorm(graph: Graph): Graph {
  const readers = readersOf(graph);
  const norms = new Map<Node, Node>();
  for (const node of graph.nodes) {
    const norm = onlyReader(graph, readers, node.outputs[0]);
    const constant = [...node.inputs.slice(1), ...(norm?.inputs.slice(1) ?? [])].every((n) =>
      graph.initializers.has(n),
    );
    if (node.op === "Conv" && norm?.op === "BatchNormalization" && constant) norms.set(node, norm);
  }
  const folded = new Set(norms.values());
  const b = new GraphBuilder(graph.name);
  const edges = inlineGraph(b, graph, {
    rewrite: (node, inputs, builder) => {
      if (folded.has(node)) return [inputs[0]];
      const norm = norms.get(node);
      if (!norm) return undefined;
      const { weights, bias } = fold(graph, node, norm);
      const parameters = [
        builder.parameter(builder.freshName(`${node.inputs[1]}/folded`), weights),
        builder.parameter(builder.freshName(`${node.inputs[1]}/shift`), bias),
      ];
      return builder.nodes("Conv", [inputs[0], ...parameters], node.attributes, { name: node.name });
    },
  });
  for (const { name } of graph.outputs) b.output(edges.get(name) as Value, name);
  for (const [key, text] of graph.metadata) b.metadata(key, text);
  return extractGraph(b.build());
}

function fold(graph: Graph, conv: Node, norm: Node): { weights: Tensor; bias: Tensor } {
  const data = (name: string | undefined) => (name ? (graph.initializers.get(name)?.data as Float32Array) : undefined);
  const { dims } = graph.initializers.get(conv.inputs[1]) as Tensor;
  const weights = Float32Array.from(data(conv.inputs[1]) as Float32Array);
  const before = data(conv.inputs[2]);
  const [scale, shift, mean, variance] = norm.inputs.slice(1).map((name) => data(name) as Float32Array);
  const epsilon = floatOf(norm, "epsilon", 1e-5);
  const each = weights.length / dims[0];
  const bias = new Float32Array(dims[0]);
  for (let filter = 0; filter < dims[0]; filter++) {
    const gain = scale[filter] / Math.sqrt(variance[filter] + epsilon);
    bias[filter] = shift[filter] + ((before?.[filter] ?? 0) - mean[filter]) * gain;
    for (let i = filter * each; i < (filter + 1) * each; i++) weights[i] *= gain;
  }
  return { weights: float32(dims, weights), bias: float32([dims[0]], bias) };
}
