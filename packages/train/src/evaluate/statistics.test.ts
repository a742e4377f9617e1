import { describe, expect, it } from "vitest";
import { mean, median, quantile } from "./statistics.js";

describe("statistics", () => {
  it.each([
    [[3], 0.5, 3],
    [[4, 1, 3, 2], 0.5, 2.5],
    [[4, 1, 3, 2], 0, 1],
    [[4, 1, 3, 2], 1, 4],
    [[0, 10], 0.95, 9.5],
    [[10, 9, 100], 0.5, 10],
  ])("quantile of %j at %f is %f", (values, share, expected) => {
    expect(quantile(values, share)).toBeCloseTo(expected, 12);
  });

  it("mean and median", () => {
    expect(mean([1, 2, 6])).toBe(3);
    expect(median([1, 2, 6])).toBe(2);
    expect(() => mean([])).toThrow("expected at least one");
  });
});
