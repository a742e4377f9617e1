import { create, toBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "onnx-buf";
import { expect, it } from "vitest";
import { GraphBuilder } from "../ir/builder.js";
import type { Graph } from "../ir/graph.js";
import { float32, tensor } from "../ir/tensor.js";
import { runGraph } from "../testing/run.js";
import { OnnxFormatError, readOnnx } from "./read.js";
import { writeOnnx } from "./write.js";

function example(): Graph {
  const b = new GraphBuilder("example");
  const x = b.input("x", "float32", ["N", 2, 4, 4]);
  const weights = b.parameter(
    "conv/weight",
    float32(
      [2, 1, 3, 3],
      Float32Array.from({ length: 18 }, (_, i) => i / 10),
    ),
  );
  const y = b.conv(x, weights, undefined, { group: 2, pads: [1, 1, 1, 1], strides: [2, 2] });
  const half = b.constant(tensor("float16", [1], Uint16Array.of(0x3800)), "half");
  const z = b.mul(b.clip(y, 0, 6), b.cast(half, "float32"));
  b.output(b.reshape(z, [0, -1]), "flat");
  b.metadata("license", "MIT");
  return b.build();
}

it("gives the graph back that it wrote", () => {
  expect(readOnnx(writeOnnx(example()))).toEqual(example());
});

it("writes the same bytes each time", () => {
  expect(writeOnnx(example())).toEqual(writeOnnx(example()));
});

it("writes what onnxruntime loads and runs", async () => {
  const { flat } = await runGraph(example(), { x: float32([1, 2, 4, 4], new Float32Array(32).fill(0.5)) });
  expect(flat.dims).toEqual([1, 8]);
  expect(flat.data[0]).toBeCloseTo((0.4 + 0.5 + 0.7 + 0.8) * 0.25, 6);
  expect(flat.data[7]).toBeCloseTo(Math.min(6, (0.9 + 1.0 + 1.1 + 1.2 + 1.3 + 1.4 + 1.5 + 1.6 + 1.7) / 2) / 2, 6);
});

it.each([
  ["no model", Uint8Array.of(1, 2, 3), "bytes are not an ONNX model"],
  ["no graph", toBinary(ModelProtoSchema, create(ModelProtoSchema, {})), "ONNX model holds no graph"],
])("refuses %s", (_, bytes, message) => {
  expect(() => readOnnx(bytes)).toThrow(OnnxFormatError);
  expect(() => readOnnx(bytes)).toThrow(message);
});

it("reads typed fields, Constant nodes and default opset names", () => {
  const model = create(ModelProtoSchema, {
    opsetImport: [{ domain: "ai.onnx", version: 13n }],
    graph: {
      name: "typed",
      input: [
        {
          name: "x",
          type: {
            value: {
              case: "tensorType",
              value: { elemType: 1, shape: { dim: [{ value: { case: "dimValue", value: 2n } }] } },
            },
          },
        },
      ],
      initializer: [
        { name: "w", dataType: 1, dims: [2n], floatData: [1, 2] },
        { name: "h", dataType: 10, dims: [1n], int32Data: [0x3c00] },
      ],
      node: [
        { opType: "Constant", output: ["c"], attribute: [{ name: "value_int", type: 2, i: 3n }] },
        { opType: "Add", input: ["x", "w"], output: ["y"] },
      ],
      output: [{ name: "y", type: { value: { case: "tensorType", value: { elemType: 1 } } } }],
    },
  });
  const graph = readOnnx(toBinary(ModelProtoSchema, model));
  expect(graph.initializers.get("w")?.data).toEqual(Float32Array.of(1, 2));
  expect(graph.initializers.get("h")?.data).toEqual(Uint16Array.of(0x3c00));
  expect(graph.initializers.get("c")?.data).toEqual(BigInt64Array.of(3n));
  expect(graph.opsets).toEqual(new Map([["", 13]]));
  expect(graph.nodes.map((node) => node.name)).toEqual(["Add_1"]);
});
