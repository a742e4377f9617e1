import type { Graph, Node } from "../ir/graph.js";

/** The nodes that read each edge, in graph order. */
export function readersOf(graph: Graph): Map<string, Node[]> {
  const readers = new Map<string, Node[]>();
  for (const node of graph.nodes) {
    for (const name of node.inputs) {
      const found = readers.get(name);
      if (found) found.push(node);
      else readers.set(name, [node]);
    }
  }
  return readers;
}

/** The one node that reads an edge, or undefined when there are more or the edge is an output of the graph. */
export function onlyReader(
  graph: Graph,
  readers: ReadonlyMap<string, readonly Node[]>,
  name: string,
): Node | undefined {
  const [reader, ...others] = readers.get(name) ?? [];
  return others.length === 0 && !graph.outputs.some((output) => output.name === name) ? reader : undefined;
}
