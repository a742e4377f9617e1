import { describe, expect, it } from "vitest";
import { transformPoints } from "../affine.js";
import { API_EXAMPLES } from "../testing/api-examples.js";
import { greatestDifference } from "../testing/arbitraries.js";
import { toIbug68 } from "../to68.js";
import { medianOffsets25 } from "./median-offsets25.js";
import { faceOffsets25, SCORE_25_POINTS, type ScoreRegion, score25 } from "./score25.js";

/** Hand labels that are off the prediction by 2 sin(0.7 k + face) in coordinate k. */
const FACES = API_EXAMPLES.map(({ data }, face) => ({
  predicted: data,
  truth: toIbug68(data).map((value, k) => value + 2 * Math.sin(0.7 * k + face)),
}));

describe("25-point score", () => {
  it("is over 25 points: 4 eye corners, 8 lids, 2 nose, 6 mouth, 1 chin, 4 brow ends", () => {
    const count = (name: ScoreRegion): number => SCORE_25_POINTS.filter(({ region }) => region === name).length;
    const regions: ScoreRegion[] = ["eye corner", "eyelid", "nose", "mouth", "chin", "brow end"];
    expect(regions.map(count)).toEqual([4, 8, 2, 6, 1, 4]);
    expect(new Set(SCORE_25_POINTS.map(({ ibug }) => ibug)).size).toBe(25);
  });

  // Computed apart with NumPy from the table in issue 5; the corrections are the medians over these six faces.
  it.each([
    [0, 0.053002133442, 0.054497348354],
    [1, 0.027000971294, 0.027513414342],
    [2, 0.081557850913, 0.077639904544],
    [3, 0.02559194773, 0.024686855657],
    [4, 0.041178295178, 0.041013109083],
    [5, 0.014441673052, 0.018443217984],
  ])("agrees with NumPy on API answer %i, plain and corrected", (i, plain, corrected) => {
    const offsets = medianOffsets25(FACES.map(({ predicted, truth }) => faceOffsets25(predicted, truth)));
    const { predicted, truth } = FACES[i];
    expect(score25(predicted, truth).nme).toBeCloseTo(plain, 10);
    expect(score25(predicted, truth, offsets).nme).toBeCloseTo(corrected, 10);
  });

  it("does not depend on place, size or tilt of the face", () => {
    const move = [1.2, 0.9, -0.9, 1.2, 40, -3] as const;
    for (const { predicted, truth } of FACES) {
      const one = faceOffsets25(predicted, truth);
      const other = faceOffsets25(transformPoints(move, predicted), transformPoints(move, truth));
      expect(greatestDifference(one, other)).toBeLessThan(1e-12);
    }
  });

  it("corrected, does not see a constant difference of definition", () => {
    const [{ predicted, truth }] = FACES;
    const offsets = faceOffsets25(predicted, truth);
    expect(score25(predicted, truth, offsets)).toEqual({ nme: 0, errors: new Float64Array(25) });
  });

  it("takes the middle of the offsets", () => {
    const face = (value: number): Float64Array => new Float64Array(50).fill(value);
    expect(medianOffsets25([face(3), face(1), face(100)])[7]).toBe(3);
    expect(medianOffsets25([face(3), face(1), face(100), face(-5)])[7]).toBe(2);
  });

  it.each([
    ["no faces", () => medianOffsets25([]), "offsets: expected at least one face, got none"],
    ["a short offset", () => medianOffsets25([[1]]), "offsets: expected 25 x,y pairs (length 50), got length 1"],
    [
      "68 points for 88",
      () => score25(FACES[0].truth, FACES[0].truth),
      "face88 -> score25: expected a source of length 176, got 136",
    ],
    [
      "short corrections",
      () => score25(FACES[0].predicted, FACES[0].truth, [0]),
      "corrections: expected 25 x,y pairs (length 50), got length 1",
    ],
    [
      "labels that coincide",
      () => score25(FACES[0].predicted, new Float64Array(136)),
      "truth: expected a distance above 0 for inter-ocular, got 0",
    ],
  ])("refuses %s", (_, call, message) => {
    expect(call).toThrow(new RangeError(message));
  });
});
