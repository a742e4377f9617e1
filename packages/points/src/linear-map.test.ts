import { describe, expect, it } from "vitest";
import { applyLinearMap, type LinearRule, linearMap } from "./linear-map.js";

const from = { name: "three", count: 3 };
const to = { name: "two", count: 2 };
const rule = (...terms: [number, number][]): LinearRule => ({ target: "t", terms, reason: "r" });
const map = linearMap({ from, to, rules: [rule([0, 0.25], [2, 0.75]), rule([1, 1])] });

const plane = Float32Array.of(0, 4, 10, 20, 8, 0);
const space = Float64Array.of(0, 4, 1, 10, 20, 2, 8, 0, 5);

describe("applyLinearMap", () => {
  it.each([
    ["x,y to x,y", plane, {}, [6, 1, 10, 20]],
    ["x,y,z to x,y", space, { stride: 3 }, [6, 1, 10, 20]],
    ["x,y,z to x,y,z", space, { stride: 3, dimensions: 3 }, [6, 1, 4, 10, 20, 2]],
  ] as const)("%s", (_, source, options, expected) => {
    const result = applyLinearMap(map, source, options);
    expect([...result]).toEqual(expected);
    expect(result.constructor).toBe(source.constructor);
  });

  it("writes to the array that it is given", () => {
    const out = new Float64Array(4);
    expect(applyLinearMap(map, plane, { out })).toBe(out);
    expect([...out]).toEqual([6, 1, 10, 20]);
  });

  it.each([
    ["a short source", new Float32Array(4), {}, "three -> two: expected a source of length 6, got 4"],
    ["3D without its stride", space, {}, "three -> two: expected a source of length 6, got 9"],
    ["z from a plane", plane, { dimensions: 3 }, "three -> two: expected dimensions of at most the stride 2, got 3"],
    [
      "a short out",
      plane,
      { out: new Float32Array(2) },
      "three -> two: expected another array of length 4 as out, got length 2",
    ],
  ] as const)("refuses %s", (_, source, options, message) => {
    expect(() => applyLinearMap(map, source, options)).toThrow(new RangeError(message));
  });

  it("refuses to write over its source", () => {
    const same = linearMap({ from: to, to, rules: [rule([1, 1]), rule([0, 1])] });
    const points = new Float64Array(4);
    expect(() => applyLinearMap(same, points, { out: points })).toThrow("got the source");
  });
});

describe("linearMap", () => {
  it.each([
    ["too few rules", [rule([0, 1])], "three -> two: expected 2 rules, got 1"],
    [
      "an index outside",
      [rule([0, 1]), rule([3, 1])],
      "three -> two: expected a source index from 0 to 2 in rule 1, got 3",
    ],
    [
      "weights that do not sum to 1",
      [rule([0, 1]), rule([1, 0.5])],
      "three -> two: expected weights that sum to 1 in rule 1, got 0.5",
    ],
    [
      "a weight of NaN",
      [rule([0, Number.NaN]), rule([1, 1])],
      "three -> two: expected weights that sum to 1 in rule 0, got NaN",
    ],
    ["no terms", [rule(), rule([1, 1])], "three -> two: expected weights that sum to 1 in rule 0, got 0"],
  ])("refuses %s", (_, rules, message) => {
    expect(() => linearMap({ from, to, rules })).toThrow(new RangeError(message));
  });

  it("allows a point beyond the others: weights may be negative", () => {
    const beyond = linearMap({ from, to: { name: "one", count: 1 }, rules: [rule([0, -1], [1, 2])] });
    expect([...applyLinearMap(beyond, plane)]).toEqual([20, 36]);
  });

  it("is frozen through and through", () => {
    expect(
      [map, map.from, map.rules, map.rules[0], map.rules[0].terms, map.rules[0].terms[0]].every(Object.isFrozen),
    ).toBe(true);
  });
});
