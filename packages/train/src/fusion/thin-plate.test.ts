import { describe, expect, it } from "vitest";
import { solvePositive } from "./cholesky.js";
import { bendingEnergy } from "./thin-plate.js";

const form = (matrix: Float64Array, d: readonly number[]) =>
  d.reduce((sum, x, i) => sum + d.reduce((row, y, j) => row + x * y * matrix[i * d.length + j], 0), 0);

describe("bendingEnergy", () => {
  const corners = [0, 0, 1, 0, 1, 1, 0, 1, 0.5, 0.5];
  const energy = bendingEnergy(corners);

  it.each([
    ["a shift", [1, 1, 1, 1, 1]],
    ["a slope", [0, 1, 1, 0, 0.5]],
    ["a turn", [0, 1, 2, 1, 1]],
  ])("is 0 for %s", (_, d) => {
    expect(Math.abs(form(energy, d))).toBeLessThan(1e-12);
  });

  it("is that of Bookstein's square: corners lifted and lowered in turn", () => {
    // Without the centre the square has one way to bend. U = r^2 log r: the sides are 1 long and give 0, the diagonals
    // log 2 each; the null vector (1, -1, 1, -1) / 2 has the eigenvalue log 2, so the energy of d is |d|^2 / log 2.
    const square = bendingEnergy(corners.slice(0, 8));
    expect(form(square, [1, -1, 1, -1])).toBeCloseTo(4 / Math.log(2), 9);
  });

  it("grows where the middle leaves the plane", () => {
    expect(form(energy, [0, 0, 0, 0, 1])).toBeGreaterThan(1);
  });

  it.each([
    ["two places are the same", [0, 0, 1, 0, 0, 1, 0, 1]],
    ["all lie on a line", [0, 0, 1, 1, 2, 2, 3, 3]],
  ])("refuses places when %s", (_, places) => {
    expect(() => bendingEnergy(places)).toThrow("places: expected no two the same and not all on a line");
  });
});

describe("solvePositive", () => {
  it("solves for several right-hand sides", () => {
    const sides = [Float64Array.of(8, 7), Float64Array.of(4, 2)];
    solvePositive(Float64Array.of(4, 0, 2, 3), sides);
    expect(sides.map((side) => Array.from(side, (x) => Math.round(x * 1e9) / 1e9))).toEqual([
      [1.25, 1.5],
      [1, 0],
    ]);
  });

  it("refuses a matrix that is not positive definite", () => {
    expect(() => solvePositive(Float64Array.of(1, 0, 2, 1), [])).toThrow("got pivot -3 in row 1");
  });
});
