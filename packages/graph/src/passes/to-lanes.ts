import { attributesOf, COMPOSITE, optionsOf } from "../diff/composite.js";
import { fromLanes, intoLanes, type Lanes, lanesDepthwise, lanesPointwise } from "../diff/lanes.js";
import { intOf } from "../ir/attributes.js";
import { GraphBuilder } from "../ir/builder.js";
import type { Graph, Node, Value } from "../ir/graph.js";
import { resolvePads, windowOf } from "../ir/infer/window.js";
import { inlineGraph } from "../ir/rewrite.js";
import { tensor } from "../ir/tensor.js";

/** Operators that treat every element of a feature map alike, whatever their order. */
const ELEMENTWISE = new Set(
  "Relu Clip Sigmoid Tanh HardSwish HardSigmoid LeakyRelu Add Sub Mul Div Identity".split(" "),
);

/** Channels times taps of a kernel up to which an image is unfolded: 3 x 3 x 3, and a little more. */
const mostTaps = 50;

/**
 * Rewrites the training form of a network so that feature maps lie channel by channel with the samples innermost,
 * `[C, N / lanes, H, W, lanes]`. Then a 1x1 convolution is one matrix product for the whole batch, a depthwise
 * convolution fills onnxruntime's vector kernels whatever the number of channels, and the sums of batch normalisation
 * run over contiguous memory. Maps come into this layout where a depthwise convolution is ahead, and stay in it as long
 * as the operators allow; a network without depthwise convolutions stays as it is.
 * @param graph  batch of fixed size
 * @param lanes  width of the blocked kernels
 * @throws RangeError when the batch is not a multiple of `lanes`
 */
export function toLanes(graph: Graph, lanes: number): Graph {
  const b = new GraphBuilder(graph.name);
  const ahead = depthwiseAhead(graph);
  const maps = new Map<string, Lanes>();
  const edges = inlineGraph(b, graph, {
    rewrite: (node, inputs, builder) => {
      const given = inputs.map((value) => value && maps.get(value.name));
      const stays = canStay(graph, node) && (given[0] !== undefined || ahead.has(node.outputs[0]));
      if (!stays) return undefined;
      const enter = (index: number) => {
        const value = inputs[index] as Value;
        const found = given[index] ?? intoLanes(builder, value, lanes);
        maps.set(value.name, found);
        return found;
      };
      const [map, ...others] = inLanes(builder, node, inputs, enter);
      // Whoever needs the map in the standard layout reads this edge; if nobody does, pruning takes it away.
      const standard = fromLanes(builder, map);
      maps.set(standard.name, map);
      return [standard, ...others];
    },
  });
  for (const { name } of graph.outputs) b.output(edges.get(name) as Value, name);
  return b.build();
}

/** Edges that a depthwise convolution reads, directly or through operators that keep the layout. */
function depthwiseAhead(graph: Graph): Set<string> {
  const ahead = new Set<string>();
  for (const node of graph.nodes.toReversed()) {
    if (isDepthwise(graph, node)) ahead.add(node.inputs[0]).add(node.outputs[0]);
    else if (canStay(graph, node) && ahead.has(node.outputs[0])) ahead.add(node.inputs[0]);
  }
  return ahead;
}

const dimsOf = (graph: Graph, name: string) => graph.values.get(name)?.dims ?? [];

function isDepthwise(graph: Graph, node: Node): boolean {
  const [filters, each] = dimsOf(graph, node.inputs[1] ?? "");
  const group = intOf(node, "group", 1);
  return (
    node.op === "Conv" && group > 1 && each === 1 && filters === group && dimsOf(graph, node.inputs[0]).length === 4
  );
}

function isDense(node: Node): boolean {
  return node.op === "Conv" && intOf(node, "group", 1) === 1;
}

function isPointwise(graph: Graph, node: Node): boolean {
  return isDense(node) && isUnit(node, dimsOf(graph, node.inputs[1]).slice(2) as number[]);
}

/** Whether a kernel sees one pixel for each of its answers. */
function isUnit(node: Node, size: readonly number[]): boolean {
  const { kernel, strides, pads } = windowOf(node, size);
  return (
    kernel.length === 2 && [...kernel, ...strides].every((length) => length === 1) && pads.every((pad) => pad === 0)
  );
}

/** A convolution of the image itself, with taps so few that the products of all of them fit into one. */
function isStem(graph: Graph, node: Node): boolean {
  if (!isDense(node)) return false;
  const [, channels, ...kernel] = dimsOf(graph, node.inputs[1]) as number[];
  const isInput = graph.inputs.some(({ name }) => name === node.inputs[0]);
  return isInput && kernel.length === 2 && channels * kernel[0] * kernel[1] <= mostTaps;
}

function canStay(graph: Graph, node: Node): boolean {
  if (isDepthwise(graph, node) || isPointwise(graph, node) || isStem(graph, node)) return true;
  const shapes = node.inputs.map((name) => dimsOf(graph, name));
  if (shapes[0]?.length !== 4) return false;
  if (node.op === "BatchNormTraining") return true;
  return ELEMENTWISE.has(node.op) && shapes.every((dims) => dims.length === 0 || String(dims) === String(shapes[0]));
}

function inLanes(
  b: GraphBuilder,
  node: Node,
  inputs: readonly (Value | undefined)[],
  enter: (index: number) => Lanes,
): [Lanes, ...Value[]] {
  const x = enter(0);
  if (node.op === "BatchNormTraining") {
    const attributes = attributesOf({ ...optionsOf(node), samples: x.samples });
    const statistics = { type: x.value.type, dims: [x.channels] };
    const same = { type: x.value.type, dims: x.value.dims };
    const types = [same, statistics, statistics, same];
    const given = [x.value, ...inputs.slice(1)];
    const [y, ...step] = b.nodes(node.op, given, attributes, { domain: COMPOSITE, outputCount: 4, types });
    return [{ ...x, value: y }, ...step];
  }
  if (node.op !== "Conv") {
    const given = inputs.map((value, i) => (value?.dims.length === 4 ? enter(i).value : value));
    return [{ ...x, value: b.node(node.op, given, node.attributes) }];
  }
  const [, weights, bias] = inputs as [Value, Value, Value | undefined];
  const y = isDense(node) ? dense(b, node, x, weights) : depthwise(b, node, x, weights);
  if (!bias) return [y];
  const [, , height, width] = y.value.dims as number[];
  const rows = b.add(b.reshape(y.value, [y.channels, -1]), b.reshape(bias, [y.channels, 1]));
  return [{ ...y, value: b.reshape(rows, [1, y.channels * y.samples, height, width]) }];
}

/**
 * A 1x1 convolution, or one with a larger kernel as a 1x1 convolution of the image unfolded: what each tap sees as a map of
 * its own. The image takes no gradient, so this costs its copies once, and both products are those of 1x1 convolutions.
 */
function dense(b: GraphBuilder, node: Node, x: Lanes, weights: Value): Lanes {
  const [filters, channels, kh, kw] = weights.dims as number[];
  const taps = kh * kw;
  if (isUnit(node, [kh, kw])) return lanesPointwise(b, x, weights);
  const seen = Array.from({ length: taps }, (_, tap) => {
    const kernel = new Float32Array(channels * taps);
    for (let c = 0; c < channels; c++) kernel[c * taps + tap] = 1;
    return depthwise(b, node, x, b.constant(tensor("float32", [channels, 1, kh, kw], kernel)));
  });
  const maps = b.concat(
    seen.map(({ value }) => value),
    1,
  );
  const byTap = b.transpose(b.reshape(weights, [filters, channels, taps]), [0, 2, 1]);
  const unfolded = { ...x, value: maps, channels: taps * channels };
  return lanesPointwise(b, unfolded, b.reshape(byTap, [filters, taps * channels, 1, 1]));
}

function depthwise(b: GraphBuilder, node: Node, x: Lanes, weights: Value): Lanes {
  const window = windowOf(node, weights.dims.slice(2));
  const pads = resolvePads(window, x.value.dims.slice(2) as number[]);
  return lanesDepthwise(b, x, weights, { strides: window.strides, dilations: window.dilations, pads });
}
