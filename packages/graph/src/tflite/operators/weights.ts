import { float16ToFloat32 } from "../../ir/float16.js";
import { allocate, elementCount, float32, tensor, viewBytes } from "../../ir/tensor.js";
import { densify } from "../sparse.js";
import type { Lower } from "./operator.js";

/** DEQUANTIZE of stored float16 weights, done at import. */
export const dequantize: Lower = (graph, operator) => {
  const half = graph.constant(operator.inputs[0]);
  if (half?.type !== "float16") throw graph.error(operator, "input 0 must be a constant of float16");
  graph.setConstant(operator.outputs[0], float32(half.dims, float16ToFloat32(half.data as Uint16Array)));
};

/** DENSIFY of stored sparse weights, done at import. */
export const densifyWeights: Lower = (graph, operator) => {
  const { type, dims, data, sparsity } = graph.model.tensors[operator.inputs[0]];
  if (data === undefined || sparsity === undefined || type === "int64") {
    throw graph.error(operator, "input 0 must be a sparse constant");
  }
  const dense = allocate(type, elementCount(dims)) as Uint16Array;
  densify(viewBytes(type, data) as Uint16Array, dims, sparsity, dense);
  graph.setConstant(operator.outputs[0], tensor(type, dims, dense));
};
