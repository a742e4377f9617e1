import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { transformPoints } from "./affine.js";
import { CONTOURS } from "./contours.js";
import { crossings } from "./crossings.js";
import { meanShape } from "./layout.js";

describe("crossings", () => {
  it("finds the two edges of a bow tie, and how deep they cross", () => {
    const bow = [0, 0, 10, 10, 10, 0, 0, 10];
    expect(crossings(bow, [0, 1, 2, 3], true)).toEqual([
      {
        edges: [
          [0, 1],
          [2, 3],
        ],
        depth: expect.closeTo(Math.SQRT1_2 * 10, 12),
      },
    ]);
    expect(crossings(bow, [0, 2, 1, 3], true)).toEqual([]);
  });

  it("is as deep as the end that only just reaches through", () => {
    // The third edge ends 0.25 beyond the first one.
    expect(crossings([0, 0, 10, 0, 10, 5, 5, -0.25], [0, 1, 2, 3], false)).toEqual([
      {
        edges: [
          [0, 1],
          [2, 3],
        ],
        depth: 0.25,
      },
    ]);
  });

  it.each([
    ["touch", [0, 0, 10, 0, 10, 5, 5, 0]],
    ["run along each other", [0, 0, 10, 0, 3, 0, 7, 0]],
    ["coincide in all points", [4, 4, 4, 4, 4, 4, 4, 4]],
  ])("finds none where edges %s", (_, points) => {
    expect(crossings(points, [0, 1, 2, 3], true)).toEqual([]);
  });

  it("scales with the face, however it is turned", () => {
    const swapped = meanShape();
    const eye = CONTOURS.find(({ name }) => name === "left eye")?.indices ?? [];
    // Two neighbours on the lids change places.
    for (const axis of [0, 1]) {
      const [one, other] = [2 * eye[1] + axis, 2 * eye[7] + axis];
      [swapped[one], swapped[other]] = [swapped[other], swapped[one]];
    }
    const depths = (points: Float64Array) => crossings(points, eye, true).map(({ depth }) => depth);
    const plain = depths(swapped);
    expect(plain.length).toBeGreaterThan(0);
    const angles = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(angles, fc.double({ min: 0.1, max: 9, noNaN: true }), (angle, scale) => {
        const [cos, sin] = [Math.cos(angle) * scale, Math.sin(angle) * scale];
        const turned = depths(transformPoints([cos, sin, -sin, cos, 5, -7], swapped));
        expect(turned).toEqual(plain.map((depth) => expect.closeTo(depth * scale, 9)));
      }),
    );
  });
});
