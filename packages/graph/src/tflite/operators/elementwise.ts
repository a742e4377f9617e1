import type { Value } from "../../ir/graph.js";
import { float32 } from "../../ir/tensor.js";
import { activate, type Lower } from "./operator.js";

/** ADD, MUL: two operands that broadcast, and a fused activation. */
export const binary =
  (op: "add" | "mul"): Lower =>
  (graph, operator) => {
    const [a, b] = operator.inputs.map((index) => graph.operand(operator.outputs[0], index));
    graph.define(operator, activate(graph, operator, graph.builder[op](a, b), operator.options?.int8(0) ?? 0));
  };

/** RELU, LOGISTIC: one operand. */
export const unary =
  (op: "relu" | "sigmoid"): Lower =>
  (graph, operator) => {
    graph.define(operator, graph.builder[op](graph.operand(operator.outputs[0], operator.inputs[0])));
  };

/**
 * PRELU, whose slopes broadcast like the second operand of a multiplication. With slopes `a` of channels it becomes
 * `a x + (1 - a) relu(x)`, both products as 1x1 depthwise convolutions: onnxruntime keeps those in its blocked layout,
 * which a PRelu node would leave and enter again. The meshes run a quarter to a third faster for it (7 % slower in wasm,
 * which has no blocked layout), at a cost of a few units in the last place.
 */
export const prelu: Lower = (graph, operator) => {
  const { builder } = graph;
  const [input, slope] = operator.inputs;
  const [output] = operator.outputs;
  const slopes = graph.weights(operator, 1);
  const channels = graph.fileDims(output)[3];
  const x = graph.operand(output, input);
  if (!graph.isImage(output) || slopes.data.length !== channels || slopes.dims.at(-1) !== channels) {
    graph.define(operator, builder.prelu(x, graph.operand(output, slope)));
    return;
  }
  const scale = (from: Value, factors: ArrayLike<number>) =>
    builder.conv(from, builder.constant(float32([channels, 1, 1, 1], factors)), undefined, { group: channels });
  const rest = Float32Array.from(slopes.data as Float32Array, (a) => 1 - a);
  const sum = builder.add(scale(x, slopes.data as Float32Array), scale(builder.relu(x), rest));
  graph.define(operator, sum);
};
