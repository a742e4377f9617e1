import { describe, expect, test } from "vitest";
import { type MtcnnOptions, readMtcnnOptions } from "./options.js";

describe("options", () => {
  test("have the published defaults", () => {
    expect(readMtcnnOptions({})).toEqual({
      minFace: 40,
      factor: 0.709,
      thresholds: [0.6, 0.7, 0.7],
      maxCandidates: 500,
    });
  });

  test.each([
    [0.9, [0.6, 0.7, 0.9]],
    [0.65, [0.6, 0.65, 0.65]],
    [0, [0, 0, 0]],
  ])("minScore %f makes the thresholds %j", (minScore, thresholds) => {
    expect(readMtcnnOptions({ minScore }).thresholds).toEqual(thresholds);
  });

  test.each<[MtcnnOptions, string]>([
    [{ minFace: 11 }, "minFace: expected a number of pixels of at least 12, got 11"],
    [{ minFace: Infinity }, "minFace: expected a number of pixels of at least 12, got Infinity"],
    [{ factor: 1 }, "factor: expected a number from 0.1 to 0.95, got 1"],
    [
      { thresholds: [0.7, 0.6, 0.7] },
      "thresholds: expected three numbers from 0 to 1, none below the one before, got 0.7, 0.6, 0.7",
    ],
    [
      { thresholds: [0.7, 0.8, 1.1] },
      "thresholds: expected three numbers from 0 to 1, none below the one before, got 0.7, 0.8, 1.1",
    ],
    [
      { thresholds: [0.6, 0.7] as never },
      "thresholds: expected three numbers from 0 to 1, none below the one before, got 0.6, 0.7",
    ],
    [{ minScore: NaN }, "minScore: expected a number from 0 to 1, got NaN"],
    [{ maxCandidates: 0 }, "maxCandidates: expected a whole number of at least 1, got 0"],
  ])("refuses %j", (options, message) => {
    expect(() => readMtcnnOptions(options)).toThrow(new RangeError(message));
  });
});
