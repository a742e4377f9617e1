import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compose, IDENTITY, invert, transformPoints } from "./affine.js";
import { affine, greatestDifference, points176 } from "./testing/arbitraries.js";

describe("affine transforms", () => {
  it("have the six numbers of a canvas", () => {
    const [x, y] = transformPoints([2, 3, 5, 7, 11, 13], Float64Array.of(1, 10));
    expect([x, y]).toEqual([2 * 1 + 5 * 10 + 11, 3 * 1 + 7 * 10 + 13]);
  });

  it("compose: first, then second", () => {
    fc.assert(
      fc.property(affine, affine, points176, (second, first, points) => {
        const one = transformPoints(compose(second, first), points);
        const other = transformPoints(second, transformPoints(first, points));
        expect(greatestDifference(one, other)).toBeLessThan(1e-6);
      }),
    );
  });

  it("compose associatively, with the identity as neutral element", () => {
    fc.assert(
      fc.property(affine, affine, affine, (a, b, c) => {
        const difference = greatestDifference(compose(a, compose(b, c)), compose(compose(a, b), c));
        expect(difference).toBeLessThan(1e-6);
        expect(greatestDifference(compose(a, IDENTITY), a)).toBe(0);
        expect(greatestDifference(compose(IDENTITY, a), a)).toBe(0);
      }),
    );
  });

  it("invert undoes", () => {
    fc.assert(
      fc.property(affine, points176, (transform, points) => {
        const back = transformPoints(invert(transform), transformPoints(transform, points));
        expect(greatestDifference(back, points)).toBeLessThan(1e-7);
      }),
    );
  });

  it("work in place, keep the kind of array, and leave the source alone otherwise", () => {
    const points = Float32Array.of(1, 2, 3, 4);
    const moved = transformPoints([1, 0, 0, 1, 10, 20], points);
    expect(moved).toEqual(Float32Array.of(11, 22, 13, 24));
    expect(points).toEqual(Float32Array.of(1, 2, 3, 4));
    expect(transformPoints([0, 1, 1, 0, 0, 0], points, points)).toBe(points);
    expect(points).toEqual(Float32Array.of(2, 1, 4, 3));
  });

  it("refuse what cannot be", () => {
    expect(() => invert([1, 2, 2, 4, 0, 0])).toThrow("transform: expected an invertible one, got determinant 0");
    expect(() => invert([Number.NaN, 0, 0, 1, 0, 0])).toThrow(RangeError);
    expect(() => transformPoints(IDENTITY, new Float64Array(3))).toThrow(RangeError);
    expect(() => transformPoints(IDENTITY, new Float64Array(4), new Float64Array(2))).toThrow(
      "out: expected length 4, got 2",
    );
  });
});
