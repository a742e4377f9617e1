import {
  type Affine,
  applyLinearMap,
  FACE_88_TO_IBUG_68,
  type LinearMap,
  meanShape,
  mirrorPoints,
  transformPoints,
} from "@face88/points";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { definitionOffsets, fusePoints } from "./fuse-points.js";
import { FACE_88_TO_WEBMORPH, webmorphPoints } from "./webmorph.js";
import { FACE_88_TO_WFLW_98 } from "./wflw98.js";

const mean = Float32Array.from(meanShape());
const maps: [string, LinearMap][] = [
  ["iBUG's 68", FACE_88_TO_IBUG_68],
  ["WFLW's 98", FACE_88_TO_WFLW_98],
  ["WebMorph's", FACE_88_TO_WEBMORPH],
];
const largest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);

/** Another face: longer, with a lopsided smile and a raised brow. */
const other = Float32Array.from(mean, (value, i) => {
  const [x, y] = [mean[i - (i % 2)], mean[i - (i % 2) + 1]];
  return i % 2 === 0
    ? value * 1.1 + 3 * Math.sin(y / 30)
    : value * 1.2 - (x > 64 && y < 12 ? 4 : 0) + (x - 64) ** 2 / 900;
});
const similarity: Affine = [1.6, 0.5, -0.5, 1.6, 40, -7];

describe.each(maps)("fusePoints with %s points", (_, map) => {
  it("leaves a face alone that is right", () => {
    expect(largest(fusePoints(other, applyLinearMap(map, other), map), other)).toBeLessThan(1e-3);
  });

  it("finds a face of which the teacher has the shape, wherever it is", () => {
    const truth = transformPoints(similarity, other);
    expect(largest(fusePoints(other, applyLinearMap(map, truth), map), truth)).toBeLessThan(1e-3);
  });

  it("lands on the human points when the shape does not resist", () => {
    const human = applyLinearMap(map, other);
    const fused = fusePoints(mean, human, map, { stiffness: 0 });
    expect(largest(applyLinearMap(map, fused), human)).toBeLessThan(0.05);
  });

  it("brings all 88 nearer to a face that bends smoothly, the points in between too", () => {
    const error = (points: Float32Array) => largest(points, transformPoints(similarity, other));
    const fused = fusePoints(
      transformPoints(similarity, mean),
      applyLinearMap(map, transformPoints(similarity, other)),
      map,
    );
    expect(error(fused)).toBeLessThan(0.4 * error(transformPoints(similarity, mean)));
  });

  it("moves with the face", () => {
    const human = applyLinearMap(map, other);
    const moved = fusePoints(transformPoints(similarity, mean), transformPoints(similarity, human), map);
    expect(largest(moved, transformPoints(similarity, fusePoints(mean, human, map)))).toBeLessThan(2e-3);
  });

  it("keeps the 88's definitions with the offsets between the layouts", () => {
    // Hand labels that are made by another rule: each point a little off, the same on every face.
    const shifted = (face: Float32Array) =>
      applyLinearMap(map, face).map((value, i) => value + 1.5 * Math.sin(i * 1.7));
    const faces = [mean, other, transformPoints([1, 0.02, -0.02, 1, 0, 0], other)];
    const offsets = definitionOffsets(
      faces.map((teacher) => ({ teacher, human: shifted(teacher) })),
      map,
    );
    const with_ = largest(fusePoints(other, shifted(other), map, { offsets }), other);
    const without = largest(fusePoints(other, shifted(other), map), other);
    expect(with_).toBeLessThan(0.25 * without);
  });
});

describe("fusePoints", () => {
  it("goes by the points that are labelled", () => {
    const human = applyLinearMap(FACE_88_TO_IBUG_68, other);
    for (let i = 0; i < 17; i++) if (i % 2 === 1) human.fill(Number.NaN, 2 * i, 2 * i + 2);
    const fused = fusePoints(mean, human, FACE_88_TO_IBUG_68, { stiffness: 0 });
    const reached = applyLinearMap(FACE_88_TO_IBUG_68, fused);
    expect(
      largest(
        reached,
        human.map((value, i) => (Number.isNaN(value) ? reached[i] : value)),
      ),
    ).toBeLessThan(0.05);
  });

  it("resists more the stiffer it is", () => {
    const human = applyLinearMap(FACE_88_TO_IBUG_68, other);
    const errors = [0, 1, 10, 100, 1000].map((stiffness) => {
      const reached = applyLinearMap(FACE_88_TO_IBUG_68, fusePoints(mean, human, FACE_88_TO_IBUG_68, { stiffness }));
      return Array.from(reached).reduce((sum, value, i) => sum + (value - human[i]) ** 2, 0);
    });
    expect(errors).toEqual(errors.toSorted((a, b) => a - b));
  });

  it("treats left and right alike", () => {
    const map = FACE_88_TO_WFLW_98;
    fc.assert(
      fc.property(fc.array(fc.float({ min: -4, max: 4, noNaN: true }), { minLength: 176, maxLength: 176 }), (noise) => {
        const face = mean.map((value, i) => value + noise[i]);
        const fused = fusePoints(mean, applyLinearMap(map, face), map);
        const mirrored = fusePoints(mirrorPoints(mean, 129), applyLinearMap(map, mirrorPoints(face, 129)), map);
        expect(largest(mirrorPoints(fused, 129), mirrored)).toBeLessThan(0.01);
      }),
      { numRuns: 10 },
    );
  });

  it.each<[string, () => unknown, string]>([
    [
      "a wrong number of points",
      () => fusePoints(mean, new Float64Array(134), FACE_88_TO_IBUG_68),
      "human: expected 68 x,y pairs, got length 134",
    ],
    [
      "too few labelled points",
      () => fusePoints(mean, new Float64Array(136).fill(Number.NaN).fill(1, 0, 4), FACE_88_TO_IBUG_68),
      "human: expected at least 3 labelled points, got 2",
    ],
    [
      "a negative stiffness",
      () => fusePoints(mean, new Float64Array(136), FACE_88_TO_IBUG_68, { stiffness: -1 }),
      "stiffness: expected a number from 0, got -1",
    ],
    [
      "offsets of another layout",
      () => fusePoints(mean, new Float64Array(136), FACE_88_TO_IBUG_68, { offsets: [1] }),
      "offsets: expected length 136, got 1",
    ],
    [
      "no face to measure offsets on",
      () => definitionOffsets([], FACE_88_TO_IBUG_68),
      "faces: expected at least one, got none",
    ],
    [
      "a template of the Lisa set",
      () => webmorphPoints(new Float64Array(212)),
      "template: expected 189 x,y pairs, got length 212",
    ],
  ])("refuses %s", (_, call, message) => {
    expect(call).toThrow(new RangeError(message));
  });
});
