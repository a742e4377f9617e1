import { describe, expect, it } from "vitest";
import { meanShape } from "./layout.js";
import { Points88 } from "./points88.js";

const count = Float32Array.from({ length: 176 }, (_, i) => i);

describe("Points88", () => {
  const points = new Points88(count);

  it.each([
    ["faceProfile", 0, 21],
    ["nose", 21, 13],
    ["mouth", 34, 22],
    ["leftEyebrow", 56, 8],
    ["leftEye", 64, 8],
    ["rightEyebrow", 72, 8],
    ["rightEye", 80, 8],
  ] as const)("%s is a subarray from point %i with %i points", (name, offset, length) => {
    const part = points[name];
    expect([part[0], part.length, part.buffer === count.buffer]).toEqual([2 * offset, 2 * length, true]);
  });

  it("reads by index and by name", () => {
    expect(points.at(64)).toEqual([128, 129]);
    expect(points.byName("left_eye_0")).toEqual([128, 129]);
    expect(() => points.at(88)).toThrow(new RangeError("index: expected an integer from 0 to 87, got 88"));
    expect(() => points.at(-1)).toThrow(RangeError);
    expect(() => points.at(0.5)).toThrow(RangeError);
  });

  it("iterates and turns into JSON", () => {
    expect([...points]).toHaveLength(88);
    expect(JSON.parse(JSON.stringify({ points })).points.slice(0, 2)).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(Points88.from(points.toJSON()).data).toEqual(Float64Array.from(count));
  });

  it("copies what it is made from", () => {
    const mean = meanShape();
    const copy = Points88.from(mean);
    mean.fill(0);
    expect(copy.data).toEqual(meanShape());
  });

  it.each([
    ["87 pairs", Array(87).fill([0, 0]), "pairs: expected 88 points, got 87"],
    ["no pairs", [], "pairs: expected 88 x,y pairs (length 176), got length 0"],
    ["175 numbers", Array(175).fill(0), "pairs: expected 88 x,y pairs (length 176), got length 175"],
    ["a triple", Array(88).fill([1, 2, 3]), "pairs: expected [x, y] at point 0, got [1,2,3]"],
    ["a hole", [...Array(87).fill([1, 2]), null], "pairs: expected [x, y] at point 87, got null"],
    ["NaN", Array(176).fill(Number.NaN), "pairs: expected finite coordinates, got NaN at point 0"],
    ["a string", Array(88).fill([1, "2"]), "pairs: expected finite coordinates, got 2 at point 0"],
    [
      "infinity",
      Float64Array.of(...Array(175).fill(0), Infinity),
      "pairs: expected finite coordinates, got Infinity at point 87",
    ],
  ])("refuses %s", (_, pairs, message) => {
    expect(() => Points88.from(pairs)).toThrow(new RangeError(message));
  });

  it("wraps typed arrays of 176 only", () => {
    expect(() => new Points88(new Float32Array(136))).toThrow(
      new RangeError("data: expected 88 x,y pairs (length 176), got length 136"),
    );
    expect(() => new Points88(Array(176).fill(0) as unknown as Float32Array)).toThrow(TypeError);
  });
});
