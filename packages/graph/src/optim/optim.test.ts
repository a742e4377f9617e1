import { describe, expect, it } from "vitest";
import { flatLayout } from "../diff/flat.js";
import type { GradientGraph } from "../diff/gradient-graph.js";
import { GraphBuilder } from "../ir/builder.js";
import { float32 } from "../ir/tensor.js";
import { runGraph } from "../testing/run.js";
import { adam, sgd } from "./optimizer.js";
import { constant, cosine, stepDecay } from "./schedule.js";
import { type UpdateGraphOptions, updateGraph } from "./update-graph.js";

const layout: GradientGraph = {
  graph: new GraphBuilder().build(),
  parameters: flatLayout([
    { name: "weight", dims: [1, 2] },
    { name: "bias", dims: [1] },
  ]),
  statistics: flatLayout([{ name: "mean", dims: [1] }]),
  momentum: [0.75],
  seeded: false,
};

/** Three steps from [1, -2, 3] with gradients g, 2g, -g that two micro-batches had summed, learning rate 0.1. */
async function threeSteps(options: UpdateGraphOptions): Promise<number[][]> {
  const update = updateGraph(layout, options);
  let parameters: Float32Array = Float32Array.of(1, -2, 3);
  let running: Float32Array = Float32Array.of(8);
  let state = update.init(parameters);
  const vector = (data: Float32Array) => float32([data.length], data);
  const scalar = (value: number) => float32([], [value]);
  for (const [i, factor] of [1, 2, -1].entries()) {
    const next = await runGraph(update.graph, {
      parameters: vector(parameters),
      gradient: vector(Float32Array.of(0.5, -1, 2).map((g) => g * factor * 2)),
      statistics: vector(Float32Array.of(4)),
      running: vector(running),
      share: scalar(0.5),
      learning_rate: scalar(0.1),
      step: scalar(i + 1),
      ...Object.fromEntries(update.state.map((name) => [name, vector(state[name])])),
    });
    parameters = next["next.parameters"].data as Float32Array;
    running = next["next.running"].data as Float32Array;
    state = Object.fromEntries(update.state.map((name) => [name, next[`next.${name}`].data as Float32Array]));
  }
  return [[...parameters], [...running], [...(state.average ?? [])]];
}

describe("three steps give what PyTorch 1.13 gives", () => {
  // From tools/optimizer-steps.py: torch.optim.SGD, Adam, AdamW; clip_grad_norm_.
  const cases: [string, UpdateGraphOptions, number[]][] = [
    ["SGD", { optimizer: sgd() }, [0.9, -1.8, 2.6]],
    ["SGD with momentum", { optimizer: sgd({ momentum: 0.9 }) }, [0.7245, -1.449, 1.898]],
    ["SGD with Nesterov momentum", { optimizer: sgd({ momentum: 0.9, nesterov: true }) }, [0.65205, -1.3041, 1.6082]],
    ["Adam", { optimizer: adam() }, [0.7614729, -1.7614729, 2.7614729]],
    ["AdamW", { optimizer: adam(), weightDecay: 0.1, decays: () => true }, [0.7347271, -1.7050261, 2.6753254]],
    ["clipping", { optimizer: sgd(), clipNorm: 1 }, [0.9781782, -1.9563564, 2.9127128]],
  ];
  it.each(cases)("%s", async (_, options, expected) => {
    const [parameters, running] = await threeSteps(options);
    for (const [i, value] of parameters.entries()) expect(value).toBeCloseTo(expected[i], 6);
    expect(running[0]).toBeCloseTo(2 + (8 - 2) * 0.75 ** 3, 6);
  });
});

it("decays weights but not biases by default", async () => {
  const [[first, , bias]] = await threeSteps({ optimizer: sgd(), weightDecay: 0.1 });
  expect(bias).toBeCloseTo(2.6, 6);
  expect(first).toBeLessThan(0.9);
});

it("keeps a moving average of the weights", async () => {
  const [, , average] = await threeSteps({ optimizer: sgd(), averageDecay: 0.5 });
  // 1 -> 0.95, 0.85, 0.9; the decay of the first steps is (1 + step) / (10 + step).
  const expected = [0.95, 0.85, 0.9].reduce((mean, value, i) => mean + (1 - (i + 2) / (i + 11)) * (value - mean), 1);
  expect(average[0]).toBeCloseTo(expected, 6);
  const [, , slow] = await threeSteps({ optimizer: sgd(), averageDecay: 0.1 });
  expect(slow[0]).toBeCloseTo(((1 * 0.1 + 0.95 * 0.9) * 0.1 + 0.85 * 0.9) * 0.1 + 0.9 * 0.9, 6);
});

describe("schedules", () => {
  it.each([
    ["constant", constant(0.1), [1, 100], [0.1, 0.1]],
    ["stepDecay", stepDecay(1, 10, 0.5), [1, 10, 11, 21], [1, 1, 0.5, 0.25]],
    [
      "cosine",
      cosine({ rate: 1, steps: 110, warmUp: 10, lowest: 0.2 }),
      [1, 10, 60, 110, 200],
      [0.1, 1, 0.6, 0.2, 0.2],
    ],
  ])("%s", (_, schedule, steps, rates) => {
    for (const [i, step] of steps.entries()) expect(schedule(step)).toBeCloseTo(rates[i], 12);
  });
});

it.each([
  [() => sgd({ momentum: 1 }), "momentum must be in 0..1 (1 excluded), got 1"],
  [() => adam({ beta2: -1 }), "beta2 must be in 0..1 (1 excluded), got -1"],
  [() => updateGraph(layout, { optimizer: sgd(), clipNorm: 0 }), "clipNorm must be above 0, got 0"],
  [() => constant(0), "rate must be above 0, got 0"],
  [() => cosine({ rate: 1, steps: 5, warmUp: 5 }), "steps must be above warmUp (5), got 5"],
])("refuses what is out of range", (call, message) => {
  expect(call).toThrow(message);
});
