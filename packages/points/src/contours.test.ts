import { describe, expect, it } from "vitest";
import { CONTOURS, EDGES } from "./contours.js";
import { crossings } from "./crossings.js";
import { PART_NAMES, PARTS } from "./layout.js";
import { API_EXAMPLES } from "./testing/api-examples.js";

describe("contours", () => {
  it.each([
    ["face_profile", 20],
    ["nose", 13],
    ["mouth", 22],
    ["left_eyebrow", 8],
    ["left_eye", 8],
    ["right_eyebrow", 8],
    ["right_eye", 8],
  ] as const)("%s has %i edges, all inside the part", (part, count) => {
    const { offset, count: points } = PARTS[part];
    expect(EDGES[part]).toHaveLength(count);
    expect(EDGES[part].flat().every((index) => index >= offset && index < offset + points)).toBe(true);
  });

  it("touch every point", () => {
    expect(new Set(PART_NAMES.flatMap((part) => EDGES[part].flat())).size).toBe(88);
  });

  it("close where they say so", () => {
    expect(EDGES.left_eye).toEqual([
      [64, 65],
      [65, 66],
      [66, 67],
      [67, 68],
      [68, 69],
      [69, 70],
      [70, 71],
      [71, 64],
    ]);
    expect(EDGES.face_profile.at(-1)).toEqual([19, 20]);
    expect(EDGES.nose.at(-1)).toEqual([21, 22]);
    expect(CONTOURS.filter(({ closed }) => !closed).map(({ name }) => name)).toEqual(["face profile", "nose ridge"]);
  });

  it.each(API_EXAMPLES.map((points, i) => [i, points] as const))("never cross in API answer %i", (_, { data }) => {
    for (const { name, indices, closed } of CONTOURS) {
      expect([name, crossings(data, indices, closed)]).toEqual([name, []]);
    }
  });
});
