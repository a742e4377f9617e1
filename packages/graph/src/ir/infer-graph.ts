import type { Graph, Node, Tensor, Value } from "./graph.js";
import { InferContext } from "./infer/context.js";
import { inferRule } from "./infer/table.js";

/**
 * Type and shape of every edge of a graph that came from elsewhere. `known` wins over the rules; what neither tells is
 * left out, and so is all that hangs on it.
 */
export function inferValues(
  inputs: readonly Value[],
  initializers: ReadonlyMap<string, Tensor>,
  nodes: readonly Node[],
  known: ReadonlyMap<string, Value>,
): Graph["values"] {
  const values = new Map<string, Value>(inputs.map((value) => [value.name, value]));
  for (const [name, { type, dims }] of initializers) values.set(name, Object.freeze({ name, type, dims }));
  let count = 0;
  const fresh = () => `?${count++}`;
  for (const node of nodes) {
    const rule = inferRule(node.op);
    const given = node.inputs.map((name) => values.get(name));
    const complete = node.inputs.every((name, i) => name === "" || given[i] !== undefined);
    const types = rule && complete ? rule(new InferContext(node, given, (name) => initializers.get(name), fresh)) : [];
    node.outputs.forEach((name, i) => {
      const value = known.get(name) ?? (types[i] && { name, ...types[i] });
      if (name !== "" && value) values.set(name, Object.freeze(value));
    });
  }
  return values;
}
