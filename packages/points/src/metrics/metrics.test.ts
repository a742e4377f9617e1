import { describe, expect, it } from "vitest";
import { API_EXAMPLES } from "../testing/api-examples.js";
import { toIbug68 } from "../to68.js";
import { areaUnderCurve, cumulativeErrorDistribution, failureRate } from "./ced.js";
import { meanAbsoluteError, meanSquaredError, pointErrors } from "./errors.js";
import { type Norm, normalisationDistance, normalisedMeanError } from "./nme.js";

/** API answer i, and the same with 3 sin(k) added to coordinate k. */
function pair(i: number): { truth: Float64Array; predicted: Float64Array } {
  const truth = Float64Array.from(API_EXAMPLES[i].data);
  return { truth, predicted: truth.map((value, k) => value + 3 * Math.sin(k)) };
}

// Computed apart with NumPy.
describe.each([
  [1, 64.124878167526, 45.848255146734, 0.045854263736, 0.064133281978, 0.028828827419, 0.020383100107],
  [5, 132.423562857975, 92.657467319154, 0.022204500559, 0.031734075629, 0.014072922861, 0.009945365513],
])("errors of API answer %i", (i, interOcular, interPupil, byOcular, byPupil, byBox, byDiagonal) => {
  const { truth, predicted } = pair(i);

  it("MSE, MAE, mean distance", () => {
    expect(meanSquaredError(predicted, truth)).toBeCloseTo(4.498713370295, 10);
    expect(meanAbsoluteError(predicted, truth)).toBeCloseTo(1.909959782442, 10);
    expect(pointErrors(predicted, truth).reduce((a, b) => a + b) / 88).toBeCloseTo(2.94039907551, 10);
  });

  it.each<[Norm, number]>([
    ["inter-ocular", byOcular],
    ["inter-pupil", byPupil],
    ["box", byBox],
    ["diagonal", byDiagonal],
  ])("NME, %s", (norm, expected) => {
    expect(normalisedMeanError(predicted, truth, norm)).toBeCloseTo(expected, 10);
  });

  it("norms in pixels, the same from 88 and from 68 points where the corners decide", () => {
    expect(normalisationDistance(truth, "inter-ocular")).toBeCloseTo(interOcular, 9);
    expect(normalisationDistance(truth, "inter-pupil")).toBeCloseTo(interPupil, 9);
    expect(normalisationDistance(toIbug68(truth), "inter-ocular")).toBeCloseTo(interOcular, 9);
    expect(normalisationDistance(toIbug68(truth), "inter-pupil") / interPupil).toBeCloseTo(1, 1);
  });
});

describe("errors", () => {
  it("count a point that is off by 3 and 4 as 12.5 px², 3.5 px and 5 px", () => {
    expect(meanSquaredError([3, 4], [0, 0])).toBe(12.5);
    expect(meanAbsoluteError([3, 4], [0, 0])).toBe(3.5);
    expect([...pointErrors([3, 4], [0, 0])]).toEqual([5]);
    expect(normalisedMeanError([3, 4], [0, 0], 50)).toBe(0.1);
  });

  it.each([
    [
      "different lengths",
      () => meanSquaredError([1, 2], [1, 2, 3, 4]),
      "predicted and truth: expected two sets of the same length, got 2 and 4",
    ],
    [
      "no points",
      () => meanAbsoluteError([], []),
      "predicted and truth: expected x,y pairs (an even length above 0), got length 0",
    ],
    [
      "an odd length",
      () => pointErrors([1], [1]),
      "predicted and truth: expected x,y pairs (an even length above 0), got length 1",
    ],
    [
      "eyes of an unknown layout",
      () => normalisationDistance([1, 2], "inter-pupil"),
      "truth: expected 88 or 68 x,y pairs, got length 2",
    ],
    [
      "a box without area",
      () => normalisedMeanError([1, 2], [1, 2], "box"),
      "truth: expected a distance above 0 for box, got 0",
    ],
    ["a distance of 0", () => normalisedMeanError([1, 2], [1, 2], 0), "norm: expected a distance above 0, got 0"],
    [
      "an unknown norm",
      () => normalisationDistance([1, 2], "iod" as Norm),
      "norm: expected inter-ocular, inter-pupil, box or diagonal, got iod",
    ],
  ])("refuse %s", (_, call, message) => {
    expect(call).toThrow(new RangeError(message));
  });
});

describe("CED, AUC and failure rate", () => {
  const errors = [0.05, 0.02, Infinity, 0.08, 0.1];

  it("sort the errors into a curve", () => {
    const { error, fraction } = cumulativeErrorDistribution(errors);
    expect([...error]).toEqual([0.02, 0.05, 0.08, 0.1, Infinity]);
    expect([...fraction]).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
    expect(errors[0]).toBe(0.05);
  });

  it.each([
    // (0.06 + 0.03 + 0 + 0 + 0) / 5 / 0.08; an error at the threshold is no failure.
    ["0.08 by default", undefined, 0.225, 0.4],
    ["0.1", 0.1, 0.3, 0.2],
    ["0.01", 0.01, 0, 1],
  ])("threshold %s", (_, threshold, area, failures) => {
    expect(areaUnderCurve(errors, threshold)).toBeCloseTo(area, 12);
    expect(failureRate(errors, threshold)).toBeCloseTo(failures, 12);
  });

  it("know the ends: all exact, all failed", () => {
    expect([areaUnderCurve([0, 0]), failureRate([0, 0])]).toEqual([1, 0]);
    expect([areaUnderCurve([1, Infinity]), failureRate([1, Infinity])]).toEqual([0, 1]);
  });

  it.each([
    ["no faces", () => cumulativeErrorDistribution([]), "errors: expected at least one face, got none"],
    ["NaN", () => areaUnderCurve([0, Number.NaN]), "errors: expected numbers of at least 0, got NaN at 1"],
    ["a negative error", () => failureRate([-1]), "errors: expected numbers of at least 0, got -1 at 0"],
    ["a threshold of 0", () => areaUnderCurve([1], 0), "threshold: expected a number above 0, got 0"],
  ])("refuse %s", (_, call, message) => {
    expect(call).toThrow(new RangeError(message));
  });
});
