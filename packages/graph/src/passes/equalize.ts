import { intOf } from "../ir/attributes.js";
import type { Graph, Node, Tensor } from "../ir/graph.js";
import { float32 } from "../ir/tensor.js";
import { assignInitializers } from "./assign.js";
import { type Calibration, type ChannelRange, filterAxis, type QuantisationPlan } from "./calibration.js";
import { onlyReader, readersOf } from "./readers.js";

/** Operators that keep channels apart and let a positive factor through. */
const HOMOGENEOUS = new Set(["Relu", "MaxPool", "AveragePool", "GlobalAveragePool", "Flatten", "Identity"]);

/** A channel is stretched to at most this many times its values: one that hardly spoke in calibration may speak later. */
const LONGEST_STRETCH = 256;

/**
 * Evens the channels out between layers, which changes nothing in what a network says: a channel that leaves a layer is
 * divided by a factor, and the weights that read it are multiplied. One scale for all channels of an edge then wastes no
 * bits on the small ones. Where the reader is depthwise, or stays in floating point, the whole of it is free; where it
 * mixes channels, the factor is shared between the edge and the weights.
 * @see Nagel et al., Data-Free Quantization Through Weight Equalization and Bias Correction, ICCV 2019, section 4.1
 */
export function equalizeChannels(
  graph: Graph,
  { layers, heads }: QuantisationPlan,
  calibration: Calibration,
): { graph: Graph; calibration: Calibration } {
  const readers = readersOf(graph);
  const weights = new Map<string, Float32Array>();
  const seen = new Map<string, ChannelRange>(calibration);
  const isOwn = (name: string) => name === "" || readers.get(name)?.length === 1;
  const own = (name: string): Float32Array => {
    const found = weights.get(name) ?? Float32Array.from((graph.initializers.get(name) as Tensor).data as Float32Array);
    weights.set(name, found);
    return found;
  };

  for (const layer of layers) {
    const { path, reader } = follow(graph, readers, layer);
    if (!reader || (!layers.has(reader) && !heads.has(reader))) continue;
    const peaks = peaksOf(path, seen);
    const into = peaks && channelWeights(graph, reader, peaks.length);
    if (!into || ![...layer.inputs.slice(1), reader.inputs[1]].every(isOwn)) continue;
    const isFree = heads.has(reader) || into.isDepthwise;
    const factors = factorsOf(peaks, isFree ? undefined : into.peaks(own(reader.inputs[1])));
    const axis = filterAxis(layer);
    scaleFilters(graph.initializers.get(layer.inputs[1]) as Tensor, own(layer.inputs[1]), axis, factors);
    const bias = layer.inputs[2] ? own(layer.inputs[2]) : new Float32Array();
    for (let i = 0; i < bias.length; i++) bias[i] /= factors[i];
    into.scale(own(reader.inputs[1]), factors);
    for (const name of path) {
      const range = seen.get(name);
      if (range) seen.set(name, divided(range, factors));
    }
  }
  const changed = [...weights].map(([name, data]) => [name, float32(dimsOf(graph, name), data)] as const);
  return { graph: assignInitializers(graph, new Map(changed)), calibration: seen };
}

const dimsOf = (graph: Graph, name: string): readonly number[] => (graph.initializers.get(name) as Tensor).dims;

/** Edges from a layer to the one operator with weights that reads it, if there is one. */
function follow(
  graph: Graph,
  readers: ReadonlyMap<string, readonly Node[]>,
  layer: Node,
): { path: readonly string[]; reader: Node | undefined } {
  const path = [layer.outputs[0]];
  for (;;) {
    const name = path[path.length - 1];
    const reader = onlyReader(graph, readers, name);
    if (!reader || reader.inputs[0] !== name) return { path, reader: undefined };
    if (!HOMOGENEOUS.has(reader.op)) return { path, reader };
    path.push(reader.outputs[0]);
  }
}

/** Largest magnitude of each channel on the way; undefined when it was not measured or channels do not stay apart. */
function peaksOf(path: readonly string[], seen: Calibration): Float32Array | undefined {
  const [first, ...more] = path.flatMap((name) => seen.get(name) ?? []);
  if (!first || more.some(({ low }) => low.length !== first.low.length)) return undefined;
  return first.low.map((low, c) => Math.max(-low, first.high[c]));
}

/** How a reader's weights depend on the channels that come in; undefined when it reads others, or in groups. */
function channelWeights(graph: Graph, reader: Node, channels: number) {
  const { dims } = graph.initializers.get(reader.inputs[1]) as Tensor;
  const group = reader.op === "Conv" ? intOf(reader, "group", 1) : 1;
  const isDepthwise = group > 1 && group === channels && dims[0] === channels;
  const axis = isDepthwise ? 0 : 1 - filterAxis(reader);
  if ((group > 1 && !isDepthwise) || dims[axis] !== channels) return undefined;
  const inner = dims.slice(axis + 1).reduce((product, dim) => product * dim, 1);
  const channelOf = (i: number) => Math.floor(i / inner) % channels;
  return {
    isDepthwise,
    peaks(weights: Float32Array): Float32Array {
      const peaks = new Float32Array(channels);
      weights.forEach((value, i) => {
        peaks[channelOf(i)] = Math.max(peaks[channelOf(i)], Math.abs(value));
      });
      return peaks;
    },
    scale(weights: Float32Array, factors: Float32Array): void {
      for (let i = 0; i < weights.length; i++) weights[i] *= factors[channelOf(i)];
    },
  };
}

/** Factors that bring all peaks to the largest one, or half of the way there (by ratio) if weights pay for it. */
function factorsOf(peaks: Float32Array, weightPeaks: Float32Array | undefined): Float32Array {
  const top = Math.max(...peaks);
  const least = 1 / LONGEST_STRETCH;
  const topWeight = weightPeaks && Math.max(...weightPeaks);
  return peaks.map((peak, c) => {
    if (!(top > 0)) return 1;
    const share = Math.max(peak / top, least);
    if (!weightPeaks || !topWeight) return share;
    return Math.sqrt(share / Math.max(weightPeaks[c] / topWeight, least));
  });
}

function scaleFilters({ dims }: Tensor, data: Float32Array, axis: 0 | 1, factors: Float32Array): void {
  const inner = axis === 0 ? data.length / dims[0] : 1;
  for (let i = 0; i < data.length; i++) data[i] /= factors[Math.floor(i / inner) % dims[axis]];
}

const divided = ({ low, high, mean }: ChannelRange, factors: Float32Array): ChannelRange => ({
  low: low.map((value, c) => value / factors[c]),
  high: high.map((value, c) => value / factors[c]),
  mean: mean.map((value, c) => value / factors[c]),
});
