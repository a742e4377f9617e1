import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ints } from "../ir/attributes.js";
import { GraphBuilder, type ResizeOptions } from "../ir/builder.js";
import type { Value } from "../ir/graph.js";
import { float32, int64 } from "../ir/tensor.js";
import { checkGradient, type GradientCase } from "../testing/gradient-check.js";
import { batchNormTraining } from "./composite.js";
import { differentiate } from "./differentiate.js";
import { NotDifferentiableError } from "./rule.js";
import { differentiableOperators } from "./table.js";

const positive = (x: number) => x + 1.5;
/** Keeps 0.05 away from multiples of 0.5, where the piecewise functions below bend. */
const offKinks = (x: number) => Math.round(x * 4) / 2 + 0.25 + (x * 4 - Math.round(x * 4)) * 0.2;

const unary = (op: string, move?: (x: number) => number): GradientCase => ({
  inputs: [[3, 4]],
  build: (b, x) => b.node(op, [x]),
  ...(move && { move }),
});
const binary = (op: string, p: number[], q: number[], move?: (x: number) => number): GradientCase => ({
  inputs: [p, q],
  build: (b, x, y) => b.node(op, [x, y]),
  ...(move && { move }),
});
const one = (dims: number[], build: (b: GraphBuilder, x: Value) => Value): GradientCase => ({ inputs: [dims], build });
const reduced = (
  op: string,
  axes: number[] | undefined,
  keep: boolean,
  move?: (x: number) => number,
): GradientCase => ({
  inputs: [[2, 3, 4]],
  build: (b, x) => b.reduce(op, x, axes, keep),
  ...(move && { move }),
});
const resized = (options: ResizeOptions, scales: number[]) =>
  one([1, 2, 3, 4], (b, x) => b.resizeBy(x, scales, options));
const norm = (activation: "" | "Relu"): GradientCase => ({
  inputs: [[3, 2, 2, 2], [2], [2]],
  build: (b, x, scale, bias) => batchNormTraining(b, x, scale, bias, { epsilon: 1e-3, activation, samples: 0 }).y,
});

const CASES: Record<string, GradientCase> = {
  "Add broadcasts": binary("Add", [2, 3, 4], [3, 1]),
  "Sub broadcasts": binary("Sub", [3, 1], [2, 3, 4]),
  "Mul broadcasts": binary("Mul", [2, 1, 4], [3, 1]),
  "Div broadcasts": binary("Div", [2, 3], [2, 1], positive),
  Pow: binary("Pow", [2, 3], [3], positive),
  Min: binary("Min", [2, 3], [3]),
  Max: binary("Max", [2, 3], [2, 1]),
  Sum: { inputs: [[2, 3], [3], []], build: (b, ...all) => b.node("Sum", all) },
  Mean: { inputs: [[2, 3], [3], [1]], build: (b, ...all) => b.node("Mean", all) },
  Where: { inputs: [[2, 3], [3]], build: (b, x, y) => b.where(b.greater(b.mul(x, 1), 0.1), b.mul(x, x), y) },
  Neg: unary("Neg"),
  Identity: unary("Identity"),
  Cast: one([2, 3], (b, x) => b.cast(x, "float32")),
  Abs: unary("Abs"),
  Sqrt: unary("Sqrt", positive),
  Exp: unary("Exp"),
  Log: unary("Log", positive),
  Reciprocal: unary("Reciprocal", positive),
  Sin: unary("Sin"),
  Cos: unary("Cos"),
  Relu: unary("Relu"),
  LeakyRelu: unary("LeakyRelu"),
  Elu: unary("Elu"),
  Sigmoid: unary("Sigmoid"),
  Tanh: unary("Tanh"),
  Softplus: unary("Softplus"),
  Softmax: one([2, 3, 4], (b, x) => b.softmax(x, 1)),
  LogSoftmax: unary("LogSoftmax"),
  HardSigmoid: unary("HardSigmoid", (x) => offKinks(x) * 2.5),
  HardSwish: unary("HardSwish", (x) => offKinks(x) * 3),
  Clip: { ...one([4, 6], (b, x) => b.clip(x, -0.5, 1)), move: offKinks },
  "Clip from below": { ...one([4, 6], (b, x) => b.clip(x, 0)), move: offKinks },
  "PRelu per channel": binary("PRelu", [2, 3, 2, 2], [3, 1, 1]),
  MatMul: binary("MatMul", [3, 4], [4, 2]),
  "MatMul of a stack and a matrix": binary("MatMul", [2, 3, 4], [4, 5]),
  "MatMul of stacks that broadcast": binary("MatMul", [2, 1, 3, 4], [5, 4, 2]),
  "Conv of one axis": { inputs: [[2, 3, 7], [4, 3, 3], [4]], build: (b, x, w, c) => b.conv(x, w, c, { strides: [2] }) },
  "Conv SAME_LOWER": {
    inputs: [
      [1, 2, 5, 6],
      [3, 2, 2, 3],
    ],
    build: (b, x, w) => b.conv(x, w, undefined, { strides: [2, 2], autoPad: "SAME_LOWER" }),
  },
  "Conv 1x1": {
    inputs: [
      [2, 3, 2, 3],
      [4, 3, 1, 1],
    ],
    build: (b, x, w) => b.conv(x, w),
  },
  ReduceSum: reduced("ReduceSum", [0, -1], false),
  ReduceMean: reduced("ReduceMean", undefined, true),
  "ReduceMean over one axis": reduced("ReduceMean", [1], false),
  ReduceMax: reduced("ReduceMax", [1], true),
  ReduceMin: reduced("ReduceMin", [2], false),
  ReduceProd: reduced("ReduceProd", [1], false, positive),
  ReduceSumSquare: reduced("ReduceSumSquare", [0], false),
  ReduceL1: reduced("ReduceL1", [0, 1], true),
  ReduceL2: reduced("ReduceL2", [2], false),
  ReduceLogSum: reduced("ReduceLogSum", [1], false, positive),
  ReduceLogSumExp: reduced("ReduceLogSumExp", [1], false),
  AveragePool: one([1, 2, 5, 6], (b, x) => b.averagePool(x, [3, 2], { strides: [2, 2], pads: [1, 1, 1, 0] })),
  "AveragePool counts padding": one([1, 2, 5, 6], (b, x) =>
    b.averagePool(x, [3, 3], { strides: [2, 3], pads: [1, 1, 1, 1], countIncludePad: true }),
  ),
  "AveragePool ceil": one([1, 2, 6, 6], (b, x) => b.averagePool(x, [3, 3], { strides: [2, 2], ceil: true })),
  MaxPool: one([2, 2, 5, 6], (b, x) => b.maxPool(x, [3, 3], { strides: [2, 2], pads: [1, 1, 1, 1] })),
  GlobalAveragePool: one([2, 3, 2, 3], (b, x) => b.globalAveragePool(x)),
  GlobalMaxPool: one([2, 3, 2, 2], (b, x) => b.globalMaxPool(x)),
  Reshape: one([2, 6], (b, x) => b.reshape(x, [3, -1])),
  Flatten: one([2, 3, 2], (b, x) => b.flatten(x)),
  Squeeze: one([2, 1, 3], (b, x) => b.squeeze(x, [1])),
  Unsqueeze: one([2, 3], (b, x) => b.unsqueeze(x, [0, 2])),
  Transpose: one([2, 3, 4], (b, x) => b.transpose(x, [2, 0, 1])),
  Concat: {
    inputs: [
      [2, 3],
      [2, 1],
      [2, 2],
    ],
    build: (b, ...all) => b.concat(all, -1),
  },
  Split: one([2, 5], (b, x) => {
    const [p, , q] = b.split(x, 1, [2, 1, 2]);
    return b.mul(p, q);
  }),
  Slice: one([6, 7], (b, x) => b.slice(x, [1, -2], [5, 0], [0, 1], [2, -3])),
  "Slice in steps": one([7], (b, x) => b.slice(x, [0], [7], [0], [3])),
  Pad: one([2, 3], (b, x) => b.pad(x, [1, 0, 2, -1])),
  Expand: one([3, 1], (b, x) => b.expand(x, [2, 3, 4])),
  Tile: one([2, 3], (b, x) => b.tile(x, [2, 3])),
  "Gather rows": one([4, 3], (b, x) => b.gather(x, b.constant(int64([2, 0, 2])))),
  "Gather along the middle": one([2, 4, 3], (b, x) =>
    b.gather(x, b.reshape(b.constant(int64([3, 1, 3, 0])), [2, 2]), 1),
  ),
  "Resize linear": resized({ mode: "linear" }, [1, 1, 2, 1.5]),
  "Resize linear, smaller": resized({ mode: "linear" }, [1, 1, 0.67, 0.5]),
  "Resize cubic": resized({ mode: "cubic" }, [1, 1, 2, 1]),
  "BatchNormalization with fixed statistics": {
    inputs: [[2, 3, 2, 2], [3], [3]],
    build: (b, x, scale, bias) =>
      b.batchNormalization(
        x,
        scale,
        bias,
        b.constant(float32([3], [0.1, 0.2, 0.3])),
        b.constant(float32([3], [1, 2, 0.5])),
      ),
  },
  "face88.BatchNormTraining": norm(""),
  "face88.BatchNormTraining with ReLU": norm("Relu"),
};

describe("every gradient rule agrees with central differences", () => {
  it.each(Object.entries(CASES))("%s", (_, example) => checkGradient(example));

  const geometry = fc.record({
    group: fc.constantFrom(1, 2, 3),
    each: fc.integer({ min: 1, max: 2 }),
    filters: fc.integer({ min: 1, max: 2 }),
    kernel: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    dilations: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
    pads: fc.tuple(...[0, 1, 2, 3].map(() => fc.integer({ min: 0, max: 1 }))),
    size: fc.tuple(fc.integer({ min: 5, max: 7 }), fc.integer({ min: 5, max: 7 })),
    seed: fc.integer({ min: 1, max: 1000 }),
  });

  it("Conv with any stride, padding, dilation and groups", async () => {
    await fc.assert(
      fc.asyncProperty(geometry, ({ group, each, filters, kernel, strides, dilations, pads, size, seed }) =>
        checkGradient({
          seed,
          inputs: [[2, group * each, ...size], [group * filters, each, ...kernel], [group * filters]],
          build: (b, x, w, bias) => b.conv(x, w, bias, { strides, dilations, pads, group }),
        }),
      ),
      { seed: 88, numRuns: 12 },
    );
  });

  it("ConvTranspose with any stride, padding, dilation and groups", async () => {
    await fc.assert(
      fc.asyncProperty(geometry, ({ group, each, filters, kernel, strides, dilations, pads, seed }) =>
        checkGradient({
          seed,
          inputs: [[2, group * each, 3, 4], [group * each, filters, ...kernel], [group * filters]],
          build: (b, x, w, bias) =>
            b.convTranspose(x, w, bias, { strides, dilations, pads, group, outputPadding: strides.map((s) => s - 1) }),
        }),
      ),
      { seed: 88, numRuns: 12 },
    );
  });

  it("Gemm with every way of transposing", async () => {
    for (const transA of [false, true]) {
      for (const transB of [false, true]) {
        await checkGradient({
          inputs: [transA ? [3, 2] : [2, 3], transB ? [4, 3] : [3, 4], [4]],
          build: (b, x, y, c) => b.gemm(x, y, c, { transA, transB }),
        });
      }
    }
  });

  it("broadcasting of any two shapes", async () => {
    const dims = fc.array(fc.boolean(), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(dims, dims, fc.constantFrom("Add", "Sub", "Mul", "Div"), (p, q, op) => {
        const sizes = [2, 3, 2];
        const shape = (stretched: boolean[]) => stretched.map((on, i) => (on ? sizes[i + 3 - stretched.length] : 1));
        return checkGradient(binary(op, shape(p), shape(q), positive));
      }),
      { seed: 88, numRuns: 20 },
    );
  });

  const size = fc.integer({ min: 1, max: 4 });
  const shape = fc.array(size, { minLength: 1, maxLength: 4 });
  const seed = fc.integer({ min: 1, max: 1000 });

  it("elementwise rules on any shape", async () => {
    const moves: Readonly<Record<string, ((x: number) => number) | undefined>> = {
      ...Object.fromEntries(["Sqrt", "Log", "Reciprocal"].map((op) => [op, positive])),
      ...Object.fromEntries(["Exp", "Sigmoid", "Tanh", "Softplus", "Sin", "Cos", "Neg"].map((op) => [op, undefined])),
      ...Object.fromEntries(["Relu", "Abs", "LeakyRelu"].map((op) => [op, offKinks])),
      HardSwish: (x: number) => offKinks(x) * 3,
    };
    await fc.assert(
      fc.asyncProperty(shape, seed, fc.constantFrom(...Object.keys(moves)), (dims, start, op) =>
        checkGradient({ ...unary(op, moves[op]), inputs: [dims], seed: start }),
      ),
      { seed: 88, numRuns: 20 },
    );
  });

  it("reductions of any shape over any axes, Softmax along any", async () => {
    const ops = fc.constantFrom(
      "ReduceSum",
      "ReduceMean",
      "ReduceSumSquare",
      "ReduceL2",
      "ReduceLogSumExp",
      "ReduceMax",
    );
    await fc.assert(
      fc.asyncProperty(
        shape,
        ops,
        fc.integer({ min: 1, max: 15 }),
        fc.boolean(),
        seed,
        async (dims, op, bits, keep, start) => {
          const chosen = [...dims.keys()].filter((axis) => (bits >> axis) & 1);
          const axes = chosen.length > 0 ? chosen : undefined;
          const inputs = [dims];
          await checkGradient({ inputs, seed: start, build: (b, x) => b.reduce(op, x, axes, keep), move: positive });
          await checkGradient({ inputs, seed: start, build: (b, x) => b.softmax(x, (axes ?? [0])[0]) });
        },
      ),
      { seed: 88, numRuns: 10 },
    );
  });

  it("pooling with any window, Resize to any size", async () => {
    const window = fc.record({
      kernel: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
      strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
      sizes: fc.tuple(fc.integer({ min: 3, max: 6 }), fc.integer({ min: 3, max: 6 })),
      scales: fc.tuple(fc.constantFrom(0.5, 1, 1.5, 2, 3), fc.constantFrom(0.5, 1, 1.5, 2, 3)),
      mode: fc.constantFrom("linear" as const, "nearest" as const),
      start: seed,
    });
    await fc.assert(
      fc.asyncProperty(window, async ({ kernel, strides, sizes, scales, mode, start }) => {
        const inputs = [[2, 2, ...sizes]];
        await checkGradient({ inputs, seed: start, build: (b, x) => b.averagePool(x, kernel, { strides }) });
        await checkGradient({ inputs, seed: start, build: (b, x) => b.maxPool(x, kernel, { strides }) });
        await checkGradient({ inputs, seed: start, build: (b, x) => b.resizeBy(x, [1, 1, ...scales], { mode }) });
      }),
      { seed: 88, numRuns: 6 },
    );
  });

  it("no rule is left out", () => {
    const flat = ["Sign", "Floor", "Ceil", "Round"];
    const tested = [...Object.keys(CASES), "Conv ", "ConvTranspose", "Gemm"].map((name) => name.split(" ")[0]);
    const elsewhere = ["LanesDepthwise", "LanesPointwise", "IntoLanes", "FromLanes"].map((op) => `face88.${op}`);
    expect(differentiableOperators().filter((op) => ![...tested, ...flat, ...elsewhere].includes(op))).toEqual([]);
  });
});

describe("differentiate", () => {
  it("adds up the gradients of an edge that is used twice", () =>
    checkGradient(one([2, 3], (b, x) => b.add(b.mul(x, x), b.exp(b.mul(x, 0.5))))));

  it("gives zeros where the loss does not depend on a source", () =>
    checkGradient({ inputs: [[2], [3]], build: (b, x) => b.mul(x, 2) }));

  it("names the operator and the node that it cannot differentiate", () => {
    const b = new GraphBuilder();
    const x = b.input("x", "float32", [1, 1, 4, 4]);
    const y = b.node("LRN", [x], { size: ints([3]) }, { name: "norm" });
    expect(() => differentiate(b, b.reduceSum(y), [x])).toThrow(NotDifferentiableError);
    expect(() => differentiate(b, b.reduceSum(y), [x])).toThrow('LRN "norm": operator has no gradient rule');
  });

  it("refuses a loss that is not a scalar", () => {
    const b = new GraphBuilder();
    const x = b.input("x", "float32", [2]);
    expect(() => differentiate(b, x, [x])).toThrow("loss must be a scalar, got dims [2]");
  });
});
