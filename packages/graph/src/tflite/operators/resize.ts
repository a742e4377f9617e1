import type { Lower } from "./operator.js";

/**
 * RESIZE_BILINEAR by whole factors. TFLite's two flags are two of ONNX's coordinate modes; with neither set the oldest
 * rule holds, which scales pixel indices without the half-pixel shift.
 * @see tensorflow/lite/kernels/internal/reference/resize_bilinear.h
 */
export const resizeBilinear: Lower = (graph, operator) => {
  const [input] = operator.inputs;
  const from = graph.size(input);
  const to = graph.size(operator.outputs[0]);
  const factors = to.map((size, axis) => size / from[axis]);
  if (!factors.every(Number.isInteger)) {
    throw graph.error(operator, `unsupported resize of ${from} to ${to}, which is not by a whole factor`);
  }
  const coordinates = operator.options?.bool(2)
    ? "align_corners"
    : operator.options?.bool(3)
      ? "half_pixel"
      : "asymmetric";
  graph.define(operator, graph.builder.resizeBy(graph.nchw(input), [1, 1, ...factors], { coordinates }));
};
