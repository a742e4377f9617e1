import { landmarksToTransformMatrix, transformLandmarks, transformTensorBilinear } from "../attention.js";
import { conv2d, depthwiseConv2d, maxPool2d } from "./convolution.js";
import { binary, prelu, unary } from "./elementwise.js";
import type { Lower } from "./operator.js";
import { resizeBilinear } from "./resize.js";
import { concatenation, depthToSpace, pad, reshape, stridedSlice } from "./shape.js";
import { densifyWeights, dequantize } from "./weights.js";

/** The operators that the importer knows, by their names in schema.fbs; the last three are MediaPipe's own. */
export const operators: Readonly<Record<string, Lower>> = {
  ADD: binary("add"),
  CONCATENATION: concatenation,
  CONV_2D: conv2d,
  DENSIFY: densifyWeights,
  DEPTHWISE_CONV_2D: depthwiseConv2d,
  DEPTH_TO_SPACE: depthToSpace,
  DEQUANTIZE: dequantize,
  LOGISTIC: unary("sigmoid"),
  MAX_POOL_2D: maxPool2d,
  MUL: binary("mul"),
  PAD: pad,
  PRELU: prelu,
  RELU: unary("relu"),
  RESHAPE: reshape,
  RESIZE_BILINEAR: resizeBilinear,
  STRIDED_SLICE: stridedSlice,
  Landmarks2TransformMatrix: landmarksToTransformMatrix,
  TransformLandmarks: transformLandmarks,
  TransformTensorBilinear: transformTensorBilinear,
};
