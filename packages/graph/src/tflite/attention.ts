import type { Value } from "../ir/graph.js";
import { float32, int64 } from "../ir/tensor.js";
import { readFlexbufferMap } from "./flexbuffer.js";
import type { Lowering } from "./lowering.js";
import type { TfliteOperator } from "./model.js";
import type { Lower } from "./operators/operator.js";

// MediaPipe's custom operators of the attention mesh, version 2, in standard ONNX. The mesh's first guess of the lips
// or of an eye says where they are; a turned rectangle around those points is cut out of a feature map, looked at
// closely, and the points found there are mapped back.
// See mediapipe/util/tflite/operations/{landmarks_to_transform_matrix,transform_tensor_bilinear,transform_landmarks}.cc
// and Grishchenko et al., Attention Mesh: High-fidelity Face Mesh Prediction in Real-time, 2020.

/** Options of a custom operator, all of which are numbers or lists of numbers. */
function readOptions(graph: Lowering, operator: TfliteOperator) {
  if (operator.version !== 2) throw graph.error(operator, "unsupported version, expected 2");
  const options = readFlexbufferMap(operator.customOptions ?? new Uint8Array());
  return {
    number(name: string): number {
      const value = options.get(name);
      if (typeof value !== "number") throw graph.error(operator, `option ${name} must be a number`);
      return value;
    },
    list(name: string): readonly number[] {
      const value = options.get(name);
      if (typeof value !== "object") throw graph.error(operator, `option ${name} must be a list`);
      return value;
    },
  };
}

/**
 * Landmarks2TransformMatrix: landmarks [N, points, 3] to the matrix [N, 4, 4] that maps pixels of a small picture to
 * pixels of the map in which the landmarks are measured. The picture is the rectangle around a subset of the points,
 * turned so that one chosen pair lies level, and widened by a scale.
 *
 * With Rot the rotation by the pair's angle less the target's, and max and min the extremes of the subset after turning
 * it level (rows p Rot), the matrix is Rot [diag(scale (max - min) / output) | (max + min) / 2 - scale (max - min) / 2].
 * All to the right of Rot is linear in max and min, so one constant matrix makes it; no angle is ever computed.
 */
export const landmarksToTransformMatrix: Lower = (graph, operator) => {
  const { builder } = graph;
  const options = readOptions(graph, operator);
  const matrix = (dims: readonly number[], values: readonly number[]) => builder.constant(float32(dims, values));

  const xy = builder.slice(graph.file(operator.inputs[0]), [0], [2], [2]);
  const gather = (indices: readonly number[]) => builder.gather(xy, builder.constant(int64(indices)), 1);
  const ends = gather([options.number("left_rotation_idx"), options.number("right_rotation_idx")]);
  const along = builder.matmul(matrix([1, 2], [-1, 1]), ends);
  const direction = builder.div(along, builder.reduce("ReduceL2", along, [2]));
  const target = options.number("target_rotation_radians");
  const [c, s] = [Math.cos(target), Math.sin(target)];
  // From the cosine and sine of the pair's angle to the four entries of Rot.
  const entries = builder.matmul(direction, matrix([2, 4], [c, s, -s, c, s, -c, c, s]));
  const rotation = builder.reshape(entries, [-1, 2, 2]);

  const level = builder.matmul(gather(options.list("subset_idxs")), rotation);
  const extremes = builder.concat([builder.reduceMax(level, [1]), builder.reduceMin(level, [1])], 2);
  const [sx, sy] = [options.number("scale_x"), options.number("scale_y")];
  const [kx, ky] = [sx / options.number("output_width"), sy / options.number("output_height")];
  // One row for each of max x, max y, min x, min y; they make the 2 x 4 matrix [diag(..) | 0 | offset], row by row.
  const toLocal = [
    [kx, 0, 0, 0.5 - sx / 2, 0, 0, 0, 0],
    [0, 0, 0, 0, 0, ky, 0, 0.5 - sy / 2],
    [-kx, 0, 0, 0.5 + sx / 2, 0, 0, 0, 0],
    [0, 0, 0, 0, 0, -ky, 0, 0.5 + sy / 2],
  ];
  const local = builder.reshape(builder.matmul(extremes, matrix([4, 8], toLocal.flat())), [-1, 2, 4]);
  const upper = builder.matmul(rotation, local);
  // Two more rows, 0 0 1 0 and 0 0 0 1.
  const tall = builder.matmul(matrix([4, 2], [1, 0, 0, 1, 0, 0, 0, 0]), upper);
  graph.define(operator, builder.add(tall, matrix([1, 4, 4], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1])));
};

/**
 * TransformTensorBilinear: feature map [N, height, width, channels] and matrix [N, 4, 4] to the small picture that the
 * matrix points at. Pixel centres are at halves. A sample outside of the outermost centres is 0, where GridSample would
 * fade out towards its zero padding; such coordinates are moved far away.
 */
export const transformTensorBilinear: Lower = (graph, operator) => {
  const { builder } = graph;
  const options = readOptions(graph, operator);
  const [input, matrix] = operator.inputs;
  const [height, width] = [options.number("output_height"), options.number("output_width")];
  const [inputHeight, inputWidth] = graph.size(input);

  const centres = new Float32Array(height * width * 4);
  for (let i = 0; i < height * width; i++) centres.set([(i % width) + 0.5, Math.floor(i / width) + 0.5, 0, 1], i * 4);
  const moved = builder.matmul(builder.constant(float32([height * width, 4], centres)), turned(graph, matrix));
  // From pixels with centres at halves to GridSample's -1..1 between the outermost centres.
  const [gx, gy] = [2 / (inputWidth - 1), 2 / (inputHeight - 1)];
  const scaled = builder.matmul(moved, builder.constant(float32([4, 2], [gx, 0, 0, gy, 0, 0, 0, 0])));
  const grid = builder.add(scaled, builder.constant(float32([2], [-gx / 2 - 1, -gy / 2 - 1])));
  const seen = builder.where(builder.greater(builder.abs(grid), 1), 9, grid);
  const coordinates = builder.reshape(seen, [-1, height, width, 2]);
  graph.define(operator, builder.gridSample(graph.nchw(input), coordinates, { alignCorners: true }));
};

/** TransformLandmarks: points [N, points, 2] through the matrix [N, 4, 4], with z = 0. */
export const transformLandmarks: Lower = (graph, operator) => {
  const { builder } = graph;
  if (operator.version !== 2) throw graph.error(operator, "unsupported version, expected 2");
  const [points, matrix] = operator.inputs;
  if (graph.fileDims(points)[2] !== 2) throw graph.error(operator, "points must have 2 coordinates");
  const lifted = builder.matmul(graph.file(points), builder.constant(float32([2, 4], [1, 0, 0, 0, 0, 1, 0, 0])));
  const homogeneous = builder.add(lifted, builder.constant(float32([4], [0, 0, 0, 1])));
  graph.define(operator, builder.slice(builder.matmul(homogeneous, turned(graph, matrix)), [0], [2], [2]));
};

/** A matrix with rows and columns exchanged, for points that are rows. */
const turned = (graph: Lowering, index: number): Value => graph.builder.transpose(graph.file(index), [0, 2, 1]);
