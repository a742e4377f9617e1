import { int, intOf } from "../ir/attributes.js";
import { GraphBuilder } from "../ir/builder.js";
import { float32ToFloat16 } from "../ir/float16.js";
import type { Graph, Node, Tensor, Value } from "../ir/graph.js";
import { inlineGraph } from "../ir/rewrite.js";
import { float32, tensor } from "../ir/tensor.js";
import { type Calibration, filterAxis, planQuantisation } from "./calibration.js";
import { equalizeChannels } from "./equalize.js";
import { extractGraph } from "./prune.js";

/** Options of {@link quantize}. */
export interface QuantizeOptions {
  /** Of the graph's inputs and of what `calibrationEdges` lists, from a run over a calibration set. */
  readonly calibration: Calibration;
  /**
   * Bits of a quantised weight: 8 (default), or 7 for processors that add pairs of 8-bit products in 16 bits, where 8
   * saturate (AVX2 and AVX-512 without VNNI).
   */
  readonly weightBits?: 7 | 8;
}

/**
 * Static 8-bit quantisation in QDQ form: activations as uint8 with a zero point, weights as int8 with one scale per
 * filter, biases as int32. onnxruntime fuses the pairs of nodes into 8-bit kernels. Channels are evened out before, and
 * biases take over what rounding adds to a layer's mean. The last layers stay in floating point, their weights stored as
 * halves. Fold batch normalisation first.
 * @throws RangeError when the calibration of an edge is missing or not finite
 * @see Jacob et al., Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference, 2018
 */
export function quantize(given: Graph, { calibration: measured, weightBits = 8 }: QuantizeOptions): Graph {
  const { graph, calibration } = equalizeChannels(given, planQuantisation(given), measured);
  const { layers, heads, edges: wanted } = planQuantisation(graph);
  const scales = new Map<string, Value>();
  const b = new GraphBuilder(graph.name);
  const bindings = new Map<string, Value>();
  const rounded = (value: Value, name: string) =>
    wanted.has(name) ? roundTrip(b, value, rangeOf(calibration, name), scales) : value;
  for (const { name, type, dims } of graph.inputs) bindings.set(name, rounded(b.input(name, type, dims), name));
  for (const { inputs } of heads) {
    const { dims, data } = graph.initializers.get(inputs[1]) as Tensor;
    const halves = tensor("float16", dims, float32ToFloat16(data as Float32Array));
    bindings.set(inputs[1], b.cast(b.constant(halves, inputs[1]), "float32"));
  }
  const edges = inlineGraph(b, graph, {
    bindings,
    rewrite: (node, inputs, builder) => {
      const mean = calibration.get(node.inputs[0])?.mean;
      const layer = layers.has(node) ? { node, inputs, mean, largest: weightBits === 8 ? 127 : 63 } : undefined;
      const results = builder.nodes(node.op, layer ? withWeights(b, graph, layer, scales) : inputs, node.attributes, {
        name: node.name,
        domain: node.domain,
        outputCount: node.outputs.length,
      });
      return results.map((value, i) => rounded(value, node.outputs[i]));
    },
  });
  for (const { name } of graph.outputs) b.output(edges.get(name) as Value, name);
  for (const [key, text] of graph.metadata) b.metadata(key, text);
  return extractGraph(b.build());
}

/** Smallest and largest value of an edge, zero included: padding is zero and has to be hit exactly. */
function rangeOf(calibration: Calibration, name: string): readonly [low: number, high: number] {
  const seen = calibration.get(name);
  const range = [Math.min(0, ...(seen?.low ?? [Number.NaN])), Math.max(0, ...(seen?.high ?? [Number.NaN]))] as const;
  if (!range.every(Number.isFinite)) {
    throw new RangeError(`range of edge "${name}" must be two finite numbers, got ${range}`);
  }
  return range;
}

/** To uint8 and back. */
function roundTrip(
  b: GraphBuilder,
  value: Value,
  [low, high]: readonly [low: number, high: number],
  scales: Map<string, Value>,
): Value {
  const step = Math.fround((high - low) / 255) || 1;
  const zero = Math.min(255, Math.max(0, Math.round(-low / step)));
  const scale = b.constant(float32([], [step]));
  const point = b.constant(tensor("uint8", [], Uint8Array.of(zero)));
  const back = b.dequantizeLinear(b.quantizeLinear(value, scale, point), scale, point);
  scales.set(back.name, scale);
  return back;
}

/** A layer that is quantised. */
interface Layer {
  readonly node: Node;
  readonly inputs: readonly (Value | undefined)[];
  /** Mean of each channel that comes in, if it was measured. */
  readonly mean: Float32Array | undefined;
  /** Largest magnitude of a weight. */
  readonly largest: number;
}

/** Inputs of a layer with 8-bit weights and a bias in the steps of their products. */
function withWeights(
  b: GraphBuilder,
  graph: Graph,
  { node, inputs, mean, largest }: Layer,
  scales: ReadonlyMap<string, Value>,
): (Value | undefined)[] {
  const axis = filterAxis(node);
  const weights = graph.initializers.get(node.inputs[1]) as Tensor;
  const { packed, steps } = perFilter(weights, axis, largest);
  const scale = b.constant(float32([steps.length], steps));
  const stored = b.constant(packed, b.freshName(`${node.inputs[1]}/int8`));
  const quantised = b.node("DequantizeLinear", [stored, scale], { axis: int(axis) });
  const bias = graph.initializers.get(node.inputs[2] ?? "")?.data as Float32Array | undefined;
  const inputScale = scales.get((inputs[0] as Value).name);
  if (!bias || !inputScale) return [inputs[0], quantised, inputs[2]];
  const shift = mean ? meanShift(node, weights, { packed, steps }, mean) : new Float32Array(bias.length);
  const [step] = (b.data(inputScale) as Tensor).data as Float32Array;
  const biasSteps = steps.map((each) => Math.fround(each * step));
  const whole = Int32Array.from(bias, (value, i) => Math.round((value - shift[i]) / biasSteps[i]));
  const packedBias = b.constant(tensor("int32", [whole.length], whole), b.freshName(`${node.inputs[2]}/int32`));
  const biasScale = b.constant(float32([biasSteps.length], biasSteps));
  return [inputs[0], quantised, b.node("DequantizeLinear", [packedBias, biasScale], { axis: int(0) })];
}

/** Weights as int8, and the step of each filter. */
interface PackedWeights {
  readonly packed: Tensor;
  readonly steps: Float32Array;
}

/** Weights as int8 with one step per filter, symmetric about zero. */
function perFilter({ dims, data }: Tensor, axis: number, largest: number): PackedWeights {
  const filters = dims[axis];
  const inner = axis === 0 ? data.length / filters : 1;
  const filterOf = (i: number) => Math.floor(i / inner) % filters;
  const peaks = new Float32Array(filters);
  const values = data as Float32Array;
  values.forEach((value, i) => {
    peaks[filterOf(i)] = Math.max(peaks[filterOf(i)], Math.abs(value));
  });
  const steps = peaks.map((peak) => peak / largest || 1);
  const whole = Int8Array.from(values, (value, i) => Math.round(value / steps[filterOf(i)]));
  return { packed: tensor("int8", dims, whole), steps };
}

/**
 * What rounding the weights adds to the mean of each filter: the sum of each weight's error times the mean of the channel
 * that it reads.
 * @see Nagel et al., Data-Free Quantization Through Weight Equalization and Bias Correction, ICCV 2019, section 4.2
 */
function meanShift(
  node: Node,
  { dims, data }: Tensor,
  { packed, steps }: PackedWeights,
  mean: Float32Array,
): Float32Array {
  const axis = filterAxis(node);
  const group = node.op === "Conv" ? intOf(node, "group", 1) : 1;
  const inner = dims.slice(2).reduce((product, dim) => product * dim, 1);
  const [filters, channelsOfGroup] = [dims[axis], dims[1 - axis]];
  const shift = new Float32Array(filters);
  for (let i = 0; i < data.length; i++) {
    const place = [Math.floor(i / inner / dims[1]), Math.floor(i / inner) % dims[1]];
    const filter = place[axis];
    const channel = Math.floor((filter * group) / filters) * channelsOfGroup + place[1 - axis];
    shift[filter] += (Number(packed.data[i]) * steps[filter] - Number(data[i])) * mean[channel];
  }
  return shift;
}
