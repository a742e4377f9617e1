import { intOf } from "../ir/attributes.js";
import type { Graph, Node } from "../ir/graph.js";
import { onlyReader, readersOf } from "./readers.js";

/** What was seen on one edge, by channel (axis 1): smallest, largest and mean value. */
export interface ChannelRange {
  readonly low: Float32Array;
  readonly high: Float32Array;
  readonly mean: Float32Array;
}

/** What was seen on each edge over a calibration set, by the edge's name. */
export type Calibration = ReadonlyMap<string, ChannelRange>;

/** What quantisation does with a network. */
export interface QuantisationPlan {
  /** Operators with weights that are computed in 8 bits. */
  readonly layers: ReadonlySet<Node>;
  /** The last operators with weights on the way to an output, which stay in floating point. */
  readonly heads: ReadonlySet<Node>;
  /** Edges that are rounded to 8 bits. */
  readonly edges: ReadonlySet<string>;
}

/** Operators whose products are worth computing in 8 bits; their weights are input 1. */
const WEIGHTED = new Set(["Conv", "Gemm"]);
/** Operators that onnxruntime fuses into the one before. */
const ACTIVATIONS = new Set(["Relu", "Clip"]);
/** Operators that go on in 8 bits between quantised ones. */
const CARRIED = new Set([
  "GlobalAveragePool",
  "AveragePool",
  "MaxPool",
  "Add",
  "Flatten",
  "Reshape",
  "Concat",
  "Resize",
]);

/**
 * Edges whose values quantisation has to know beside those of the graph's inputs. `extractGraph(graph, edges)` shows them.
 */
export const calibrationEdges = (graph: Graph): string[] =>
  [...planQuantisation(graph).edges].filter((name) => !graph.inputs.some((input) => input.name === name));

/**
 * Chooses what is computed in 8 bits: layers with constant weights but the last ones, what lies between them, and the
 * inputs. What leaves the last 8-bit layer is rounded, because its kernel gives 8 bits; all after it is not: 256 steps
 * across the crop are too few for a coordinate.
 */
export function planQuantisation(graph: Graph): QuantisationPlan {
  const readers = readersOf(graph);
  const isWeighted = (node: Node) => WEIGHTED.has(node.op) && graph.initializers.has(node.inputs[1]);
  // Backwards, so that readers are known before what they read: does a weighted operator follow, does a layer read it?
  const leads = new Map<string, boolean>();
  const read = new Map<string, boolean>();
  const layers = new Set<Node>();
  const heads = new Set<Node>();
  for (const node of graph.nodes.toReversed()) {
    const follows = node.outputs.some((name) => leads.get(name));
    const carried = CARRIED.has(node.op) && node.outputs.some((name) => read.get(name));
    if (isWeighted(node)) (follows ? layers : heads).add(node);
    for (const name of node.inputs) {
      if (follows || isWeighted(node)) leads.set(name, true);
      if (carried || layers.has(node)) read.set(name, true);
    }
  }
  const edges = new Set<string>();
  for (const node of graph.nodes) {
    const carried = CARRIED.has(node.op) && read.get(node.outputs[0]);
    if (!layers.has(node) && !carried) continue;
    const values = layers.has(node) ? node.inputs.slice(0, 1) : node.inputs;
    for (const name of values) {
      if (graph.values.get(name)?.type === "float32" && !graph.initializers.has(name)) edges.add(name);
    }
    edges.add(resultOf(graph, readers, node));
  }
  return { layers, heads, edges };
}

/** The edge that carries a node's result, after the activation that is fused into it. */
function resultOf(graph: Graph, readers: ReadonlyMap<string, readonly Node[]>, node: Node): string {
  const reader = onlyReader(graph, readers, node.outputs[0]);
  return reader && WEIGHTED.has(node.op) && ACTIVATIONS.has(reader.op) ? reader.outputs[0] : node.outputs[0];
}

/** Axis of a layer's weights that counts its filters. */
export const filterAxis = (node: Node): 0 | 1 => (node.op === "Gemm" && intOf(node, "transB", 0) === 0 ? 1 : 0);
