import { transpose } from "../layout.js";
import type { Lowering } from "../lowering.js";
import type { TfliteOperator } from "../model.js";
import { explicitPads, type Window } from "../padding.js";
import { activate, type Lower } from "./operator.js";

/** Conv2DOptions, and DepthwiseConv2DOptions, which has one more field before the activation. */
function readOptions({ options }: TfliteOperator, depthwise: boolean) {
  const activation = depthwise ? 4 : 3;
  return {
    padding: options?.int8(0) ?? 0,
    strides: [options?.int32(2) ?? 1, options?.int32(1) ?? 1],
    activation: options?.int8(activation) ?? 0,
    dilations: [options?.int32(activation + 2, 1) ?? 1, options?.int32(activation + 1, 1) ?? 1],
  } as const;
}

function convolve(graph: Lowering, operator: TfliteOperator, depthwise: boolean): void {
  const { padding, strides, dilations, activation } = readOptions(operator, depthwise);
  const weights = graph.weights(operator, 1);
  const [first, height, width, last] = weights.dims;
  const { source, pads } = graph.unpadded(operator.inputs[0]);
  const channels = graph.fileDims(source)[3];
  // Depthwise kernels are [1, height, width, outputs], plain ones [outputs, height, width, inputs of a group].
  const group = depthwise ? channels : channels / last;
  if (!Number.isInteger(group) || (depthwise && (first !== 1 || last % channels !== 0))) {
    throw graph.error(operator, `kernel [${weights.dims}] does not fit ${channels} channels`);
  }
  const window: Window = { kernel: [height, width], strides, dilations };
  const same = explicitPads(padding, graph.size(source), window);
  const kernel = graph.builder.constant(transpose(weights, depthwise ? [3, 0, 1, 2] : [0, 3, 1, 2]));
  // The bias is optional: absent from the list or -1.
  const bias = (operator.inputs[2] ?? -1) < 0 ? undefined : graph.builder.constant(graph.weights(operator, 2));
  const result = graph.builder.conv(graph.nchw(source), kernel, bias, {
    strides,
    dilations,
    pads: same.map((zeros, side) => zeros + pads[side]),
    group,
  });
  graph.define(operator, activate(graph, operator, result, activation));
}

/** CONV_2D */
export const conv2d: Lower = (graph, operator) => convolve(graph, operator, false);

/** DEPTHWISE_CONV_2D */
export const depthwiseConv2d: Lower = (graph, operator) => convolve(graph, operator, true);

/** MAX_POOL_2D: like TFLite, ONNX takes no padding into the maximum. */
export const maxPool2d: Lower = (graph, operator) => {
  const { options } = operator;
  const window: Window = {
    kernel: [options?.int32(4) ?? 1, options?.int32(3) ?? 1],
    strides: [options?.int32(2) ?? 1, options?.int32(1) ?? 1],
    dilations: [1, 1],
  };
  const [input] = operator.inputs;
  const pads = explicitPads(options?.int8(0) ?? 0, graph.size(input), window);
  const result = graph.builder.maxPool(graph.nchw(input), window.kernel, { strides: window.strides, pads });
  graph.define(operator, activate(graph, operator, result, options?.int8(5) ?? 0));
};
