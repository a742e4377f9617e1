import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../ir/builder.js";
import type { Graph, Tensor } from "../ir/graph.js";
import { float32, tensor } from "../ir/tensor.js";
import { randomTensor } from "../testing/gradient-check.js";
import { runGraph } from "../testing/run.js";
import { assignInitializers } from "./assign.js";
import { multiplyAdds, parameterCount } from "./count.js";
import { toFloat16 } from "./float16.js";
import { foldBatchNorm } from "./fold-batch-norm.js";
import { prependPreprocessing } from "./preprocess.js";
import { extractGraph } from "./prune.js";
import { calibrationEdges, quantize } from "./quantize.js";

/** Convolution, normalisation, depthwise convolution with bias, normalisation, ReLU6, pooling, full connection. */
function network(): Graph {
  const b = new GraphBuilder("small");
  const norm = (x: ReturnType<GraphBuilder["relu"]>, channels: number, seed: number) =>
    b.batchNormalization(
      x,
      b.parameter(
        `scale${seed}`,
        randomTensor([channels], seed, (v) => v + 1.5),
      ),
      b.parameter(`shift${seed}`, randomTensor([channels], seed + 1)),
      b.constant(randomTensor([channels], seed + 2)),
      b.constant(randomTensor([channels], seed + 3, (v) => v + 1.5)),
    );
  const x = b.input("image", "float32", ["N", 3, 8, 8]);
  const first = b.conv(x, b.parameter("first", randomTensor([8, 3, 3, 3], 1)), undefined, { pads: [1, 1, 1, 1] });
  const middle = b.relu(norm(first, 8, 10));
  const depthwise = b.conv(
    middle,
    b.parameter("second", randomTensor([8, 1, 3, 3], 2)),
    b.parameter("bias", randomTensor([8], 3)),
    { group: 8, strides: [2, 2], pads: [1, 1, 1, 1] },
  );
  const features = b.flatten(b.globalAveragePool(b.clip(norm(depthwise, 8, 20), 0, 6)));
  const weights = b.parameter("dense", randomTensor([5, 8], 4));
  b.output(b.gemm(features, weights, b.parameter("dense/bias", randomTensor([5], 5)), { transB: true }), "points");
  b.metadata("license", "MIT");
  return b.build();
}

const image = randomTensor([2, 3, 8, 8], 30);
const points = async (graph: Graph, feed: Tensor = image) => (await runGraph(graph, { image: feed })).points;
const worst = (p: Tensor, q: Tensor) =>
  Math.max(...Array.from(p.data as Float32Array, (v, i) => Math.abs(v - (q.data as Float32Array)[i])));

describe("passes keep what the network says", () => {
  it("foldBatchNorm leaves no normalisation behind a convolution", async () => {
    const folded = foldBatchNorm(network());
    expect(folded.nodes.map((node) => node.op)).not.toContain("BatchNormalization");
    expect(folded.metadata.get("license")).toBe("MIT");
    expect(worst(await points(folded), await points(network()))).toBeLessThan(1e-5);
  });

  it("foldBatchNorm leaves a normalisation alone that the convolution is not the only one to feed", () => {
    const graph = network();
    const shown = extractGraph(graph, [graph.nodes[0].outputs[0], "points"]);
    expect(foldBatchNorm(shown).nodes.filter((node) => node.op === "BatchNormalization")).toHaveLength(1);
  });

  it.each(["float32", "float16"] as const)("toFloat16 computing in %s", async (compute) => {
    const half = toFloat16(foldBatchNorm(network()), { compute, smallest: 1 });
    const stored = [...half.initializers.values()].filter(({ data }) => data.length > 4).map(({ type }) => type);
    expect(new Set(stored)).toEqual(new Set(["float16"]));
    expect(half.outputs.map(({ name, type }) => [name, type])).toEqual([["points", "float32"]]);
    expect(worst(await points(half), await points(network()))).toBeLessThan(1e-2);
  });

  it("quantize to 8 bits, with the ranges of a calibration run", async () => {
    const folded = foldBatchNorm(network());
    const edges = calibrationEdges(folded);
    const seen = await runGraph(extractGraph(folded, edges), { image });
    const ranges = new Map(
      Object.entries(seen).map(([name, { data }]) => {
        const values = Array.from(data as Float32Array);
        return [name, [Math.min(...values), Math.max(...values)] as const];
      }),
    );
    ranges.set("image", [-1, 1]);
    const small = quantize(folded, { ranges });
    const types = [...small.initializers.values()].map(({ type }) => type);
    expect(types.filter((type) => type === "int8")).toHaveLength(3);
    expect(types.filter((type) => type === "int32")).toHaveLength(3);
    const before = await points(network());
    const size = Math.max(...Array.from(before.data as Float32Array, Math.abs));
    expect(worst(await points(small), before) / size).toBeLessThan(0.03);
  });

  it("quantize names the edge whose range is missing", () => {
    expect(() => quantize(network(), { ranges: new Map() })).toThrow(
      'range of edge "image" must be two finite numbers',
    );
  });

  it.each(["NHWC", "NCHW"] as const)("prependPreprocessing takes %s bytes", async (layout) => {
    const bytes = Uint8Array.from({ length: 384 }, (_, i) => (i * 37) % 256);
    const dims = layout === "NHWC" ? [2, 8, 8, 3] : [2, 3, 8, 8];
    const plain = new Float32Array(384);
    bytes.forEach((byte, i) => {
      const at = layout === "NCHW" ? i : Math.floor(i / 192) * 192 + (i % 3) * 64 + (Math.floor(i / 3) % 64);
      const channel = Math.floor(at / 64) % 3;
      plain[at] = (byte - [10, 20, 30][channel]) / 64;
    });
    const inside = prependPreprocessing(network(), { layout, mean: [10, 20, 30], deviation: 64 });
    const found = await points(inside, tensor("uint8", dims, bytes));
    expect(worst(found, await points(network(), float32([2, 3, 8, 8], plain)))).toBeLessThan(1e-5);
  });
});

describe("extractGraph", () => {
  it("drops what the outputs do not need", () => {
    const b = new GraphBuilder();
    const x = b.input("x", "float32", [2]);
    b.add(x, b.input("unused", "float32", [2]));
    b.output(b.relu(x), "y");
    const kept = extractGraph(b.build());
    expect(kept.nodes.map((node) => node.op)).toEqual(["Relu", "Identity"]);
    expect(kept.inputs.map((input) => input.name)).toEqual(["x"]);
  });

  it("cuts between two edges", async () => {
    const graph = network();
    const end = graph.nodes.find((node) => node.op === "Flatten")?.outputs[0] as string;
    const { points: found } = await runGraph(extractGraph(graph, ["points"], [end]), {
      [end]: randomTensor([2, 8], 1),
    });
    expect(found.dims).toEqual([2, 5]);
  });

  it("refuses an edge that is not there", () => {
    expect(() => extractGraph(network(), ["nose"])).toThrow('graph "small" has no edge "nose"');
  });
});

describe("assignInitializers", () => {
  it("puts other weights in", () => {
    const next = assignInitializers(network(), new Map([["bias", float32([8], new Float32Array(8))]]));
    expect(next.initializers.get("bias")?.data).toEqual(new Float32Array(8));
  });

  it.each([
    ["nose", float32([1], [0]), 'no initializer "nose"'],
    ["bias", float32([1], [0]), 'initializer "bias" must be float32 [8], got float32 [1]'],
  ])("refuses a wrong %s", (name, data, message) => {
    expect(() => assignInitializers(network(), new Map([[name, data]]))).toThrow(message);
  });
});

it("counts parameters and multiply-adds", () => {
  expect(parameterCount(network())).toBe(8 * 27 + 8 * 9 + 8 + 4 * 8 + 5 * 8 + 5);
  expect(multiplyAdds(network())).toBe(8 * 27 * 64 + 8 * 9 * 16 + 5 * 8);
});
