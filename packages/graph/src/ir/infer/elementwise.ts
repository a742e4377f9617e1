import { intOf } from "../attributes.js";
import type { DataType } from "../graph.js";
import type { InferRule } from "./context.js";
import { broadcastDims } from "./dims.js";

const unary: InferRule = (c) => [{ type: c.input(0).type, dims: c.input(0).dims }];

const toBool: InferRule = (c) => [{ type: "bool", dims: c.input(0).dims }];

const variadic: InferRule = (c) => {
  const inputs = Array.from({ length: c.inputCount }, (_, i) => c.input(i));
  const dims = inputs.slice(1).reduce((all, value) => broadcastDims(c, all, value.dims), [...inputs[0].dims]);
  return [{ type: c.sameType(...inputs), dims }];
};

const binary: InferRule = (c) => {
  if (c.inputCount !== 2) c.fail(`must have 2 inputs, got ${c.inputCount}`);
  return variadic(c);
};

const comparison: InferRule = (c) => [{ type: "bool", dims: binary(c)[0].dims }];

const bounded: InferRule = (c) => {
  c.sameType(c.input(0), c.optional(1), c.optional(2));
  return unary(c);
};

const where: InferRule = (c) => {
  if (c.input(0).type !== "bool") c.fail(`condition must be bool, got ${c.input(0).type}`);
  const dims = broadcastDims(c, broadcastDims(c, c.input(0).dims, c.input(1).dims), c.input(2).dims);
  return [{ type: c.sameType(c.input(1), c.input(2)), dims }];
};

const UNARY =
  "Relu Sigmoid Tanh Abs Neg Sqrt Exp Log Sign Floor Ceil Round Erf Sin Cos HardSwish HardSigmoid LeakyRelu Elu Selu Softplus Softsign Mish Reciprocal Identity Not BitwiseNot Softmax LogSoftmax LpNormalization CumSum Gelu QuickGelu ThresholdedRelu LRN InstanceNormalization";

/** ONNX `TensorProto.DataType` numbers of the element types. */
export const ONNX_TYPES: Readonly<Record<DataType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
};

/** Element type behind an ONNX number, or undefined for the ones that the IR does not hold. */
export const typeOfOnnx = (code: number): DataType | undefined =>
  (Object.keys(ONNX_TYPES) as DataType[]).find((type) => ONNX_TYPES[type] === code);

const cast: InferRule = (c) => {
  const code = intOf(c, "to", 0);
  const type = typeOfOnnx(code) ?? c.fail(`type ${code} is not one of ${Object.keys(ONNX_TYPES)}`);
  return [{ type, dims: c.input(0).dims }];
};

/** Shape rules of elementwise operators. */
export const elementwise: Readonly<Record<string, InferRule>> = {
  ...Object.fromEntries(UNARY.split(" ").map((op) => [op, unary])),
  ...Object.fromEntries(
    "Add Sub Mul Div Pow Mod PRelu BitwiseAnd BitwiseOr BitwiseXor BitShift".split(" ").map((op) => [op, binary]),
  ),
  ...Object.fromEntries("Sum Mean Min Max".split(" ").map((op) => [op, variadic])),
  ...Object.fromEntries(
    "Equal Greater Less GreaterOrEqual LessOrEqual And Or Xor".split(" ").map((op) => [op, comparison]),
  ),
  IsNaN: toBool,
  IsInf: toBool,
  Clip: bounded,
  Where: where,
  Cast: cast,
  Dropout: (c) => [unary(c)[0], ...(c.outputCount > 1 ? [{ type: "bool" as const, dims: c.input(0).dims }] : [])],
};
