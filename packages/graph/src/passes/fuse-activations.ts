import { attributesOf, COMPOSITE, optionsOf } from "../diff/composite.js";
import { GraphBuilder } from "../ir/builder.js";
import type { Graph, Node, Value } from "../ir/graph.js";
import { inlineGraph } from "../ir/rewrite.js";
import { onlyReader, readersOf } from "./readers.js";

/** Lets each batch normalisation of a training form do the ReLU that alone reads its result. */
export function fuseActivations(graph: Graph): Graph {
  const readers = readersOf(graph);
  const fused = new Set<Node>();
  for (const node of graph.nodes) {
    const reader = onlyReader(graph, readers, node.outputs[0]);
    if (node.op === "BatchNormTraining" && reader?.op === "Relu") fused.add(node).add(reader);
  }
  const b = new GraphBuilder(graph.name);
  const edges = inlineGraph(b, graph, {
    rewrite: (node, inputs, builder) => {
      if (!fused.has(node)) return undefined;
      if (node.op === "Relu") return inputs;
      const { name, outputs } = node;
      const types = outputs.map((output) => graph.values.get(output) as Value);
      const attributes = attributesOf({ ...optionsOf(node), activation: "Relu" });
      return builder.nodes(node.op, inputs, attributes, { name, outputs, domain: COMPOSITE, types });
    },
  });
  for (const { name } of graph.outputs) b.output(edges.get(name) as Value, name);
  return b.build();
}
