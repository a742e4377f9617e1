import {
  adam,
  assignInitializers,
  extractGraph,
  flatten,
  float32,
  type Graph,
  gradientGraph,
  lanesProbe,
  meanLoss,
  type Optimizer,
  sgd,
  squared,
  type Tensor,
  unflatten,
  updateGraph,
  writeOnnx,
} from "@face88/graph";
import { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import fixture from "./fixtures/mobilenet-step.json" with { type: "json" };
import { mobileNetV1 } from "./mobilenet.js";

// Frozen numbers from PyTorch 1.13 in double precision, made by tools/pytorch-training-step.py, which explains them.

/** Park and Miller's generator, as in the tool. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

const list = (length: number, make: () => number) => Float32Array.from({ length }, make);

/** The network with the tool's weights, its activations as outputs, and the tool's batch. */
function setting() {
  const next = generator(fixture.seed);
  const plain = mobileNetV1({ alpha: 0.3, size: fixture.size, padding: "symmetric" });
  const weights = new Map<string, Tensor>();
  for (const name of plain.parameters) {
    const { dims, data } = plain.initializers.get(name) as Tensor;
    const scale = Math.sqrt(6 / (data.length / dims[0]));
    const make = () =>
      dims.length > 1 ? (2 * next() - 1) * scale : name.endsWith("scale") ? 0.75 + next() / 2 : (next() - 0.5) / 5;
    weights.set(name, float32(dims, list(data.length, make)));
  }
  const { batch, size } = fixture;
  const image = float32(
    [batch, 3, size, size],
    list(batch * 3 * size * size, () => 2 * next() - 1),
  );
  const truth = float32([batch, 176], list(batch * 176, next));
  const activations = plain.nodes.filter(({ op }) => op === "Relu").map(({ outputs }) => outputs[0]);
  const network = extractGraph(assignInitializers(plain, weights), ["points", ...activations]);
  return { network, activations, image, truth };
}

async function open(graph: Graph) {
  const session = await InferenceSession.create(writeOnnx(graph), { intraOpNumThreads: 1, interOpNumThreads: 1 });
  return async (feeds: Record<string, Tensor>): Promise<Record<string, Tensor>> => {
    const given = Object.entries(feeds).map(([name, { dims, data }]) => [
      name,
      new OrtTensor("float32", data as Float32Array, dims),
    ]);
    const results = await session.run(Object.fromEntries(given));
    return Object.fromEntries(
      Object.entries(results).map(([name, { dims, data }]) => [name, float32(dims, data as Float32Array)]),
    );
  };
}

async function lanesHere(): Promise<number> {
  for (const lanes of [16, 8]) {
    const probe = await open(lanesProbe(lanes)).catch(() => undefined);
    if (probe && (await probe({})).difference.data[0] === 0) return lanes;
  }
  return 0;
}

/** What the tool keeps of a tensor: norm, projections on fixed directions, first elements. */
function summary({ data }: Tensor): number[] {
  const values = data as Float32Array;
  const projections = [2654435761, 2246822519, 3266489917].map((factor) =>
    values.reduce((sum, v, i) => sum + v * ((((i + 1) * factor) % 4294967296) / 4294967296 - 0.5), 0),
  );
  return [Math.sqrt(values.reduce((sum, v) => sum + v * v, 0)), ...projections, ...values.slice(0, 4)];
}

/** Largest error, as a share of the tensor's norm. */
const distance = (found: Tensor, expected: readonly number[]): number =>
  Math.max(...summary(found).map((value, i) => Math.abs(value - expected[i]))) / expected[0];

async function train(lanes: number, optimizer: Optimizer, learningRate: number) {
  const { network, activations, image, truth } = setting();
  const gradient = gradientGraph(network, {
    microBatch: fixture.batch,
    lanes,
    targets: { truth: { dims: [176] } },
    loss: (b, outputs, targets) => meanLoss(b, squared, outputs.points, targets.truth),
  });
  const update = updateGraph(gradient, { optimizer });
  const [differentiate, apply] = [await open(gradient.graph), await open(update.graph)];
  let parameters = flatten(gradient.parameters, network.initializers);
  let running = flatten(gradient.statistics, network.initializers);
  let state = update.init(parameters);
  const vector = (data: Float32Array) => float32([data.length], data);
  const scalar = (value: number) => float32([], [value]);
  const losses: number[] = [];
  let first: Record<string, Tensor> = {};
  for (let step = 1; step <= 10; step++) {
    const found = await differentiate({ image, truth, parameters: vector(parameters) });
    if (step === 1) first = found;
    losses.push(Number(found.loss.data[0]));
    const next = await apply({
      parameters: vector(parameters),
      gradient: found.gradient,
      statistics: found.statistics,
      running: vector(running),
      share: scalar(1),
      learning_rate: scalar(learningRate),
      step: scalar(step),
      ...Object.fromEntries(update.state.map((name) => [name, vector(state[name])])),
    });
    const data = (name: string) => next[`next.${name}`].data as Float32Array;
    parameters = data("parameters");
    running = data("running");
    state = Object.fromEntries(update.state.map((name) => [name, data(name)]));
  }
  return { losses, first, gradients: unflatten(gradient.parameters, first.gradient.data as Float32Array), activations };
}

/** Largest relative difference of two lists. */
const apart = (found: readonly number[], expected: readonly number[]): number =>
  Math.max(...expected.map((value, i) => Math.abs(found[i] / value - 1)));

const LAYOUTS = [
  ["standard", async () => 0],
  ["batch-innermost", lanesHere],
] as const;

describe.each(LAYOUTS)("training steps in the %s layout agree with PyTorch", (name, lanesOf) => {
  it("in activations and gradients, and with SGD in ten losses", async () => {
    const lanes = await lanesOf();
    // Where the runtime has no blocked kernels there is no such layout either.
    if (name === "batch-innermost" && lanes === 0) return;
    const { losses, first, gradients, activations } = await train(lanes, sgd({ momentum: 0.9 }), 0.002);
    expect(activations).toHaveLength(fixture.activations.length);
    expect([...gradients]).toHaveLength(fixture.gradients.length);
    activations.forEach((edge, i) => {
      expect(distance(first[edge], fixture.activations[i]), edge).toBeLessThan(1e-5);
    });
    [...gradients].forEach(([parameter, gradient], i) => {
      expect(distance(gradient, fixture.gradients[i]), parameter).toBeLessThan(5e-5);
    });
    expect(distance(first.points, fixture.points)).toBeLessThan(1e-5);
    expect(apart(losses, fixture.losses.sgd)).toBeLessThan(1e-4);
  });

  it("with Adam in ten losses", async () => {
    const lanes = await lanesOf();
    if (name === "batch-innermost" && lanes === 0) return;
    const { losses } = await train(lanes, adam(), 1e-3);
    expect(apart(losses.slice(0, 2), fixture.losses.adam.slice(0, 2))).toBeLessThan(1e-6);
    // Adam moves a weight by the same step however small its gradient, so the units that rounding puts on the other side
    // of ReLU's kink show sooner.
    expect(apart(losses, fixture.losses.adam)).toBeLessThan(2e-3);
  });
});
