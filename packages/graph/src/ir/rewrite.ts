import type { GraphBuilder } from "./builder.js";
import type { Graph, Node, Value } from "./graph.js";

/** What a rewriting pass puts in the place of a node: its outputs in order, or undefined to copy the node as it is. */
export type Rewriter = (
  node: Node,
  inputs: readonly (Value | undefined)[],
  builder: GraphBuilder,
) => readonly (Value | undefined)[] | undefined;

/** Options of {@link inlineGraph}. */
export interface InlineOptions {
  /** Edges that stand in for inputs or initializers of the graph; what is not bound is declared anew under its name. */
  readonly bindings?: ReadonlyMap<string, Value>;
  /** Replaces nodes on the way. */
  readonly rewrite?: Rewriter;
}

/**
 * Copies a graph into a builder, node by node, outputs not declared. Names are kept, but give way where the builder has
 * them already, those of inputs and parameters excepted.
 * @returns the builder's edge for each edge of the graph
 */
export function inlineGraph(builder: GraphBuilder, graph: Graph, options: InlineOptions = {}): Map<string, Value> {
  const edges = new Map<string, Value>(options.bindings);
  const parameters = new Set(graph.parameters);
  builder.reserve(graph.nodes.flatMap((node) => [node.name, ...node.outputs]));
  builder.reserve([...graph.initializers.keys(), ...graph.outputs.map((output) => output.name)]);
  for (const [domain, version] of graph.opsets) builder.opset(domain, version);
  for (const { name, type, dims } of graph.inputs)
    if (!edges.has(name)) edges.set(name, builder.input(name, type, dims));
  for (const [name, data] of graph.initializers) {
    if (edges.has(name)) continue;
    const constant = () => builder.constant(data, builder.has(name) ? builder.freshName(name) : name);
    edges.set(name, parameters.has(name) ? builder.parameter(name, data) : constant());
  }
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((name) => (name === "" ? undefined : edgeOf(edges, name, node)));
    const replaced = options.rewrite?.(node, inputs, builder);
    const outputs = replaced ?? copyNode(builder, graph, node, inputs);
    node.outputs.forEach((name, i) => {
      const value = outputs[i];
      if (name !== "" && value) edges.set(name, value);
    });
  }
  return edges;
}

/** Copies one node of a graph into a builder. */
export function copyNode(
  builder: GraphBuilder,
  graph: Graph,
  node: Node,
  inputs: readonly (Value | undefined)[],
): readonly Value[] {
  const { op, name, domain, attributes } = node;
  const outputs = node.outputs.map((output) => (builder.has(output) ? builder.freshName(output) : output));
  const types = node.outputs.map((output) => graph.values.get(output) ?? { type: "float32" as const, dims: [] });
  try {
    return builder.nodes(op, inputs, attributes, { name, outputs, domain });
  } catch (error) {
    // An operator without a shape rule keeps the shapes that the graph knew.
    if (error instanceof TypeError) return builder.nodes(op, inputs, attributes, { name, outputs, domain, types });
    throw error;
  }
}

function edgeOf(edges: ReadonlyMap<string, Value>, name: string, node: Node): Value {
  const found = edges.get(name);
  if (!found) throw new RangeError(`input "${name}" of ${node.op} "${node.name}" is not an edge made before it`);
  return found;
}
