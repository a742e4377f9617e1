import type { Value } from "../ir/graph.js";
import { float32 } from "../ir/tensor.js";
import type { Lowering } from "./lowering.js";
import type { TnnLayer } from "./proto.js";

/** Adds what stands for one TNN layer to the graph. */
export type Lower = (graph: Lowering, layer: TnnLayer) => void;

/** Value of `pad_type` that says that the pads are given as numbers. */
const EXPLICIT = -1;

/** Convolution: group, inputs, outputs, kernel h w, strides h w, pads h w, bias, pad type, dilations h w, activation. */
const convolution: Lower = (graph, layer) => {
  const [x] = graph.inputs(layer, 1);
  const [group, , outputs, kernelH, kernelW, strideH, strideW, padH, padW, hasBias, padType, ...rest] =
    graph.parameters(layer, 11, [1, 1, 0]);
  const [dilationH, dilationW, activation] = rest;
  if (padType !== EXPLICIT) throw graph.error(layer, `unsupported pad type ${padType}`);
  const { kernel, bias } = graph.weights(layer, outputs, hasBias !== 0);
  const dims = [outputs, kernel.length / (outputs * kernelH * kernelW), kernelH, kernelW];
  const result = graph.builder.conv(x, graph.builder.constant(float32(dims, kernel)), bias, {
    strides: [strideH, strideW],
    dilations: [dilationH, dilationW],
    pads: [padH, padW, padH, padW],
    group,
  });
  graph.define(layer, activate(graph, layer, result, activation));
};

/** The activation that TNN fuses into a convolution, as a node of its own: onnxruntime fuses it again. */
function activate(graph: Lowering, layer: TnnLayer, value: Value, code: number): Value {
  switch (code) {
    case 0:
      return value;
    case 1:
      return graph.builder.relu(value);
    case 2:
      return graph.builder.clip(value, 0, 6);
    default:
      throw graph.error(layer, `unsupported fused activation ${code}`);
  }
}

/**
 * Pooling: type (0 maximum, 1 mean), kernel h w (0 for the whole image), strides h w, pads h w, two indices of axes that
 * give the kernel's size, pad type, whether sizes are rounded up. A mean leaves padding out, as ONNX's does.
 */
const pooling: Lower = (graph, layer) => {
  const [x] = graph.inputs(layer, 1);
  const [type, kernelH, kernelW, strideH, strideW, padH, padW, ...rest] = graph.parameters(layer, 7, [-1, -1, -1, 0]);
  const [indexH, indexW, padType, ceil] = rest;
  if (type !== 0 && type !== 1) throw graph.error(layer, `unsupported pooling type ${type}`);
  if (indexH !== -1 || indexW !== -1) throw graph.error(layer, "unsupported kernel that is sized by an axis");
  if (padType !== EXPLICIT) throw graph.error(layer, `unsupported pad type ${padType}`);
  const { builder } = graph;
  if (kernelH === 0 && kernelW === 0) {
    graph.define(layer, type === 0 ? builder.globalMaxPool(x) : builder.globalAveragePool(x));
    return;
  }
  const window = { strides: [strideH, strideW], pads: [padH, padW, padH, padW], ceil: ceil === 1 };
  const kernel = [kernelH, kernelW];
  graph.define(layer, type === 0 ? builder.maxPool(x, kernel, window) : builder.averagePool(x, kernel, window));
};

/** InnerProduct: outputs, bias, transposed, first of the axes that are flattened. The axes stay, with size 1. */
const innerProduct: Lower = (graph, layer) => {
  const [x] = graph.inputs(layer, 1);
  const [outputs, hasBias, transposed, axis] = graph.parameters(layer, 4);
  if (transposed !== 0 || axis !== 1) {
    throw graph.error(layer, `unsupported options (expected not transposed, axis 1, got ${transposed}, ${axis})`);
  }
  const { builder } = graph;
  const { kernel, bias } = graph.weights(layer, outputs, hasBias !== 0);
  const weights = builder.constant(float32([outputs, kernel.length / outputs], kernel));
  const product = builder.gemm(builder.flatten(x), weights, bias, { transB: true });
  graph.define(layer, builder.reshape(product, [0, outputs, ...x.dims.slice(2).map(() => 1)]));
};

/** Reshape: first axis, number of axes, number of sizes, the sizes (0 copies, -1 takes the rest), kind. */
const reshape: Lower = (graph, layer) => {
  const [x] = graph.inputs(layer, 1);
  const [axis, axes, count, ...rest] = graph.parameters(layer, 3);
  const [sizes, kind = 0] = [rest.slice(0, count), rest[count]];
  if (axis !== 0 || (axes !== -1 && axes !== x.dims.length) || sizes.length !== count || kind !== 0) {
    throw graph.error(
      layer,
      `unsupported options "${layer.parameters.join(" ")}" (expected all axes, in ONNX's order)`,
    );
  }
  graph.define(layer, graph.builder.reshape(x, sizes));
};

const unary =
  (op: "relu" | "sigmoid"): Lower =>
  (graph, layer) => {
    const [x] = graph.inputs(layer, 1);
    graph.define(layer, graph.builder[op](x));
  };

const add: Lower = (graph, layer) => {
  const [a, b] = graph.inputs(layer, 2);
  graph.define(layer, graph.builder.add(a, b));
};

/** The layers that the importer knows, by their names in a `.tnnproto`. */
export const layers: Readonly<Record<string, Lower>> = {
  Add: add,
  Convolution: convolution,
  InnerProduct: innerProduct,
  Pooling: pooling,
  ReLU: unary("relu"),
  Reshape: reshape,
  Sigmoid: unary("sigmoid"),
};
