import { GraphBuilder } from "../ir/builder.js";
import type { Graph, Value } from "../ir/graph.js";
import { copyNode } from "../ir/rewrite.js";

/**
 * The part of a graph that some of its edges need: other nodes and initializers are gone, inputs stay only when used.
 * With the graph's own outputs this is dead-node elimination; with others it cuts a sub-graph out, such as the forward
 * part of a training graph.
 * @param outputs  names of the edges to keep as outputs; default all outputs of the graph
 * @param inputs  names of edges where the sub-graph begins; default the graph's own inputs
 * @throws RangeError when the graph has no such edge
 */
export function extractGraph(
  graph: Graph,
  outputs: readonly string[] = graph.outputs.map((output) => output.name),
  inputs: readonly string[] = [],
): Graph {
  const needed = new Set(outputs);
  const begin = new Set(inputs);
  const kept = graph.nodes.toReversed().filter((node) => {
    if (!node.outputs.some((name) => needed.has(name) && !begin.has(name))) return false;
    for (const name of node.inputs) needed.add(name);
    return true;
  });
  const b = new GraphBuilder(graph.name);
  b.reserve([...graph.values.keys()]);
  const edges = new Map<string, Value>();
  for (const [domain, version] of graph.opsets) {
    if (domain === "" || kept.some((node) => node.domain === domain)) b.opset(domain, version);
  }
  for (const name of inputs) {
    const found = graph.values.get(name);
    if (!found) throw new RangeError(`graph "${graph.name}" has no edge "${name}"`);
    edges.set(name, b.input(name, found.type, found.dims));
  }
  for (const { name, type, dims } of graph.inputs) {
    if (needed.has(name) && !begin.has(name)) edges.set(name, b.input(name, type, dims));
  }
  const parameters = new Set(graph.parameters);
  for (const [name, data] of graph.initializers) {
    if (!needed.has(name) || begin.has(name)) continue;
    edges.set(name, parameters.has(name) ? b.parameter(name, data) : b.constant(data, name));
  }
  for (const node of kept.reverse()) {
    const values = node.inputs.map((name) => (name === "" ? undefined : edges.get(name)));
    copyNode(b, graph, node, values).forEach((value) => {
      edges.set(value.name, value);
    });
  }
  for (const name of outputs) {
    const found = edges.get(name);
    if (!found) throw new RangeError(`graph "${graph.name}" has no edge "${name}"`);
    b.output(found, name);
  }
  for (const [key, text] of graph.metadata) b.metadata(key, text);
  return b.build();
}
