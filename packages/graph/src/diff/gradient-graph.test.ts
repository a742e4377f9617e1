import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../ir/builder.js";
import type { Graph, Tensor, Value } from "../ir/graph.js";
import { float32, tensor } from "../ir/tensor.js";
import { squared } from "../losses/elementwise.js";
import { meanLoss } from "../losses/reduce.js";
import { randomTensor } from "../testing/gradient-check.js";
import { lanesHere } from "../testing/lanes.js";
import { runGraph } from "../testing/run.js";
import { flatten, unflatten } from "./flat.js";
import { gradientGraph } from "./gradient-graph.js";

interface Shape {
  readonly size: number;
  readonly stride: number;
  readonly kernel: number;
  readonly pad: number;
  readonly dilation: number;
  /** Of the dense convolution that sees the image. */
  readonly stem: { readonly stride: number; readonly kernel: number; readonly pad: number };
}

/** Dense convolution, depthwise and 1x1 convolutions with normalisation and ReLU, a skip connection, pooling, a head. */
function network({ size, stride, kernel, pad, dilation, stem: first }: Shape): Graph {
  const b = new GraphBuilder("tiny");
  const conv = (x: Value, name: string, dims: number[], options: object) =>
    b.conv(x, b.parameter(`${name}/weight`, randomTensor(dims, name.length)), undefined, options);
  const block = (x: Value, name: string) => {
    const dims = [Number(x.dims[1])];
    const scale = b.parameter(
      `${name}/scale`,
      randomTensor(dims, 7, (v) => v + 1.5),
    );
    const bias = b.parameter(`${name}/bias`, randomTensor(dims, 8));
    const mean = b.constant(randomTensor(dims, 9), `${name}/mean`);
    const variance = b.constant(
      randomTensor(dims, 10, (v) => v + 1.5),
      `${name}/variance`,
    );
    return b.relu(b.batchNormalization(x, scale, bias, mean, variance, { momentum: 0.75 }));
  };
  const image = b.input("image", "float32", ["N", 3, size, size]);
  const seen = { strides: [first.stride, first.stride], pads: [first.pad, first.pad, first.pad, first.pad] };
  const stem = block(conv(image, "stem", [5, 3, first.kernel, first.kernel], seen), "stem");
  const options = { group: 5, strides: [stride, stride], dilations: [dilation, dilation], pads: [pad, pad, pad, pad] };
  const deep = block(conv(stem, "deep", [5, 1, kernel, kernel], options), "deep");
  const wide = block(conv(deep, "pointwise", [5, 5, 1, 1], {}), "pointwise");
  const features = b.flatten(b.globalAveragePool(b.add(wide, deep)));
  const head = b.parameter("head/weight", randomTensor([4, 5], 11));
  b.output(b.gemm(features, head, b.parameter("head/bias", randomTensor([4], 12)), { transB: true }), "points");
  return b.build();
}

const step = (graph: Graph, microBatch: number, lanes: number, frozen?: (name: string) => boolean) =>
  gradientGraph(graph, {
    microBatch,
    lanes,
    targets: { truth: { dims: [4] } },
    loss: (b, outputs, targets) => meanLoss(b, squared, outputs.points, targets.truth),
    ...(frozen && { frozen }),
  });

const feedsFor = (graph: Graph, made: ReturnType<typeof step>, samples: number, size: number) => ({
  image: randomTensor([samples, 3, size, size], 21),
  truth: randomTensor([samples, 4], 22),
  parameters: float32([made.parameters.length], flatten(made.parameters, graph.initializers)),
});

const plain = { size: 6, stride: 2, kernel: 3, pad: 1, dilation: 1, stem: { stride: 1, kernel: 3, pad: 1 } };

function expectClose(found: Tensor, expected: Tensor, tolerance: number): void {
  const scale = Math.max(...Array.from(expected.data as Float32Array, Math.abs));
  (expected.data as Float32Array).forEach((value, i) => {
    expect(Math.abs((found.data as Float32Array)[i] - value) / scale, `element ${i}`).toBeLessThan(tolerance);
  });
}

describe("gradientGraph", () => {
  it("gives loss, gradient, statistics and the network's outputs", async () => {
    const graph = network(plain);
    const made = step(graph, 3, 0);
    const found = await runGraph(made.graph, feedsFor(graph, made, 3, 6));
    expect(Object.fromEntries(Object.entries(found).map(([name, { dims }]) => [name, dims]))).toEqual({
      loss: [],
      gradient: [made.parameters.length],
      statistics: [made.statistics.length],
      points: [3, 4],
    });
    expect(made.statistics.slots.map(({ name }) => name).slice(0, 2)).toEqual(["stem/mean", "stem/variance"]);
    expect(new Set(made.momentum)).toEqual(new Set([0.75]));
  });

  it("goes down the gradient", async () => {
    const graph = network(plain);
    const made = step(graph, 3, 0);
    const feeds = feedsFor(graph, made, 3, 6);
    const before = await runGraph(made.graph, feeds);
    const gradient = before.gradient.data as Float32Array;
    const square = gradient.reduce((sum, g) => sum + g * g, 0);
    const rate = 1e-3 / Math.sqrt(square);
    const moved = (feeds.parameters.data as Float32Array).map((p, i) => p - rate * gradient[i]);
    const after = await runGraph(made.graph, { ...feeds, parameters: float32([moved.length], moved) });
    const fall = Number(before.loss.data[0]) - Number(after.loss.data[0]);
    expect(fall / (rate * square)).toBeCloseTo(1, 1);
  });

  it("leaves frozen parameters out, and their normalisation with its running statistics", () => {
    const made = step(network(plain), 2, 0, (name) => name.startsWith("stem"));
    expect(made.parameters.slots.some(({ name }) => name.startsWith("stem"))).toBe(false);
    expect(made.statistics.slots.some(({ name }) => name.startsWith("stem"))).toBe(false);
    expect(() => step(network(plain), 2, 0, () => true)).toThrow('network "tiny" has no trainable parameters');
  });

  it("names a flat vector's tensors and takes them apart again", () => {
    const graph = network(plain);
    const { parameters } = step(graph, 2, 0);
    const tensors = unflatten(parameters, flatten(parameters, graph.initializers));
    expect([...tensors]).toEqual(graph.parameters.map((name) => [name, graph.initializers.get(name)]));
  });
});

describe("the batch-innermost layout", () => {
  const shape = fc.record({
    size: fc.integer({ min: 10, max: 13 }),
    stride: fc.integer({ min: 1, max: 3 }),
    kernel: fc.integer({ min: 2, max: 3 }),
    pad: fc.integer({ min: 0, max: 1 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    stem: fc.record({
      stride: fc.integer({ min: 1, max: 2 }),
      kernel: fc.integer({ min: 1, max: 4 }),
      pad: fc.integer({ min: 0, max: 1 }),
    }),
  });

  it("gives what the standard layout gives, for any geometry and one or two blocks of samples", async () => {
    const lanes = await lanesHere();
    if (lanes === 0) return expect(lanes).toBe(0);
    await fc.assert(
      fc.asyncProperty(shape, fc.integer({ min: 1, max: 2 }), async (geometry, blocks) => {
        const graph = network(geometry);
        const samples = lanes * blocks;
        const [fast, slow] = [step(graph, samples, lanes), step(graph, samples, 0)];
        const feeds = feedsFor(graph, slow, samples, geometry.size);
        const [found, expected] = [await runGraph(fast.graph, feeds), await runGraph(slow.graph, feeds)];
        for (const name of ["gradient", "statistics", "points"]) expectClose(found[name], expected[name], 2e-4);
      }),
      { seed: 88, numRuns: 24 },
    );
  });

  it("refuses a micro-batch that does not fill its blocks", () => {
    expect(() => step(network(plain), 12, 8)).toThrow("batch must be a multiple of 8 lanes, got 12");
  });
});

describe("dropout", () => {
  const dropped = async (seed: bigint) => {
    const b = new GraphBuilder();
    const x = b.input("x", "float32", ["N", 1000]);
    const scaled = b.mul(x, b.parameter("one", float32([1000], new Float32Array(1000).fill(1))));
    const kept = b.node("Dropout", [scaled, b.scalar(0.3)]);
    b.output(b.identity(kept), "y");
    const made = gradientGraph(b.build(), {
      microBatch: 8,
      targets: {},
      loss: (graph, { y }) => graph.reduceMean(y, undefined, false),
    });
    expect(made.seeded).toBe(true);
    const ones = (...dims: number[]) => float32(dims, new Float32Array(dims.reduce((p, q) => p * q)).fill(1));
    const seedTensor = tensor("int64", [], BigInt64Array.of(seed));
    const { y } = await runGraph(made.graph, { x: ones(8, 1000), parameters: ones(1000), seed: seedTensor });
    return Array.from(y.data as Float32Array);
  };

  it("drops the asked share, scales the rest, and is a function of the seed", async () => {
    const [first, again, other] = [await dropped(5n), await dropped(5n), await dropped(6n)];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    expect(first.filter((v) => v === 0).length / 8000).toBeCloseTo(0.3, 1);
    expect(new Set(first.filter((v) => v !== 0)).size).toBe(1);
    const both = first.filter((v, i) => v === 0 && other[i] === 0).length / 8000;
    expect(both).toBeCloseTo(0.09, 1);
  });
});
