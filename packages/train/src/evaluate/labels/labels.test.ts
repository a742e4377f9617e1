import { meanShape, PARTS, transformPoints } from "@face88/points";
import { describe, expect, it } from "vitest";
import { turnedHead } from "../../pose/testing/turned-head.js";
import { faceErrors } from "./face-errors.js";
import { bootstrapInterval, groupErrors } from "./groups.js";
import { scoreLabels } from "./label-score.js";
import { POSE_BINS, poseBins } from "./pose-bins.js";
import { rankCorrelation, reliabilityOf } from "./reliability.js";

const truth = meanShape();
const moved = (x: number, y: number) => transformPoints([1, 0, 0, 1, x, y], truth);

describe("scoreLabels", () => {
  it("measures as the seed did: over coordinates", () => {
    const score = scoreLabels([faceErrors(moved(3, 4), truth), faceErrors(truth, truth)]);
    expect(score.mse).toBeCloseTo((9 + 16) / 2 / 2, 10);
    expect(score.mae).toBeCloseTo((3 + 4) / 2 / 2, 10);
    expect(score.distance).toBeCloseTo(2.5, 10);
    expect(score.faces).toBe(2);
    // The mean shape fills a frame of 128, its eye corners are 75.638 apart.
    expect(score.norms["inter-ocular"].nme).toBeCloseTo(2.5 / 75.638, 5);
    expect(score.norms.diagonal.nme).toBeCloseTo(2.5 / Math.hypot(128, 128), 2);
    expect(score.norms.box.failureRate).toBe(0);
    expect(score.points).toHaveLength(88);
  });

  it("tells the parts apart", () => {
    const predicted = truth.slice();
    const { offset, count } = PARTS.mouth;
    for (let i = 2 * offset; i < 2 * (offset + count); i++) predicted[i] += 2;
    const { parts } = scoreLabels([faceErrors(predicted, truth)]);
    expect(parts.mouth).toMatchObject({ mse: 4, mae: 2 });
    expect(parts.nose).toEqual({ mse: 0, mae: 0, distance: 0 });
  });
});

describe("groupErrors", () => {
  const errors = [1, 2, 3, 10, 20];
  const groups = ["b", "b", "b", "a", undefined];

  it("leaves out faces without a group", () => {
    const rows = groupErrors(errors, groups);
    expect(rows.map(({ group, faces, mean }) => [group, faces, mean])).toEqual([
      ["a", 1, 10],
      ["b", 3, 2],
    ]);
    expect(rows[0].interval).toEqual([10, 10]);
    expect(rows[1].median).toBe(2);
    expect(groupErrors(errors, groups, ["b", "a"]).map(({ group }) => group)).toEqual(["b", "a"]);
  });

  it("has intervals as wide as the theory says, the same each time", () => {
    // Uniform on 0..1: standard error 0.289 / sqrt(n).
    const values = Array.from({ length: 400 }, (_, i) => (i + 0.5) / 400);
    const [low, high] = bootstrapInterval(values);
    expect((high - low) / (2 * 1.96 * (Math.sqrt(1 / 12) / 20))).toBeCloseTo(1, 0);
    expect(low).toBeLessThan(0.5);
    expect(high).toBeGreaterThan(0.5);
    expect(bootstrapInterval(values)).toEqual([low, high]);
  });
});

describe("poseBins", () => {
  it("sorts faces", () => {
    expect(poseBins(turnedHead(0, 5, 0))).toEqual({ yaw: "0 to 10°", pitch: "down 0 to 10°", roll: "0 to 5°" });
    expect(poseBins(turnedHead(-60, 0, 0)).yaw).toBe("above 45°");
    for (const { ends, names } of Object.values(POSE_BINS)) expect(names).toHaveLength(ends.length + 1);
  });
});

describe("reliabilityOf", () => {
  const face = (confidence: number, right: number) => ({
    confidence: new Array(10).fill(confidence),
    distances: Array.from({ length: 10 }, (_, i) => (i < right ? 0.5 : 2)),
    radius: 1,
  });

  it("sees a kept promise", () => {
    const { bins, calibrationError, rankCorrelation: order } = reliabilityOf([face(0.9, 9), face(0.2, 2)]);
    expect(bins.map(({ from, points, right }) => [from, points, right])).toEqual([
      [0.2, 10, 0.2],
      [0.9, 10, 0.9],
    ]);
    expect(calibrationError).toBeCloseTo(0, 10);
    expect(order).toBe(-1);
  });

  it("sees one that is too sure of itself", () => {
    expect(reliabilityOf([face(1, 6)]).calibrationError).toBeCloseTo(0.4, 10);
  });

  it("orders by rank, not by value", () => {
    expect(rankCorrelation([1, 2, 100], [0, 5, 6])).toBe(1);
    expect(rankCorrelation([1, 2, 3], [3, 2, 1])).toBe(-1);
    expect(rankCorrelation([1], [1])).toBe(0);
  });
});
