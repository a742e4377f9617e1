import type { Value } from "../../ir/graph.js";
import type { Lowering } from "../lowering.js";
import type { TfliteOperator } from "../model.js";

/** Adds what stands for one TFLite operator to the graph. */
export type Lower = (graph: Lowering, operator: TfliteOperator) => void;

/**
 * The activation function that TFLite fuses into an operator, as a node of its own: onnxruntime fuses it again.
 * @param code  value of `enum ActivationFunctionType` of schema.fbs
 */
export function activate(graph: Lowering, operator: TfliteOperator, value: Value, code: number): Value {
  switch (code) {
    case 0:
      return value;
    case 1:
      return graph.builder.relu(value);
    case 3:
      return graph.builder.clip(value, 0, 6);
    default:
      throw graph.error(operator, `unsupported fused activation ${code}`);
  }
}
