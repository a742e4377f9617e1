export {
  type BatchNormOptions,
  batchNormTraining,
  type FusedActivation,
  type Normalised,
} from "./diff/composite.js";
export { differentiate } from "./diff/differentiate.js";
export { dropout } from "./diff/dropout.js";
export { type FlatLayout, flatLayout, flatten, type Slot, unflatten } from "./diff/flat.js";
export {
  type GradientGraph,
  type GradientGraphOptions,
  gradientGraph,
  type Loss,
  type TargetShape,
} from "./diff/gradient-graph.js";
export { lanesProbe } from "./diff/lanes-probe.js";
export { lowerComposites } from "./diff/lower/lower.js";
export { NotDifferentiableError } from "./diff/rule.js";
export { differentiableOperators } from "./diff/table.js";
export {
  float,
  floatOf,
  floats,
  floatsOf,
  int,
  intOf,
  ints,
  intsOf,
  string,
  stringOf,
  strings,
  tensorAttribute,
} from "./ir/attributes.js";
export { GraphBuilder, type Operand, type ResizeOptions, type WindowOptions } from "./ir/builder.js";
export { BuilderCore, type NodeOptions, OPSET } from "./ir/builder-core.js";
export { float16ToFloat32, float32ToFloat16, fromFloat16Bits, toFloat16Bits } from "./ir/float16.js";
export type { Attribute, DataType, Dim, Graph, Node, Tensor, TensorData, Value } from "./ir/graph.js";
export type { Inferred } from "./ir/infer/context.js";
export { inferValues } from "./ir/infer-graph.js";
export { type InlineOptions, inlineGraph, type Rewriter } from "./ir/rewrite.js";
export { bytesPerElement, elementCount, float32, int64, tensor, toNumbers } from "./ir/tensor.js";
export {
  type AdaptiveWingOptions,
  absolute,
  adaptiveWing,
  type CoordinateLoss,
  smoothL1,
  squared,
  wing,
} from "./losses/elementwise.js";
export { gaussianLikelihood, laplacianLikelihood } from "./losses/likelihood.js";
export { distillation, meanLoss, weightedMean } from "./losses/reduce.js";
export { type NumpyOptions, readNumpyArrays } from "./numpy/arrays.js";
export { NumpyImportError } from "./numpy/error.js";
export { OnnxFormatError, readOnnx } from "./onnx/read.js";
export { writeOnnx } from "./onnx/write.js";
export {
  type AdamOptions,
  adam,
  type Optimizer,
  type SgdOptions,
  sgd,
  type UpdateInputs,
  type UpdateOutputs,
} from "./optim/optimizer.js";
export { type CosineOptions, constant, cosine, type Schedule, stepDecay } from "./optim/schedule.js";
export { type UpdateGraph, type UpdateGraphOptions, updateGraph } from "./optim/update-graph.js";
export { assignInitializers } from "./passes/assign.js";
export { type Calibration, type ChannelRange, calibrationEdges } from "./passes/calibration.js";
export { multiplyAdds, parameterCount } from "./passes/count.js";
export { type Float16Options, toFloat16 } from "./passes/float16.js";
export { foldBatchNorm } from "./passes/fold-batch-norm.js";
export { type PreprocessingOptions, prependPreprocessing } from "./passes/preprocess.js";
export { extractGraph } from "./passes/prune.js";
export { type QuantizeOptions, quantize } from "./passes/quantize.js";
export { TfjsFormatError } from "./tfjs/error.js";
export { readTfjsWeights, tfjsWeightFiles } from "./tfjs/weights.js";
export { TfliteImportError } from "./tflite/error.js";
export { importTflite, TFLITE_IMPORTER_VERSION, type TfliteImportOptions } from "./tflite/import.js";
export { TnnImportError } from "./tnn/error.js";
export { importTnn, TNN_IMPORTER_VERSION, type TnnImportOptions } from "./tnn/import.js";
