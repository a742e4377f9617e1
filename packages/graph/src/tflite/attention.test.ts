import fc from "fast-check";
import { encode } from "flatbuffers/js/flexbuffers.js";
import { describe, expect, it } from "vitest";
import { float32 } from "../ir/tensor.js";
import { runGraph } from "../testing/run.js";
import { runReference } from "../testing/tflite-reference.js";
import { TfliteImportError } from "./error.js";
import { lowerModel } from "./import.js";
import type { TfliteModel } from "./model.js";

/** Model of one custom operator: inputs and the output by their sizes. */
function modelOf(kind: string, inputs: number[][], output: number[], options: object = {}, version = 2): TfliteModel {
  const tensors = [...inputs, output].map((dims, i) => ({
    name: i < inputs.length ? `in${i}` : "out",
    type: "float32" as const,
    dims,
    data: undefined,
    sparsity: undefined,
  }));
  const all = inputs.map((_, i) => i);
  const operator = {
    index: 0,
    kind,
    version,
    inputs: all,
    outputs: [inputs.length],
    options: undefined,
    customOptions: encode(options),
  };
  return { file: "one.tflite", tensors, operators: [operator], inputs: all, outputs: [inputs.length], description: "" };
}

/** The graph's answer and the reference's, to the same inputs. */
async function both(model: TfliteModel, inputs: Float32Array[]) {
  const feeds = model.inputs.map((index, i) => [`in${index}`, float32(model.tensors[index].dims, inputs[i])]);
  const { out } = await runGraph(lowerModel(model), Object.fromEntries(feeds));
  return { graph: [...(out.data as Float32Array)], reference: [...runReference(model, inputs)[model.outputs[0]].data] };
}

function expectClose(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  const worst = actual.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i])), 0);
  expect(worst).toBeLessThan(tolerance);
}

describe("Landmarks2TransformMatrix", () => {
  const options = (target: number) => ({
    left_rotation_idx: 0,
    right_rotation_idx: 3,
    subset_idxs: [0, 1, 2, 3, 4],
    target_rotation_radians: target,
    output_width: 16,
    output_height: 12,
    scale_x: 1.5,
    scale_y: 1.25,
  });
  const modelFor = (target: number) => modelOf("Landmarks2TransformMatrix", [[1, 6, 3]], [1, 4, 4], options(target));

  it("is a plain box for a level pair", async () => {
    // Box x 10..30, y 5..15; the sixth point is not of the subset.
    const points = [10, 10, 0, 20, 5, 0, 20, 15, 0, 30, 10, 0, 15, 8, 0, 90, 90, 0];
    const { graph } = await both(modelFor(0), [Float32Array.from(points)]);
    const [kx, ky] = [(1.5 * 20) / 16, (1.25 * 10) / 12];
    expectClose(graph, [kx, 0, 0, 20 - 8 * kx, 0, ky, 0, 10 - 6 * ky, 0, 0, 1, 0, 0, 0, 0, 1], 1e-5);
  });

  it("follows MediaPipe for any points and target", async () => {
    const coordinate = fc.float({ min: -50, max: 50, noNaN: true });
    const apart = (points: number[]) => Math.hypot(points[9] - points[0], points[10] - points[1]) > 1;
    await fc.assert(
      fc.asyncProperty(
        fc.array(coordinate, { minLength: 18, maxLength: 18 }).filter(apart),
        fc.float({ min: -3, max: 3, noNaN: true }),
        async (points, target) => {
          const { graph, reference } = await both(modelFor(target), [Float32Array.from(points)]);
          expectClose(graph, reference, 1e-3);
        },
      ),
      { numRuns: 30, seed: 88 },
    );
  });
});

describe("TransformTensorBilinear", () => {
  const model = modelOf(
    "TransformTensorBilinear",
    [
      [1, 6, 8, 3],
      [1, 4, 4],
    ],
    [1, 5, 7, 3],
    {
      output_height: 5,
      output_width: 7,
    },
  );
  const map = Float32Array.from({ length: 6 * 8 * 3 }, (_, i) => Math.sin(i * 1.7) + 2);
  const affine = (a: number, b: number, c: number, d: number, e: number, f: number) =>
    Float32Array.of(a, b, 0, c, d, e, 0, f, 0, 0, 1, 0, 0, 0, 0, 1);

  it.each<[string, Float32Array]>([
    ["the map itself", affine(1, 0, 0, 0, 1, 0)],
    ["a part, enlarged", affine(0.4, 0, 2.1, 0, 0.3, 1.7)],
    ["turned", affine(0.5, -0.3, 3, 0.3, 0.5, 1)],
    // Between 0 and one pixel outside of the outermost centres MediaPipe gives 0, where GridSample would fade.
    ["over the upper left corner", affine(1, 0, -0.4, 0, 1, -0.7)],
    ["over the lower right corner", affine(1, 0, 1.3, 0, 1, 1.6)],
    ["beside the map", affine(1, 0, 40, 0, 1, -40)],
  ])("follows MediaPipe: %s", async (_, matrix) => {
    const { graph, reference } = await both(model, [map, matrix]);
    expectClose(graph, reference, 1e-5);
  });

  it("is 0 where the samples leave the map, and only there", async () => {
    const { graph } = await both(model, [map, affine(1, 0, -0.4, 0, 1, -0.7)]);
    const zero = (row: number, column: number) => graph[(row * 7 + column) * 3] === 0;
    expect([zero(0, 0), zero(0, 3), zero(3, 0), zero(1, 1), zero(4, 6)]).toEqual([true, true, true, false, false]);
  });
});

describe("TransformLandmarks", () => {
  it("moves points by the matrix", async () => {
    const model = modelOf(
      "TransformLandmarks",
      [
        [1, 2, 2],
        [1, 4, 4],
      ],
      [1, 2, 2],
    );
    const matrix = Float32Array.of(2, -1, 9, 5, 1, 3, 9, 7, 0, 0, 1, 0, 0, 0, 0, 1);
    const { graph, reference } = await both(model, [Float32Array.of(1, 2, -3, 4), matrix]);
    expect(graph).toEqual([5, 14, -5, 16]);
    expect(reference).toEqual(graph);
  });
});

it.each([
  ["Landmarks2TransformMatrix", [[1, 6, 3]], [1, 4, 4]],
  [
    "TransformTensorBilinear",
    [
      [1, 6, 8, 3],
      [1, 4, 4],
    ],
    [1, 5, 7, 3],
  ],
  [
    "TransformLandmarks",
    [
      [1, 2, 2],
      [1, 4, 4],
    ],
    [1, 2, 2],
  ],
])("%s of version 1 is refused", (kind, inputs, output) => {
  expect(() => lowerModel(modelOf(kind, inputs, output, {}, 1))).toThrow(
    new TfliteImportError(
      `one.tflite: operator ${kind} version 1 at node 0 (output "out"): unsupported version, expected 2`,
    ),
  );
});
