import { describe, expect, it } from "vitest";
import type { Dim } from "../ir/graph.js";
import { float32 } from "../ir/tensor.js";
import { publishedModels } from "../testing/published-models.js";
import { runGraph } from "../testing/run.js";
import { runReference } from "../testing/tflite-reference.js";
import { TfliteImportError } from "./error.js";
import { importTflite } from "./import.js";
import { readModel } from "./model.js";

type File = keyof typeof publishedModels;

const networks: [file: File, input: [string, Dim[]], outputs: [string, Dim[]][]][] = [
  [
    "face_detection_short_range.tflite",
    ["input", ["N", 128, 128, 3]],
    [
      ["regressors", ["N", 896, 16]],
      ["classificators", ["N", 896, 1]],
    ],
  ],
  [
    "face_detection_full_range.tflite",
    ["input", ["N", 192, 192, 3]],
    [
      ["reshaped_regressor_face_4", ["N", 2304, 16]],
      ["reshaped_classifier_face_4", ["N", 2304, 1]],
    ],
  ],
  [
    "face_detection_full_range_sparse.tflite",
    ["input_1", ["N", 192, 192, 3]],
    [
      ["Identity", ["N", 2304, 16]],
      ["Identity_1", ["N", 2304, 1]],
    ],
  ],
  [
    "face_landmark.tflite",
    ["input_1", ["N", 192, 192, 3]],
    [
      ["conv2d_21", ["N", 1, 1, 1404]],
      ["conv2d_31", ["N", 1, 1, 1]],
    ],
  ],
  [
    "face_landmark_with_attention.tflite",
    ["input_1", ["N", 192, 192, 3]],
    [
      ["output_mesh_identity", ["N", 1, 1, 1404]],
      ["output_lips", ["N", 1, 1, 160]],
      ["output_left_eye", ["N", 1, 1, 142]],
      ["output_right_eye", ["N", 1, 1, 142]],
      ["output_left_iris", ["N", 1, 1, 10]],
      ["output_right_iris", ["N", 1, 1, 10]],
      ["conv_faceflag", ["N", 1, 1, 1]],
    ],
  ],
];

/** Two pictures: smooth waves, and noise from a linear congruential generator. */
function pictures(side: number): Float32Array[] {
  const waves = Float32Array.from({ length: side * side * 3 }, (_, i) => {
    const [x, y, channel] = [Math.floor(i / 3) % side, Math.floor(i / 3 / side), i % 3];
    return 0.5 + 0.5 * Math.sin((x * (channel + 1) + 2 * y) / 17);
  });
  let state = 1;
  const noise = Float32Array.from({ length: side * side * 3 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  });
  return [waves, noise];
}

describe.each(networks)("%s", (file, input, outputs) => {
  const bytes = publishedModels[file]();
  const graph = importTflite(bytes, { file });

  it("keeps names and layout of inputs and outputs and frees the batch", () => {
    expect(graph.inputs.map(({ name, dims }) => [name, dims])).toEqual([input]);
    expect(graph.outputs.map(({ name, dims }) => [name, dims])).toEqual(outputs);
    expect(graph.metadata.get("source")).toBe(file);
  });

  it("gives the numbers of the file's own operators, for two pictures at once", async () => {
    const model = readModel(bytes, file);
    const [name, dims] = input;
    const both = pictures(dims[1] as number);
    const batch = Float32Array.from([...both[0], ...both[1]]);
    const results = await runGraph(graph, { [name]: float32([2, ...(dims.slice(1) as number[])], batch) });
    both.forEach((picture, i) => {
      const values = runReference(model, [picture]);
      for (const index of model.outputs) {
        const expected = values[index].data;
        const result = results[model.tensors[index].name];
        const own = (result.data as Float32Array).subarray(i * expected.length, (i + 1) * expected.length);
        const largest = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 1);
        const error = expected.reduce((most, x, j) => Math.max(most, Math.abs(x - own[j])), 0);
        // float32 has seven digits; the longest of these networks is 160 operators deep.
        expect(error / largest, model.tensors[index].name).toBeLessThan(3e-6);
        expect(result.dims.slice(1)).toEqual(model.tensors[index].dims.slice(1));
      }
    });
  });
});

describe("layout", () => {
  it.each([
    ["face_detection_short_range.tflite", 5],
    ["face_detection_full_range.tflite", 2],
    ["face_detection_full_range_sparse.tflite", 2],
    ["face_landmark.tflite", 1],
  ] as const)("transposes %s's images only at its ends: %i times", (file, count) => {
    const graph = importTflite(publishedModels[file](), { file });
    expect(graph.nodes.filter(({ op }) => op === "Transpose")).toHaveLength(count);
  });

  it("leaves no padding of images as a node of its own", () => {
    const file = "face_detection_full_range_sparse.tflite";
    const graph = importTflite(publishedModels[file](), { file });
    expect(graph.nodes.filter(({ op }) => op === "Pad")).toEqual([]);
  });
});

/** A file with every occurrence of one text replaced by another of the same length. */
function replaced(file: File, from: string, to: string): Uint8Array {
  const text = Buffer.from(publishedModels[file]()).toString("latin1");
  return new Uint8Array(Buffer.from(text.replaceAll(from, to), "latin1"));
}

describe("files that cannot be imported", () => {
  const attention = "face_landmark_with_attention.tflite";
  it.each<[string, Uint8Array, string]>([
    ["an empty file", new Uint8Array(), 'a.tflite: not a TFLite file (expected "TFL3" at byte 4, got 0 bytes)'],
    ["a text", Buffer.from("hello, world"), 'a.tflite: not a TFLite file (expected "TFL3" at byte 4, got 12 bytes)'],
    [
      "a truncated file",
      publishedModels["face_landmark.tflite"]().slice(0, 100_000),
      "a.tflite: truncated or damaged (points past its end at byte 100000)",
    ],
    [
      "an unknown custom operator",
      replaced(attention, "TransformLandmarks", "TransformFingertip"),
      'a.tflite: operator TransformFingertip version 2 at node 701 (output "transform_landmarks_v2"): unsupported operator',
    ],
    [
      "a missing option",
      replaced(attention, "subset_idxs", "subset_idxz"),
      "a.tflite: operator Landmarks2TransformMatrix version 2 at node 192 " +
        '(output "landmarks_to_transform_matrix_v2"): option subset_idxs must be a list',
    ],
  ])("%s", (_, bytes, message) => {
    const attempt = () => importTflite(bytes, { file: "a.tflite" });
    expect(attempt).toThrow(TfliteImportError);
    expect(attempt).toThrow(new TfliteImportError(message));
  });

  it("says of every cut of a file that it is truncated", () => {
    const bytes = publishedModels["face_detection_short_range.tflite"]();
    for (let length = 8; length < bytes.length; length += 9973) {
      expect(() => importTflite(bytes.slice(0, length), { file: "a" }), `${length}`).toThrow(TfliteImportError);
    }
  });
});
