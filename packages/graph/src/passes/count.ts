import { intOf } from "../ir/attributes.js";
import type { Graph, Node } from "../ir/graph.js";
import { elementCount } from "../ir/tensor.js";

/** Number of trainable numbers in a graph. */
export const parameterCount = (graph: Graph): number =>
  graph.parameters.reduce((sum, name) => sum + (graph.initializers.get(name)?.data.length ?? 0), 0);

/**
 * Multiply-adds of one sample through the convolutions and matrix products of a graph, counted as the MobileNet paper
 * does: normalisation, activations and biases left out.
 * @throws RangeError when a size other than the batch's is known only at run time
 * @see Howard et al., MobileNets, 2017, section 4
 */
export const multiplyAdds = (graph: Graph): number => graph.nodes.reduce((sum, node) => sum + ofNode(graph, node), 0);

function ofNode(graph: Graph, node: Node): number {
  // A named size is the batch, and one sample is counted.
  const dims = (name: string) => (graph.values.get(name)?.dims ?? []).map((dim) => (typeof dim === "number" ? dim : 1));
  const [x, w, y] = [node.inputs[0], node.inputs[1], node.outputs[0]].map((name) => dims(name ?? ""));
  switch (node.op) {
    case "Conv":
      return elementCount(y) * elementCount(w.slice(1));
    case "ConvTranspose":
      return elementCount(x) * elementCount(w.slice(1));
    case "MatMul":
      return elementCount(y) * x[x.length - 1];
    case "Gemm":
      return elementCount(y) * x[intOf(node, "transA", 0) === 1 ? 0 : 1];
    default:
      return 0;
  }
}
