import { describe, expect, it } from "vitest";
import { indexOf, MIRROR, meanShape, PART_NAMES, PARTS, POINT_COUNT, POINTS, type PointName } from "./layout.js";
import { mirrorPoints } from "./mirror.js";
import { greatestDifference } from "./testing/arbitraries.js";

describe("layout", () => {
  it.each([
    ["face_profile", 0, 21],
    ["nose", 21, 13],
    ["mouth", 34, 22],
    ["left_eyebrow", 56, 8],
    ["left_eye", 64, 8],
    ["right_eyebrow", 72, 8],
    ["right_eye", 80, 8],
  ] as const)("%s starts at %i and has %i points", (part, offset, count) => {
    expect(PARTS[part]).toEqual({ part, offset, count });
  });

  it("has 88 points in the order of the parts, with unique names", () => {
    expect(POINT_COUNT).toBe(88);
    expect(POINTS.map(({ index }) => index)).toEqual(Array.from({ length: 88 }, (_, i) => i));
    expect(new Set(POINTS.map(({ name }) => name)).size).toBe(88);
    expect(new Set(POINTS.map(({ part, description }) => `${part}: ${description}`)).size).toBe(88);
    expect(PART_NAMES.flatMap((part) => Array(PARTS[part].count).fill(part))).toEqual(POINTS.map(({ part }) => part));
  });

  it("finds points by name", () => {
    expect(POINTS.every(({ name, index }) => indexOf(name) === index)).toBe(true);
    expect(indexOf("right_eye_7")).toBe(87);
    expect(() => indexOf("left_eye_8" as PointName)).toThrow(
      new RangeError("name: expected a point such as left_eye_0, got left_eye_8"),
    );
  });

  it("mirrors: its own inverse, left parts to right parts, index for index", () => {
    expect(MIRROR.map((partner) => MIRROR[partner])).toEqual(POINTS.map(({ index }) => index));
    for (const { name, mirror } of POINTS.filter(({ part }) => part.startsWith("left_"))) {
      expect(POINTS[mirror].name).toBe(name.replace("left_", "right_"));
    }
    // On the midline: chin; nose tip, bridge, base; centres of the four lip edges.
    expect(MIRROR.flatMap((partner, i) => (partner === i ? [i] : []))).toEqual([10, 21, 22, 28, 37, 43, 48, 53]);
  });

  it("says left of the left half and right of the right half", () => {
    const mean = meanShape();
    for (const { index, part, description } of POINTS) {
      const words = `${part} ${description}`;
      const side = Math.sign(mean[2 * index] - 64);
      expect([words, words.includes("left"), words.includes("right")]).toEqual([words, side < 0, side > 0]);
    }
  });

  it("has a mean shape that is its own mirror image and fills 128 by 128", () => {
    const mean = meanShape();
    expect(greatestDifference(mirrorPoints(mean, 129), mean)).toBeLessThan(1e-9);
    const ys = mean.filter((_, i) => i % 2 === 1);
    expect([Math.min(...ys), Math.max(...ys)]).toEqual([0, 128]);
    expect(mean[2 * 64]).toBe(26.181);
  });

  it("gives out the mean shape as a copy, and everything else frozen", () => {
    meanShape().fill(0);
    expect(meanShape()[2 * 21]).toBe(64);
    expect([POINTS, POINTS[0], PARTS, PARTS.nose, MIRROR, PART_NAMES].every(Object.isFrozen)).toBe(true);
  });
});
