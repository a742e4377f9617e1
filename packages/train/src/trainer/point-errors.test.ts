import { describe, expect, it } from "vitest";
import { meanErrors, pointErrors } from "./point-errors.js";

const f = (...values: number[]) => Float32Array.from(values);

describe("pointErrors", () => {
  const predicted = f(0.5, 0.5, 0.25, 0.25);
  const truth = f(0.5, 0.5, 0.5, 0.75);
  it.each([
    ["all points", undefined, { distance: Math.hypot(16, 32) / 2, absolute: 12, squared: (256 + 1024) / 4 }],
    ["the first alone", f(1, 0), { distance: 0, absolute: 0, squared: 0 }],
    ["the second thrice", f(1, 3), { distance: Math.hypot(16, 32) * 0.75, absolute: 18, squared: 480 }],
    ["no point", f(0, 0), undefined],
  ])("in pixels, %s", (_, weights, expected) => {
    expect(pointErrors(predicted, truth, 64, weights)).toEqual(expected);
  });

  it("have a mean over the samples that count", () => {
    const sample = { distance: 1, absolute: 2, squared: 3 };
    expect(meanErrors([sample, undefined, { distance: 3, absolute: 0, squared: 5 }])).toEqual({
      distance: 2,
      absolute: 1,
      squared: 4,
    });
  });
});
