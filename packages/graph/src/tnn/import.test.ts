import { describe, expect, it } from "vitest";
import { float32ToFloat16 } from "../ir/float16.js";
import { float32 } from "../ir/tensor.js";
import { runGraph } from "../testing/run.js";
import { TnnImportError } from "./error.js";
import { importTnn } from "./import.js";

type Part = number | string | Uint8Array;

/** Little-endian integers, strings behind their length, and bytes, as TNN's Serializer writes them. */
function serialise(parts: readonly Part[]): Uint8Array {
  const ints = (values: readonly number[]) => new Uint8Array(Int32Array.from(values).buffer);
  return Buffer.concat(
    parts.map((part) => {
      if (typeof part === "number") return ints([part]);
      if (typeof part === "string") return Buffer.concat([ints([part.length]), Buffer.from(part)]);
      return part;
    }),
  );
}

const OLD = 0xfabc0002;
const NEW = 0xfabc0003;
const bytesOf = (array: Float32Array | Uint16Array) => new Uint8Array(array.buffer);

/** A buffer of float32, without and with its shape, and one of half floats. */
const plain = (values: number[]) => serialise([OLD, 0, values.length * 4, bytesOf(Float32Array.from(values))]);
const shaped = (values: number[], dims: number[]) =>
  serialise([NEW, 0, values.length * 4, dims.length, ...dims, bytesOf(Float32Array.from(values))]);
const half = (values: number[]) => serialise([OLD, 1, values.length * 2, bytesOf(float32ToFloat16(values))]);

/** Two channels of depthwise 2x2, stride 2, on a 4x4 image after a 1x1; maximum; mean; two outputs and a sigmoid. */
const proto = (version = OLD, input = "image 1 1 4 4") =>
  [
    `"1 8 1 ${version} ,"`,
    `"${input} ,"`,
    `" image a b c d e f g h ,"`,
    `"points flag ,"`,
    `" 8 ,"`,
    `"Convolution widen 1 1 image a 1 1 2 1 1 1 1 0 0 1 -1 1 1 ,"`,
    `"ReLU clamp 1 1 a b ,"`,
    `"Convolution depth 1 1 b c 2 1 2 2 2 2 2 0 0 0 -1 1 1 2 ,"`,
    `"Add twice 2 1 c c d ,"`,
    `"Pooling mean 1 1 d e 1 0 0 1 1 0 0 -1 -1 -1 0 ,"`,
    `"Reshape flat 1 1 e f 0 4 4 0 -1 1 1 ,"`,
    `"InnerProduct points 1 1 f points 2 1 0 1 ,"`,
    `"Sigmoid flag 1 1 points flag ,"`,
    "",
  ].join("\n");

const model = serialise([
  ...[OLD, 3],
  ...[0, "Convolution", "widen", "widen", 1, plain([1, -1]), shaped([0, 8], [2])],
  ...[0, "Convolution", "depth", "depth", 0, half([0.25, 0.25, 0.25, 0.25, 0, 0, 0, 1])],
  ...[0, "InnerProduct", "points", "points", shaped([1, 0, 1, 1], [2, 2]), plain([0.5, -10])],
]);

const picture = float32(
  [1, 1, 4, 4],
  Float32Array.from({ length: 16 }, (_, i) => i - 4),
);

// The first convolution and ReLU make max(x, 0) and max(8 - x, 0). Depthwise: the first is averaged over blocks of 2x2, of
// the second the lower right pixel stays; both end at 6. Then twice their means.
const first = [0.25, 1.25, 6, 6];
const second = [6, 5, 0, 0];
const means = [first, second].map((values) => values.reduce((sum, value) => sum + 2 * value, 0) / 4);
const points = [means[0] + 0.5, means[0] + means[1] - 10];

describe("importTnn", () => {
  it.each([
    ["version 2 of the format", proto()],
    ["version 3", proto(NEW, "image 4 1 1 4 4 0")],
    ["lines of Windows", proto().replaceAll("\n", "\r\n")],
  ])("gives the numbers that the layers define: %s", async (_, text) => {
    const graph = importTnn(text, model, { file: "tiny" });
    expect(graph.inputs.map(({ name, dims }) => [name, dims])).toEqual([["image", ["N", 1, 4, 4]]]);
    expect(graph.outputs.map(({ name, dims }) => [name, dims])).toEqual([
      ["points", ["N", 2, 1, 1]],
      ["flag", ["N", 2, 1, 1]],
    ]);
    const result = await runGraph(graph, { image: picture });
    expect(Array.from(result.points.data, Number)).toEqual(points);
    const flags = points.map((x) => 1 / (1 + Math.exp(-x)));
    Array.from(result.flag.data, Number).forEach((flag, i) => {
      expect(flag).toBeCloseTo(flags[i], 6);
    });
  });

  it("frees the batch", async () => {
    const two = float32([2, 1, 4, 4], [...(picture.data as Float32Array), ...new Float32Array(16)]);
    const result = await runGraph(importTnn(proto(), model, { file: "tiny" }), { image: two });
    // An image of zeros: channel 1 is 0, channel 2 is 8, clipped at 6, doubled 12.
    expect(Array.from(result.points.data, Number)).toEqual([...points, 0.5, 2]);
  });

  it("pools a window with rounding up", async () => {
    const text = [
      `"1 2 1 ${OLD} ,"`,
      `"image 1 1 3 3 ,"`,
      `" image a b ,"`,
      `"a b ,"`,
      `" 2 ,"`,
      `"Pooling most 1 1 image a 0 2 2 2 2 0 0 -1 -1 -1 1 ,"`,
      `"Pooling mean 1 1 image b 1 3 3 1 1 1 1 -1 -1 -1 0 ,"`,
    ].join("\n");
    const image = float32([1, 1, 3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const result = await runGraph(importTnn(text, serialise([OLD, 0]), { file: "pools" }), { image });
    expect(Array.from(result.a.data, Number)).toEqual([5, 6, 8, 9]);
    expect(Array.from(result.b.data, Number)).toEqual([3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7]);
  });
});

describe("files that cannot be imported", () => {
  const broken: [string, string, Uint8Array, string][] = [
    ["a text", "hello", model, "a: not a .tnnproto (expected 4206624770 or 4206624771 as fourth word, got NaN)"],
    [
      "a header alone",
      proto().split("\n").slice(0, 4).join("\n"),
      model,
      "a: expected layers after the header, got none",
    ],
    ["an input without sizes", proto(OLD, "image"), model, 'a: input "image": expected sizes above 0, got []'],
    [
      "an unknown layer",
      proto().replace("ReLU clamp", "Wobble clamp"),
      model,
      'a: layer Wobble "clamp": unsupported layer',
    ],
    [
      "a layer named like a method of objects",
      proto().replace("ReLU clamp", "toString clamp"),
      model,
      'a: layer toString "clamp": unsupported layer',
    ],
    [
      "weights of an unknown layer",
      proto(),
      serialise([OLD, 1, 7, "Wobble", "x", "x"]),
      'a: layer Wobble "x": unsupported weights',
    ],
    [
      "a blob from nowhere",
      proto().replace("1 1 a b ,", "1 1 z b ,"),
      model,
      'a: layer ReLU "clamp": blob "z" is read before it is made',
    ],
    [
      "a layer without weights",
      proto(),
      serialise([OLD, 0]),
      'a: layer Convolution "widen": expected weights in the .tnnmodel, got none',
    ],
    [
      "an output that no layer makes",
      proto().replace("points flag ,", "points nose ,"),
      model,
      'a: output "nose" is made by no layer',
    ],
    [
      "a pad type",
      proto().replace("0 0 1 -1 1 1 ,", "0 0 1 3 1 1 ,"),
      model,
      'a: layer Convolution "widen": unsupported pad type 3',
    ],
    [
      "an activation",
      proto().replace("1 1 2 ,", "1 1 9 ,"),
      model,
      'a: layer Convolution "depth": unsupported fused activation 9',
    ],
    [
      "quantised weights",
      proto(),
      serialise([OLD, 1, 0, "Convolution", "widen", "widen", 0, OLD, 2, 1, new Uint8Array([1])]),
      "a: .tnnmodel is truncated or damaged (expected whole float or half weights (type 0 or 1), got 1 bytes of type 2 at byte 62)",
    ],
    [
      "a text as weights",
      proto(),
      Buffer.from("hello, world"),
      "a: not a .tnnmodel (expected 0 to 10000 layers, got 1819043176)",
    ],
  ];

  it.each(broken)("%s", (_, text, bytes, message) => {
    const attempt = () => importTnn(text, bytes, { file: "a" });
    expect(attempt).toThrow(new TnnImportError(message));
  });

  it("says of every cut of the weights that they are truncated", () => {
    for (let length = 0; length < model.length; length++) {
      expect(() => importTnn(proto(), model.slice(0, length), { file: "a" }), `${length}`).toThrow(TnnImportError);
    }
  });
});
