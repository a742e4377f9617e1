import type { GraphBuilder } from "../ir/builder.js";
import type { Value } from "../ir/graph.js";
import { type GradientContext, NotDifferentiableError, type SingleContext } from "./rule.js";
import { gradientRule } from "./table.js";

/**
 * Appends to a graph the gradient of a scalar with respect to some of its edges, by reverse-mode differentiation.
 * @param b  builder that holds the forward nodes
 * @param loss  scalar edge (one element)
 * @param sources  edges to differentiate for: inputs, parameters or intermediate results
 * @returns one gradient for each source, of its shape; zeros where the loss does not depend on it
 * @throws NotDifferentiableError that names the operator and node without a rule
 * @throws RangeError when the loss is not a scalar
 */
export function differentiate(b: GraphBuilder, loss: Value, sources: readonly Value[]): Value[] {
  if (loss.dims.some((dim) => dim !== 1)) throw new RangeError(`loss must be a scalar, got dims [${loss.dims}]`);
  const { nodes } = b.build();
  const active = new Set(sources.map((source) => source.name));
  for (const node of nodes) {
    if (node.inputs.some((name) => active.has(name))) {
      for (const output of node.outputs) if (output !== "" && isFloat(b.value(output))) active.add(output);
    }
  }
  const gradients = new Map<string, Value>();
  if (active.has(loss.name)) gradients.set(loss.name, b.expand(b.scalar(1, loss.type), loss.dims as number[]));
  for (const node of nodes.toReversed()) {
    const arriving = node.outputs.map((name) => gradients.get(name));
    if (arriving.every((gradient) => gradient === undefined)) continue;
    if (!node.inputs.some((name) => active.has(name))) continue;
    const context: GradientContext = {
      b,
      node,
      inputs: node.inputs.map((name) => (name === "" ? undefined : b.value(name))),
      outputs: node.outputs.map((name) => (name === "" ? { name, type: "float32", dims: [] } : b.value(name))),
      gradients: arriving,
      wanted: (index) => active.has(node.inputs[index]),
    };
    const found = apply(context);
    node.inputs.forEach((name, i) => {
      const gradient = found[i];
      if (!gradient || !active.has(name)) return;
      const before = gradients.get(name);
      gradients.set(name, before ? b.add(before, gradient) : gradient);
    });
  }
  return sources.map((source) => gradients.get(source.name) ?? b.sub(source, source));
}

function apply(context: GradientContext): readonly (Value | undefined)[] {
  const { node, inputs, outputs, gradients } = context;
  const rule = gradientRule(node);
  if (!rule) throw new NotDifferentiableError(node);
  const [x, y, dy] = [inputs[0], outputs[0], gradients[0]];
  // Rules of nodes with several outputs look at `gradients` themselves; the others can count on dy.
  return rule({ ...context, x, y, dy } as SingleContext);
}

const isFloat = (value: Value): boolean => value.type.startsWith("float");
