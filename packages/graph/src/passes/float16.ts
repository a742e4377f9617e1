import { int } from "../ir/attributes.js";
import { GraphBuilder } from "../ir/builder.js";
import { float32ToFloat16 } from "../ir/float16.js";
import type { Graph, Node, Tensor, Value } from "../ir/graph.js";
import { ONNX_TYPES } from "../ir/infer/elementwise.js";
import { inlineGraph } from "../ir/rewrite.js";
import { tensor } from "../ir/tensor.js";

/** Options of {@link toFloat16}. */
export interface Float16Options {
  /**
   * `float32` (default) stores weights in half the bytes and widens them when the model is loaded; `float16` also computes
   * in half precision, which pays on GPUs. Inputs and outputs stay float32 either way.
   */
  readonly compute?: "float32" | "float16";
  /** Initializers with fewer elements stay float32 when computing in float32; default 16. */
  readonly smallest?: number;
}

/** Inputs that must stay float32 whatever the rest is (ONNX specification): roi and scales of Resize. */
const staysFloat32 = (node: Node, input: number): boolean => node.op === "Resize" && input > 0;

/** Stores the weights of a graph, and if asked for computes, in half precision. Values beyond 65504 become infinite. */
export function toFloat16(graph: Graph, { compute = "float32", smallest = 16 }: Float16Options = {}): Graph {
  return compute === "float32" ? storeHalf(graph, smallest) : computeHalf(graph);
}

const halved = ({ dims, data }: Tensor): Tensor => tensor("float16", dims, float32ToFloat16(data as Float32Array));

function storeHalf(graph: Graph, smallest: number): Graph {
  const b = new GraphBuilder(graph.name);
  const bindings = new Map<string, Value>();
  for (const [name, data] of graph.initializers) {
    if (data.type !== "float32" || data.data.length < smallest) continue;
    bindings.set(name, b.cast(b.constant(halved(data), name), "float32"));
  }
  return finish(b, graph, inlineGraph(b, graph, { bindings }));
}

function computeHalf(graph: Graph): Graph {
  const b = new GraphBuilder(graph.name);
  const bindings = new Map<string, Value>();
  for (const { name, type, dims } of graph.inputs) {
    const input = b.input(name, type, dims);
    bindings.set(name, type === "float32" ? b.cast(input, "float16") : input);
  }
  const wide = new Set(graph.nodes.flatMap((node) => node.inputs.filter((_, i) => staysFloat32(node, i))));
  for (const [name, data] of graph.initializers) {
    if (data.type === "float32" && !wide.has(name)) bindings.set(name, b.constant(halved(data), name));
  }
  const shown = new Set(graph.outputs.map((output) => output.name));
  const edges = inlineGraph(b, graph, {
    bindings,
    rewrite: (node, inputs, builder) => {
      const isWidening = node.op === "Cast" && graph.values.get(node.outputs[0])?.type === "float32";
      if (isWidening) return builder.nodes("Cast", inputs, { to: int(ONNX_TYPES.float16) });
      // The name of an output is kept for what is cast back to float32.
      if (!node.outputs.some((name) => shown.has(name))) return undefined;
      const outputs = node.outputs.map((name) => (shown.has(name) ? builder.freshName(`${name}/half`) : name));
      return builder.nodes(node.op, inputs, node.attributes, { name: node.name, domain: node.domain, outputs });
    },
  });
  return finish(b, graph, edges);
}

function finish(b: GraphBuilder, graph: Graph, edges: ReadonlyMap<string, Value>): Graph {
  for (const { name, type } of graph.outputs) {
    const found = edges.get(name) as Value;
    b.output(type === "float32" && found.type === "float16" ? b.cast(found, "float32") : found, name);
  }
  for (const [key, text] of graph.metadata) b.metadata(key, text);
  return b.build();
}
