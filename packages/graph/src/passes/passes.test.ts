import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../ir/builder.js";
import type { Graph, Tensor } from "../ir/graph.js";
import { float32, tensor } from "../ir/tensor.js";
import { randomTensor } from "../testing/gradient-check.js";
import { runGraph } from "../testing/run.js";
import { assignInitializers } from "./assign.js";
import { type Calibration, type ChannelRange, calibrationEdges, planQuantisation } from "./calibration.js";
import { multiplyAdds, parameterCount } from "./count.js";
import { equalizeChannels } from "./equalize.js";
import { toFloat16 } from "./float16.js";
import { foldBatchNorm } from "./fold-batch-norm.js";
import { prependPreprocessing } from "./preprocess.js";
import { extractGraph } from "./prune.js";
import { quantize } from "./quantize.js";

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

/** Convolution, depthwise convolution, pooling, full connection; sizes of channels differ by up to a hundred times. */
function uneven(): Graph {
  const b = new GraphBuilder("uneven");
  const sizes = [0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 5];
  const scaled = (dims: number[], seed: number, by: (channel: number) => number, inner: number) => {
    const { data } = randomTensor(dims, seed);
    return float32(
      dims,
      (data as Float32Array).map((value, i) => value * by(Math.floor(i / inner) % 8)),
    );
  };
  const bias = (seed: number, by: (channel: number) => number) => scaled([8], seed, by, 1);
  const x = b.input("image", "float32", ["N", 3, 8, 8]);
  const grow = (channel: number) => sizes[channel];
  const first = b.conv(
    x,
    b.parameter("first", scaled([8, 3, 3, 3], 1, grow, 27)),
    b.parameter("first/bias", bias(2, grow)),
    { pads: [1, 1, 1, 1] },
  );
  const second = b.conv(
    b.relu(first),
    b.parameter("second", randomTensor([8, 1, 3, 3], 3)),
    b.parameter("second/bias", bias(4, grow)),
    { group: 8, pads: [1, 1, 1, 1] },
  );
  const features = b.flatten(b.globalAveragePool(b.relu(second)));
  const head = scaled([5, 8], 5, (channel) => 1 / sizes[channel], 1);
  b.output(b.gemm(features, b.parameter("head", head), undefined, { transB: true }), "points");
  return b.build();
}

/** What a run over some images sees, by channel. */
async function calibrated(graph: Graph, images: Tensor = image): Promise<Calibration> {
  const seen = await runGraph(extractGraph(graph, calibrationEdges(graph)), { image: images });
  return new Map(Object.entries({ ...seen, image: images }).map(([name, tensor]) => [name, rangesOf(tensor)]));
}

function rangesOf({ dims, data }: Tensor): ChannelRange {
  const channels = dims[1];
  const inner = data.length / dims[0] / channels;
  const of = (channel: number) =>
    Array.from(data as Float32Array).filter((_, i) => Math.floor(i / inner) % channels === channel);
  const each = Array.from({ length: channels }, (_, channel) => of(channel));
  return {
    low: Float32Array.from(each, (values) => Math.min(...values)),
    high: Float32Array.from(each, (values) => Math.max(...values)),
    mean: Float32Array.from(each, (values) => values.reduce((sum, value) => sum + value, 0) / values.length),
  };
}

const image = randomTensor([2, 3, 8, 8], 30);
const points = async (graph: Graph, feed: Tensor = image) => (await runGraph(graph, { image: feed })).points;
const largest = ({ data }: Tensor) => Math.max(...Array.from(data as Float32Array, Math.abs));
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

  it("quantize to 8 bits, with what a calibration run saw", async () => {
    const folded = foldBatchNorm(network());
    const small = quantize(folded, { calibration: await calibrated(folded) });
    const types = [...small.initializers.values()].map(({ type }) => type);
    // Both convolutions; the full connection at the end keeps its weights as halves.
    expect(types.filter((type) => type === "int8")).toHaveLength(2);
    expect(types.filter((type) => type === "int32")).toHaveLength(2);
    expect(types.filter((type) => type === "float16")).toHaveLength(1);
    const last = small.nodes.find(({ outputs }) => outputs[0] === "points" || outputs[0] === small.outputs[0].name);
    expect(last?.op).not.toBe("DequantizeLinear");
    const before = await points(network());
    expect(worst(await points(small), before) / largest(before)).toBeLessThan(0.02);
  });

  it("quantize evens out channels of all sizes, to which 8 bits in common would be nothing", async () => {
    const graph = uneven();
    const calibration = await calibrated(graph);
    const before = await points(graph);
    const evened = await points(quantize(graph, { calibration }));
    expect(worst(evened, before) / largest(before)).toBeLessThan(0.02);
    const seven = await points(quantize(graph, { calibration, weightBits: 7 }));
    expect(worst(seven, before) / largest(before)).toBeLessThan(0.04);

    const plan = planQuantisation(graph);
    const equal = equalizeChannels(graph, plan, calibration);
    expect(worst(await points(equal.graph), before) / largest(before)).toBeLessThan(1e-5);
    const spread = (name: string) => {
      const { low, high } = equal.calibration.get(name) as ChannelRange;
      const peaks = high.map((value, c) => Math.max(value, -low[c])).filter((peak) => peak > 0);
      return Math.max(...peaks) / Math.min(...peaks);
    };
    // Before a depthwise layer and before the last one, channels are equal; what was measured moves with them.
    const [first, second] = graph.nodes.filter(({ op }) => op === "Relu").map(({ outputs }) => outputs[0]);
    expect([spread(first), spread(second)].map((ratio) => Math.round(ratio * 100) / 100)).toEqual([1, 1]);
    const again = await calibrated(equal.graph);
    expect(again.get(second)?.mean[3]).toBeCloseTo(equal.calibration.get(second)?.mean[3] as number, 4);
  });

  it("quantize lets the bias take over what rounding adds to the mean", async () => {
    // A 1x1 convolution on a constant image: all that rounding does is to shift the mean.
    const b = new GraphBuilder("shift");
    const x = b.input("image", "float32", ["N", 3, 8, 8]);
    const weights = randomTensor([8, 3, 1, 1], 5, (v) => (Math.abs(v) < 0.9 ? v * 0.02 : 1));
    const y = b.conv(x, b.parameter("first", weights), b.parameter("bias", randomTensor([8], 6)));
    const head = b.parameter("head", randomTensor([5, 8], 7));
    b.output(b.gemm(b.flatten(b.globalAveragePool(b.relu(y))), head, undefined, { transB: true }), "points");
    const graph = b.build();
    const constant = float32([1, 3, 8, 8], new Float32Array(192).fill(1));
    const calibration = await calibrated(graph, constant);
    const unaware = new Map(
      [...calibration].map(([name, range]) => [name, { ...range, mean: range.mean.map(() => 0) }]),
    );
    const before = await points(graph, constant);
    const error = async (seen: Calibration) =>
      worst(await points(quantize(graph, { calibration: seen, weightBits: 7 }), constant), before);
    expect(await error(calibration)).toBeLessThan(0.6 * (await error(unaware)));
  });

  it("quantize names the edge whose range is missing", () => {
    expect(() => quantize(network(), { calibration: new Map() })).toThrow(
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
