import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MIRROR_68 } from "./layouts.js";
import { mirrorPoints } from "./mirror.js";
import { Points88 } from "./points88.js";
import { API_EXAMPLES } from "./testing/api-examples.js";
import { greatestDifference, points176 } from "./testing/arbitraries.js";
import { toIbug68 } from "./to68.js";

describe("mirrorPoints", () => {
  it("twice is the identity", () => {
    fc.assert(
      fc.property(points176, fc.integer({ min: 1, max: 4000 }), (points, width) => {
        expect(greatestDifference(mirrorPoints(mirrorPoints(points, width), width), points)).toBeLessThan(1e-9);
      }),
    );
  });

  it("maps the first pixel to the last, and the left eye to the right eye", () => {
    const points = new Points88(new Float32Array(176));
    points.leftEye.set([0, 7]);
    const mirrored = new Points88(mirrorPoints(points.data, 640));
    expect(mirrored.byName("right_eye_0")).toEqual([639, 7]);
    expect(mirrored.data).toBeInstanceOf(Float32Array);
  });

  it("commutes with the conversion to 68 points", () => {
    for (const { data } of API_EXAMPLES) {
      const one = toIbug68(mirrorPoints(data, 400));
      const other = mirrorPoints(toIbug68(data), 400, MIRROR_68);
      expect(greatestDifference(one, other)).toBeLessThan(1e-9);
    }
  });

  it.each([
    ["136 numbers", new Float64Array(136), 100, "points: expected 88 x,y pairs (length 176), got length 136"],
    ["no width", new Float64Array(176), 0, "width: expected a number above 0, got 0"],
  ])("refuses %s", (_, points, width, message) => {
    expect(() => mirrorPoints(points, width)).toThrow(new RangeError(message));
  });
});
