import { describe, expect, it } from "vitest";
import { invert, transformPoints } from "./affine.js";
import { type Box, boundingBox, cropTransform } from "./box.js";
import { greatestDifference } from "./testing/arbitraries.js";

describe("boundingBox", () => {
  it("spans the points", () => {
    expect(boundingBox([3, -1, 5, 8, -2, 4])).toEqual([-2, -1, 7, 9]);
    expect(boundingBox([3, 4])).toEqual([3, 4, 0, 0]);
    expect(() => boundingBox([])).toThrow(RangeError);
  });
});

describe("cropTransform", () => {
  // Where the edges of the crop's outermost pixels lie in the image.
  it.each<[string, Box, number, number, number, number[]]>([
    ["an untouched image", [0, 0, 4, 4], 4, 4, 0, [-0.5, -0.5, 3.5, 3.5]],
    ["a corner, half size", [10, 20, 8, 8], 4, 4, 0, [9.5, 19.5, 17.5, 27.5]],
    ["squeezed", [0, 0, 10, 20], 160, 160, 0, [-0.5, -0.5, 9.5, 19.5]],
    ["upside down", [0, 0, 4, 4], 4, 4, Math.PI, [3.5, 3.5, -0.5, -0.5]],
    ["x axis of the crop downwards", [0, 0, 4, 4], 4, 4, Math.PI / 2, [3.5, -0.5, -0.5, 3.5]],
  ])("%s", (_, box, width, height, angle, expected) => {
    const corners = Float64Array.of(-0.5, -0.5, width - 0.5, height - 0.5);
    const inImage = transformPoints(invert(cropTransform(box, width, height, angle)), corners);
    expect(greatestDifference(inImage, expected)).toBeLessThan(1e-12);
  });

  it("makes a tilted eye line level, left eye at the left", () => {
    const angle = 0.4;
    const eyes = Float64Array.of(50, 50, 50 + 30 * Math.cos(angle), 50 + 30 * Math.sin(angle));
    const [lx, ly, rx, ry] = transformPoints(cropTransform([20, 20, 80, 80], 160, 160, angle), eyes);
    expect(ry).toBeCloseTo(ly, 9);
    expect(rx - lx).toBeCloseTo(60, 9);
  });

  it("refuses sizes that are not positive", () => {
    expect(() => cropTransform([0, 0, 0, 5], 160, 160)).toThrow("box: expected width and height above 0, got 0 x 5");
    expect(() => cropTransform([0, 0, 5, 5], 160, Number.NaN)).toThrow("crop: expected a size above 0, got 160 x NaN");
  });
});
