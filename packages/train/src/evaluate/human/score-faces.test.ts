import { meanShape, SCORE_25_POINTS, toIbug68, transformPoints } from "@face88/points";
import { describe, expect, it } from "vitest";
import { halves } from "./halves.js";
import { scoreHumanFaces } from "./score-faces.js";

const points = meanShape();
const truth = toIbug68(points);
/** Distance of the outer eye corners of the mean shape. */
const unit = Math.hypot(truth[90] - truth[72], truth[91] - truth[73]);

/** A face whose points all lie off by a share of the eye-corner distance to the right. */
const shifted = (share: number, group: string) => ({
  predicted: transformPoints([1, 0, 0, 1, share * unit, 0], points),
  truth,
  group,
});

describe("scoreHumanFaces", () => {
  it("takes away what is the same on all faces, and nothing else", () => {
    const same = scoreHumanFaces(["a", "b", "c", "d"].map((group) => shifted(0.05, group)));
    expect(same.plain).toBeCloseTo(0.05, 6);
    expect(same.corrected).toBeCloseTo(0, 6);
    expect(same.offsets[0]).toBeCloseTo(0.05, 6);
    expect(same.regions.chin.plain).toBeCloseTo(0.05, 6);
    expect(same.points.map(({ ibug }) => ibug)).toEqual(SCORE_25_POINTS.map(({ ibug }) => ibug));
  });

  it("corrects each half of the photos by the other", () => {
    const groups = ["a", "b"];
    const half = halves(groups);
    // One photo is exact, the other one off: each is corrected by the other's offset.
    const score = scoreHumanFaces(groups.map((group, i) => shifted(half[i] === 0 ? 0 : 0.1, group)));
    expect(score.plain).toBeCloseTo(0.05, 6);
    expect(score.corrected).toBeCloseTo(0.1, 6);
    expect(score.correctedByOwn).toBeCloseTo(0.05, 6);
    expect(score.failureRate).toBe(1);
    expect(score.areaUnderCurve).toBe(0);
  });

  it("needs two photos", () => {
    expect(() => scoreHumanFaces([shifted(0, "a"), shifted(0, "a")])).toThrow(
      "expected hand-labelled faces of at least two photos, got 1",
    );
  });
});

describe("halves", () => {
  it("keep the faces of a photo together, are even, and do not depend on the order", () => {
    const groups = Array.from({ length: 40 }, (_, i) => `photo${i >> 1}`);
    const half = halves(groups);
    expect(half.filter((value) => value === 0)).toHaveLength(20);
    for (let i = 0; i < 40; i += 2) expect(half[i]).toBe(half[i + 1]);
    expect(halves([...groups].reverse()).reverse()).toEqual(half);
  });
});
