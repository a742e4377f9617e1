import { describe, expect, it } from "vitest";
import { CONTOURS, EDGES } from "./contours.js";
import { PART_NAMES, PARTS } from "./layout.js";
import type { Points88 } from "./points88.js";
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

  // An outline in the wrong order crosses itself.
  it.each(API_EXAMPLES.map((points, i) => [i, points] as const))(
    "never cross themselves in API answer %i",
    (_, points) => {
      for (const { name, indices, closed } of CONTOURS) {
        const edges = indices.slice(closed ? 0 : 1).map((to, i, rest) => [closed ? rest.at(i - 1)! : indices[i], to]);
        const crossings = edges.flatMap((one, i) => edges.slice(i + 2).filter((other) => crosses(points, one, other)));
        expect([name, crossings]).toEqual([name, []]);
      }
    },
  );
});

/** Whether two edges cross properly: each has its ends strictly on both sides of the other. */
function crosses(points: Points88, [a, b]: number[], [c, d]: number[]): boolean {
  return side(points, a, b, c) * side(points, a, b, d) < 0 && side(points, c, d, a) * side(points, c, d, b) < 0;
}

function side(points: Points88, from: number, to: number, third: number): number {
  const [x, y] = points.at(from);
  const [x1, y1] = points.at(to);
  const [x2, y2] = points.at(third);
  return Math.sign((x1 - x) * (y2 - y) - (y1 - y) * (x2 - x));
}
