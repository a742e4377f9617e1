import { describe, expect, it } from "vitest";
import { toFloat16Bits } from "../ir/float16.js";
import { readTfjsWeights, tfjsWeightFiles } from "./weights.js";

const bytes = (array: Float32Array | Int32Array | Uint16Array | Uint8Array) =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
const model = {
  weightsManifest: [
    {
      paths: ["a1.bin", "a2.bin"],
      weights: [
        { name: "plain", shape: [2, 2], dtype: "float32" },
        { name: "axes", shape: [2], dtype: "int32" },
      ],
    },
    {
      paths: ["b.bin"],
      weights: [
        { name: "halves", shape: [2], dtype: "float32", quantization: { dtype: "float16" } },
        { name: "bytes", shape: [3], dtype: "float32", quantization: { dtype: "uint8", scale: 0.5, min: -1 } },
        { name: "words", shape: [1], dtype: "float32", quantization: { dtype: "uint16", scale: 0.25, min: 2 } },
        { name: "flag", shape: [], dtype: "bool" },
      ],
    },
  ],
};
const plain = bytes(new Float32Array([1, -2, 3.5, 0]));
// The first group is cut in the middle of a number, as converters do at 4 MB.
const first = [plain.subarray(0, 6), Uint8Array.of(...plain.subarray(6), ...bytes(new Int32Array([1, -7])))];
const second = Uint8Array.of(
  ...bytes(new Uint16Array([toFloat16Bits(0.5), toFloat16Bits(-3)])),
  ...[0, 2, 255],
  ...[8, 0],
  1,
);

describe("readTfjsWeights", () => {
  it("reads tensors over files, plain and quantised", () => {
    expect(tfjsWeightFiles(model)).toEqual(["a1.bin", "a2.bin", "b.bin"]);
    const found = readTfjsWeights(model, [...first, second]);
    expect(
      Object.fromEntries([...found].map(([name, { type, dims, data }]) => [name, [type, dims, [...data]]])),
    ).toEqual({
      plain: ["float32", [2, 2], [1, -2, 3.5, 0]],
      axes: ["int32", [2], [1, -7]],
      halves: ["float32", [2], [0.5, -3]],
      bytes: ["float32", [3], [-1, 0, 126.5]],
      words: ["float32", [1], [4]],
      flag: ["bool", [], [1]],
    });
  });

  it.each([
    ["no model", {}, [], /^expected a TensorFlow.js model with a weightsManifest, got none$/],
    ["a file cut off", model, [...first, second.subarray(0, 5)], /^b.bin: expected 7 bytes or more, got 5$/],
    ["a file too long", model, [...first, Uint8Array.of(...second, 0)], /^b.bin: expected 10 bytes, got 11$/],
    [
      "an unknown type",
      { weightsManifest: [{ paths: ["c"], weights: [{ name: "s", shape: [1], dtype: "string" }] }] },
      [new Uint8Array(4)],
      /^weight s: expected a known type, got string$/,
    ],
  ])("refuses %s", (_, given, files, message) => {
    expect(() => readTfjsWeights(given, files)).toThrow(message);
  });
});
