import { int, intOf } from "../ir/attributes.js";
import { GraphBuilder } from "../ir/builder.js";
import type { Graph, Node, Tensor, Value } from "../ir/graph.js";
import { inlineGraph } from "../ir/rewrite.js";
import { float32, tensor } from "../ir/tensor.js";
import { extractGraph } from "./prune.js";
import { onlyReader, readersOf } from "./readers.js";

/** Smallest and largest value seen on each edge, by name. */
export type Ranges = ReadonlyMap<string, readonly [low: number, high: number]>;

/** Options of {@link quantize}. */
export interface QuantizeOptions {
  /** Ranges of the graph's inputs and of what {@link calibrationEdges} lists, from a run over a calibration set. */
  readonly ranges: Ranges;
  /**
   * Largest magnitude of a quantised weight: 127 (default), or 63 for processors whose 8-bit products saturate (AVX2
   * without VNNI).
   */
  readonly largestWeight?: 127 | 63;
}

/** Operators whose products are worth computing in 8 bits; their weights are input 1. */
const WEIGHTED = new Set(["Conv", "Gemm"]);
/** Operators that onnxruntime fuses into the one before. */
const ACTIVATIONS = new Set(["Relu", "Clip"]);
/** Operators that go on in 8 bits between quantised ones. */
const CARRIED = new Set(["GlobalAveragePool", "AveragePool", "MaxPool", "Add", "Flatten", "Reshape", "Concat"]);

/**
 * Edges whose ranges quantisation needs beside those of the graph's inputs: what goes into and comes out of quantised
 * operators, activations included. `extractGraph(graph, edges)` shows them.
 */
export const calibrationEdges = (graph: Graph): string[] =>
  [...quantisedEdges(graph)].filter((name) => !graph.inputs.some((input) => input.name === name));

function quantisedEdges(graph: Graph): Set<string> {
  const readers = readersOf(graph);
  const edges = new Set<string>();
  for (const node of graph.nodes) {
    if (!isQuantised(graph, node)) continue;
    for (const name of node.inputs) {
      if (graph.values.get(name)?.type === "float32" && !graph.initializers.has(name)) edges.add(name);
    }
    edges.add(resultOf(graph, readers, node));
  }
  return edges;
}

const isQuantised = (graph: Graph, node: Node): boolean =>
  CARRIED.has(node.op) || (WEIGHTED.has(node.op) && graph.initializers.has(node.inputs[1]));

/** The edge that carries a node's result, after the activation that is fused into it. */
function resultOf(graph: Graph, readers: ReadonlyMap<string, readonly Node[]>, node: Node): string {
  const reader = onlyReader(graph, readers, node.outputs[0]);
  return reader && WEIGHTED.has(node.op) && ACTIVATIONS.has(reader.op) ? reader.outputs[0] : node.outputs[0];
}

/**
 * Static 8-bit quantisation in QDQ form: activations as uint8 with a zero point, weights as int8 with one scale per
 * filter, biases as int32. onnxruntime fuses the pairs of nodes into 8-bit kernels. Fold batch normalisation first.
 * @throws RangeError when a range is missing or not finite
 * @see Jacob et al., Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference, 2018
 */
export function quantize(graph: Graph, { ranges, largestWeight = 127 }: QuantizeOptions): Graph {
  const wanted = quantisedEdges(graph);
  const scales = new Map<string, Value>();
  const b = new GraphBuilder(graph.name);
  const bindings = new Map<string, Value>();
  for (const { name, type, dims } of graph.inputs) {
    const input = b.input(name, type, dims);
    bindings.set(name, wanted.has(name) ? roundTrip(b, input, name, ranges, scales) : input);
  }
  const edges = inlineGraph(b, graph, {
    bindings,
    rewrite: (node, inputs, builder) => {
      const given =
        WEIGHTED.has(node.op) && isQuantised(graph, node)
          ? withWeights(builder, graph, node, inputs, scales, largestWeight)
          : inputs;
      const results = builder.nodes(node.op, given, node.attributes, {
        name: node.name,
        outputCount: node.outputs.length,
      });
      return results.map((value, i) =>
        wanted.has(node.outputs[i]) ? roundTrip(builder, value, node.outputs[i], ranges, scales) : value,
      );
    },
  });
  for (const { name } of graph.outputs) b.output(edges.get(name) as Value, name);
  for (const [key, text] of graph.metadata) b.metadata(key, text);
  return extractGraph(b.build());
}

/** To uint8 and back; zero is always hit exactly, because padding is zero. */
function roundTrip(b: GraphBuilder, value: Value, name: string, ranges: Ranges, scales: Map<string, Value>): Value {
  const range = ranges.get(name);
  if (!range?.every(Number.isFinite))
    throw new RangeError(`range of edge "${name}" must be two finite numbers, got ${range}`);
  const [low, high] = [Math.min(0, range[0]), Math.max(0, range[1])];
  const step = Math.fround((high - low) / 255) || 1;
  const zero = Math.min(255, Math.max(0, Math.round(-low / step)));
  const scale = b.constant(float32([], [step]));
  const point = b.constant(tensor("uint8", [], Uint8Array.of(zero)));
  const back = b.dequantizeLinear(b.quantizeLinear(value, scale, point), scale, point);
  scales.set(back.name, scale);
  return back;
}

function withWeights(
  b: GraphBuilder,
  graph: Graph,
  node: Node,
  inputs: readonly (Value | undefined)[],
  scales: ReadonlyMap<string, Value>,
  largest: number,
): (Value | undefined)[] {
  const axis = node.op === "Gemm" && intOf(node, "transB", 0) === 0 ? 1 : 0;
  const weights = graph.initializers.get(node.inputs[1]) as Tensor;
  const { data, steps } = perFilter(weights, axis, largest);
  const scale = b.constant(float32([steps.length], steps));
  const packed = b.constant(data, b.freshName(`${node.inputs[1]}/int8`));
  const quantised = b.node("DequantizeLinear", [packed, scale], { axis: int(axis) });
  const bias = graph.initializers.get(node.inputs[2] ?? "");
  const inputScale = scales.get((inputs[0] as Value).name);
  if (!bias || !inputScale) return [inputs[0], quantised, inputs[2]];
  const [step] = (b.data(inputScale) as Tensor).data as Float32Array;
  const biasSteps = steps.map((each) => Math.fround(each * step));
  const whole = Int32Array.from(bias.data as Float32Array, (value, i) => Math.round(value / biasSteps[i]));
  const packedBias = b.constant(tensor("int32", bias.dims, whole), b.freshName(`${node.inputs[2]}/int32`));
  const biasScale = b.constant(float32([biasSteps.length], biasSteps));
  return [inputs[0], quantised, b.node("DequantizeLinear", [packedBias, biasScale], { axis: int(0) })];
}

/** Weights as int8 with one step per filter, symmetric about zero. */
function perFilter({ dims, data }: Tensor, axis: number, largest: number): { data: Tensor; steps: Float32Array } {
  const filters = dims[axis];
  const inner = axis === 0 ? data.length / filters : 1;
  const filterOf = (i: number) => Math.floor(i / inner) % filters;
  const peaks = new Float32Array(filters);
  const values = data as Float32Array;
  values.forEach((value, i) => {
    peaks[filterOf(i)] = Math.max(peaks[filterOf(i)], Math.abs(value));
  });
  const steps = peaks.map((peak) => peak / largest || 1);
  const packed = Int8Array.from(values, (value, i) => Math.round(value / steps[filterOf(i)]));
  return { data: tensor("int8", dims, packed), steps };
}
