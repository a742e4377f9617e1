import { NHWC_TO_NCHW, permuteDims } from "../layout.js";
import type { Lowering } from "../lowering.js";
import type { TfliteOperator } from "../model.js";
import { activate, type Lower } from "./operator.js";

/** Axis of an edge that holds axis `axis` of the file. */
const axisOf = (graph: Lowering, index: number, axis: number): number =>
  graph.isImage(index) ? NHWC_TO_NCHW.indexOf(axis as 0 | 1 | 2 | 3) : axis;

/** RESHAPE: the file already holds the sizes of the result. */
export const reshape: Lower = (graph, operator) => {
  graph.defineFile(operator, graph.reshape(graph.flat(operator.inputs[0]), graph.dims(operator.outputs[0])));
};

/** CONCATENATION */
export const concatenation: Lower = (graph, operator) => {
  const [output] = operator.outputs;
  const axis = operator.options?.int32(0) ?? 0;
  const positive = axis < 0 ? axis + graph.fileDims(output).length : axis;
  const inputs = operator.inputs.map((index) => graph.operand(output, index));
  const result = graph.builder.concat(inputs, axisOf(graph, output, positive));
  graph.define(operator, activate(graph, operator, result, operator.options?.int8(1) ?? 0));
};

/** PAD with zeros. Those around an image that only unpadded convolutions read become theirs. */
export const pad: Lower = (graph, operator) => {
  const [input] = operator.inputs;
  const [output] = operator.outputs;
  const paddings = graph.numbers(operator, 1);
  const before = paddings.filter((_, i) => i % 2 === 0);
  const after = paddings.filter((_, i) => i % 2 === 1);
  const image = graph.isImage(output);
  if (image && before[3] + after[3] === 0 && graph.consumers(output).every(isUnpaddedConvolution)) {
    graph.deferPads(output, input, [before[1], before[2], after[1], after[2]]);
    return;
  }
  const order = image ? NHWC_TO_NCHW : before.map((_, axis) => axis);
  const pads = [...permuteDims(before, order), ...permuteDims(after, order)];
  graph.define(operator, graph.builder.pad(graph.operand(output, input), pads));
};

const isUnpaddedConvolution = ({ kind, options }: TfliteOperator): boolean =>
  (kind === "CONV_2D" || kind === "DEPTHWISE_CONV_2D") && options?.int8(0) === 1;

/** STRIDED_SLICE without new, dropped or elided axes. */
export const stridedSlice: Lower = (graph, operator) => {
  const [input] = operator.inputs;
  const [output] = operator.outputs;
  const [begin, end, strides] = [1, 2, 3].map((position) => graph.numbers(operator, position));
  const [beginMask, endMask, ...others] = [0, 1, 2, 3, 4].map((field) => operator.options?.int32(field) ?? 0);
  if (others.some((mask) => mask !== 0)) throw graph.error(operator, "unsupported mask of elided, new or dropped axes");
  if (strides.some((stride) => stride < 1)) throw graph.error(operator, `unsupported strides [${strides}]`);
  const sizes = graph.fileDims(input);
  const clamp = (bound: number, axis: number) => Math.min(bound < 0 ? bound + sizes[axis] : bound, sizes[axis]);
  const starts = begin.map((bound, axis) => ((beginMask >> axis) & 1 ? 0 : clamp(bound, axis)));
  const ends = end.map((bound, axis) => ((endMask >> axis) & 1 ? sizes[axis] : clamp(bound, axis)));
  // An axis that is kept whole stays out of the node, so that the batch stays free.
  const cut = sizes.map((_, axis) => axis).filter((a) => starts[a] > 0 || ends[a] < sizes[a] || strides[a] > 1);
  if (cut.length === 0) {
    graph.alias(output, input);
    return;
  }
  const pick = (values: readonly number[]) => cut.map((axis) => values[axis]);
  const axes = cut.map((axis) => axisOf(graph, output, axis));
  const from = graph.operand(output, input);
  graph.define(operator, graph.builder.slice(from, pick(starts), pick(ends), axes, pick(strides)));
};

/** DEPTH_TO_SPACE: TFLite orders the channels as row, column, channel, which ONNX calls DCR. */
export const depthToSpace: Lower = (graph, operator) => {
  const block = operator.options?.int32(0) ?? 1;
  graph.define(operator, graph.builder.depthToSpace(graph.nchw(operator.inputs[0]), block, "DCR"));
};
