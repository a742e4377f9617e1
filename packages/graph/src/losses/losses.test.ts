import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../ir/builder.js";
import type { Value } from "../ir/graph.js";
import { float32 } from "../ir/tensor.js";
import { checkGradient } from "../testing/gradient-check.js";
import { runGraph } from "../testing/run.js";
import { absolute, adaptiveWing, type CoordinateLoss, smoothL1, squared, wing } from "./elementwise.js";
import { gaussianLikelihood, laplacianLikelihood } from "./likelihood.js";
import { distillation, meanLoss } from "./reduce.js";

async function lossOf(loss: CoordinateLoss, predicted: number, truth: number): Promise<number> {
  const b = new GraphBuilder();
  const constant = (value: number) => b.constant(float32([1, 2], [value, value]));
  b.output(meanLoss(b, loss, constant(predicted), b.add(b.input("zero", "float32", [1, 2]), truth)), "loss");
  const found = await runGraph(b.build(), { zero: float32([1, 2], [0, 0]) });
  return Number(found.loss.data[0]);
}

describe("values by the papers' formulas", () => {
  // Smooth L1 (Girshick, eq. 3), Wing (Feng, eq. 5), adaptive Wing (Wang, eq. 3), worked out by hand.
  const wingLine = 10 - 10 * Math.log(6);
  const cases: [string, CoordinateLoss, number, number, number][] = [
    ["squared", squared, 3, 1, 4],
    ["absolute", absolute, 1, 3, 2],
    ["smooth L1 inside", smoothL1(), 0.5, 0, 0.125],
    ["smooth L1 outside", smoothL1(), 3, 0, 2.5],
    ["smooth L1 with beta", smoothL1(2), 1, 0, 0.25],
    ["wing inside", wing(10, 2), 4, 0, 10 * Math.log(3)],
    ["wing outside", wing(10, 2), -12, 0, 12 - wingLine],
    ["adaptive wing inside", adaptiveWing(), 0.25, 0, 14 * Math.log(1 + 0.25 ** 2.1)],
    ["adaptive wing inside, truth 1", adaptiveWing(), 1.25, 1, 14 * Math.log(1 + 0.25 ** 1.1)],
    [
      "adaptive wing outside",
      adaptiveWing(),
      1,
      0,
      (14 * 2.1 * 0.5 ** 1.1) / (1 + 0.5 ** 2.1) / 2 + 14 * Math.log(1 + 0.5 ** 2.1),
    ],
  ];
  it.each(cases)("%s", async (_, loss, predicted, truth, expected) => {
    expect(await lossOf(loss, predicted, truth)).toBeCloseTo(expected, 5);
  });
});

describe("gradients agree with central differences", () => {
  const apart = (x: number) => x + 0.03 * Math.sign(x);
  const cases: [string, (b: GraphBuilder, p: Value, t: Value, s: Value) => Value][] = [
    ["squared", (b, p, t) => meanLoss(b, squared, p, t)],
    ["smooth L1", (b, p, t) => meanLoss(b, smoothL1(0.3), p, t)],
    ["wing", (b, p, t) => meanLoss(b, wing(0.5, 0.2), p, t)],
    ["adaptive wing", (b, p, t) => meanLoss(b, adaptiveWing(), p, b.sigmoid(t))],
    ["weights per point", (b, p, t) => meanLoss(b, squared, p, t, b.constant(float32([3], [1, 0, 2])))],
    ["Gaussian likelihood", (b, p, t, s) => gaussianLikelihood(b, p, s, t)],
    ["Laplacian likelihood", (b, p, t, s) => laplacianLikelihood(b, p, s, t)],
    ["distillation", (b, p, t) => distillation(b, meanLoss(b, squared, p, t), meanLoss(b, absolute, p, b.neg(t)), 0.3)],
  ];
  it.each(cases)("%s", (_, build) =>
    checkGradient({
      inputs: [
        [2, 6],
        [2, 6],
        [2, 3],
      ],
      build,
      move: apart,
    }),
  );
});

describe("weights and masks", () => {
  const weighted = async (weights: number[]) => {
    const b = new GraphBuilder();
    const predicted = b.input("p", "float32", [1, 4]);
    const loss = meanLoss(
      b,
      squared,
      predicted,
      b.constant(float32([1, 4], [0, 0, 0, 0])),
      b.constant(float32([2], weights)),
    );
    b.output(loss, "loss");
    return Number((await runGraph(b.build(), { p: float32([1, 4], [1, 1, 3, 3]) })).loss.data[0]);
  };

  it.each([
    [[1, 1], 5],
    [[1, 0], 1],
    [[3, 1], 3],
    [[0, 0], 0],
  ])("weights %j give %d", async (weights, expected) => {
    expect(await weighted(weights)).toBeCloseTo(expected, 6);
  });

  it.each([
    [() => wing(0), "w must be above 0, got 0"],
    [() => smoothL1(Number.NaN), "beta must be above 0, got NaN"],
    [
      () => distillation(new GraphBuilder(), {} as Value, {} as Value, 2),
      "share of the teacher must be in 0..1, got 2",
    ],
  ])("refuses constants out of range", (call, message) => {
    expect(call).toThrow(message);
  });
});
