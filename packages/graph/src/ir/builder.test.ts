import { describe, expect, it } from "vitest";
import { GraphBuilder } from "./builder.js";
import type { Dim, Value } from "./graph.js";
import { float32, int64 } from "./tensor.js";

const zeros = (...dims: number[]) => float32(dims, new Float32Array(dims.reduce((a, b) => a * b, 1)));

describe("shape inference", () => {
  const x: Dim[] = ["N", 6, 9, 11];
  const cases: [string, Dim[], (b: GraphBuilder, x: Value) => Value, Dim[]][] = [
    [
      "conv with stride and pads",
      x,
      (b, v) => b.conv(v, b.constant(zeros(8, 6, 3, 3)), undefined, { strides: [2, 2], pads: [1, 1, 1, 1] }),
      ["N", 8, 5, 6],
    ],
    [
      "conv SAME_UPPER",
      x,
      (b, v) => b.conv(v, b.constant(zeros(8, 6, 3, 3)), undefined, { strides: [2, 2], autoPad: "SAME_UPPER" }),
      ["N", 8, 5, 6],
    ],
    [
      "depthwise dilated conv",
      x,
      (b, v) => b.conv(v, b.constant(zeros(6, 1, 3, 3)), undefined, { group: 6, dilations: [2, 2] }),
      ["N", 6, 5, 7],
    ],
    [
      "convTranspose",
      x,
      (b, v) =>
        b.convTranspose(v, b.constant(zeros(6, 4, 3, 3)), undefined, { strides: [2, 2], outputPadding: [1, 0] }),
      ["N", 4, 20, 23],
    ],
    ["matmul broadcasts", [4, 1, 2, 3], (b, v) => b.matmul(v, b.constant(zeros(5, 3, 7))), [4, 5, 2, 7]],
    ["gemm", ["N", 3], (b, v) => b.gemm(v, b.constant(zeros(4, 3)), b.constant(zeros(4)), { transB: true }), ["N", 4]],
    ["add broadcasts", x, (b, v) => b.add(v, b.constant(zeros(6, 1, 1))), x],
    ["reshape with 0 and -1", x, (b, v) => b.reshape(v, [0, -1]), ["N", 594]],
    ["reshape keeps a lone name", x, (b, v) => b.reshape(v, [-1, 594]), ["N", 594]],
    ["flatten", x, (b, v) => b.flatten(v), ["N", 594]],
    ["transpose", x, (b, v) => b.transpose(v, [0, 2, 3, 1]), ["N", 9, 11, 6]],
    ["squeeze", [1, 3, 1], (b, v) => b.squeeze(v, [0]), [3, 1]],
    ["unsqueeze", [3], (b, v) => b.unsqueeze(v, [0, 2]), [1, 3, 1]],
    ["slice backwards", [10], (b, v) => b.slice(v, [8], [0], [0], [-3]), [3]],
    ["slice clamps", [10], (b, v) => b.slice(v, [-4], [99]), [4]],
    ["pad", [2, 3], (b, v) => b.pad(v, [0, 1, 2, 3]), [4, 7]],
    ["concat", [2, 3], (b, v) => b.concat([v, v], 1), [2, 6]],
    ["gather", [4, 5], (b, v) => b.gather(v, b.constant(int64([1, 2])), 1), [4, 2]],
    ["maxPool ceil", x, (b, v) => b.maxPool(v, [2, 2], { strides: [2, 2], ceil: true }), ["N", 6, 5, 6]],
    ["global pool", x, (b, v) => b.globalAveragePool(v), ["N", 6, 1, 1]],
    ["reduceMean", x, (b, v) => b.reduceMean(v, [2, 3], false), ["N", 6]],
    ["resize", x, (b, v) => b.resizeBy(v, [1, 1, 2, 0.5]), ["N", 6, 18, 5]],
    ["gridSample", x, (b, v) => b.gridSample(v, b.input("grid", "float32", ["N", 4, 5, 2])), ["N", 6, 4, 5]],
    ["depthToSpace", [1, 8, 3, 3], (b, v) => b.depthToSpace(v, 2), [1, 2, 6, 6]],
    ["expand", [3, 1], (b, v) => b.expand(v, [2, 1, 4]), [2, 3, 4]],
    ["tile", [3, 1], (b, v) => b.tile(v, [2, 3]), [6, 3]],
  ];
  it.each(cases)("%s", (_, dims, make, expected) => {
    const b = new GraphBuilder();
    expect(make(b, b.input("x", "float32", dims)).dims).toEqual(expected);
  });
});

describe("misuse is refused", () => {
  const cases: [string, (b: GraphBuilder, x: Value) => unknown, string][] = [
    [
      "wrong channels",
      (b, x) => b.conv(x, b.constant(zeros(8, 5, 3, 3))),
      'channels of "x" and group x channels of "constant" must agree, got 6 and 5',
    ],
    ["shapes that do not broadcast", (b, x) => b.add(x, b.constant(zeros(5))), "do not broadcast: 8 against 5"],
    ["mixed types", (b, x) => b.add(x, b.constant(int64([1]))), '"constant" must be float32 like "x", got int64'],
    [
      "an edge of another graph",
      (b) => b.relu(new GraphBuilder().input("x", "float32", [1])),
      'is not an edge of graph "graph"',
    ],
    ["a name twice", (b) => b.input("x", "float32", [1]), 'name of an edge must be new, got "x" again'],
    ["an unknown operator", (b, x) => b.node("Frobnicate", [x]), "no shape rule is known"],
    ["two numbers", (b) => b.add(1, 2), "one operand must be an edge"],
  ];
  it.each(cases)("%s", (_, make, message) => {
    const b = new GraphBuilder();
    const x = b.input("x", "float32", [2, 6, 8, 8]);
    expect(() => make(b, x)).toThrow(message);
  });
});

it("freezes what it builds, and leaves it alone afterwards", () => {
  const b = new GraphBuilder();
  b.output(b.relu(b.input("x", "float32", [1])), "y");
  const graph = b.build();
  b.relu(b.value("x"));
  expect(graph.nodes.map((node) => node.op)).toEqual(["Relu", "Identity"]);
  expect(Object.isFrozen(graph.nodes[0].inputs) && Object.isFrozen(graph.outputs)).toBe(true);
});
