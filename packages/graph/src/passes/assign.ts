import type { Graph, Tensor } from "../ir/graph.js";

/**
 * The graph with other data in some of its initializers, such as trained weights and statistics.
 * @throws RangeError when there is no such initializer, or its type or shape is another one
 */
export function assignInitializers(graph: Graph, tensors: ReadonlyMap<string, Tensor>): Graph {
  for (const [name, next] of tensors) {
    const old = graph.initializers.get(name);
    if (!old) throw new RangeError(`graph "${graph.name}" has no initializer "${name}"`);
    if (old.type !== next.type || String(old.dims) !== String(next.dims)) {
      throw new RangeError(`initializer "${name}" must be ${old.type} [${old.dims}], got ${next.type} [${next.dims}]`);
    }
  }
  return Object.freeze({ ...graph, initializers: new Map([...graph.initializers, ...tensors]) });
}
