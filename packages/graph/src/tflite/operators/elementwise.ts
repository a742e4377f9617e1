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

/** PRELU: the slopes broadcast to the operand, so those of channels become [1, C, 1, 1]. */
export const prelu: Lower = (graph, operator) => {
  const [x, slope] = operator.inputs.map((index) => graph.operand(operator.outputs[0], index));
  graph.define(operator, graph.builder.prelu(x, slope));
};
