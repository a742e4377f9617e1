import { beforeAll, describe, expect, it } from "vitest";
import { normal, random } from "../../networks/random.js";
import { collapsedShape, drawnShapes } from "../testing/drawn-shapes.js";
import { symmetricEigen } from "./eigen.js";
import { fitShapes, type ShapeFit } from "./shape-fit.js";

const count = 200;
const wrong = count / 10;
describe("shape model", () => {
  let fit: ShapeFit;
  let alone: ShapeFit;
  beforeAll(() => {
    const shapes = drawnShapes(count);
    alone = fitShapes(shapes);
    // One face in ten is wrong, all in the same way: a plain PCA would take that for a way in which faces vary.
    fit = fitShapes([...shapes, ...new Array(wrong).fill(collapsedShape()), undefined, new Float64Array(176)]);
  }, 60_000);

  it("finds the ways in which faces vary", () => {
    expect(alone.components).toBeGreaterThanOrEqual(3);
    expect(alone.components).toBeLessThanOrEqual(10);
    const residuals = Array.from({ length: count }, (_, i) => alone.residual(i) as number);
    expect(Math.max(...residuals)).toBeLessThan(0.5);
    const squares = Array.from({ length: count }, (_, i) => (alone.distance(i) as number) ** 2);
    expect(squares.reduce((sum, value) => sum + value, 0) / count).toBeGreaterThan(0.8);
  });

  it("is not pulled by labels that went wrong, however alike they are", () => {
    const usual = Math.max(...Array.from({ length: count }, (_, i) => fit.residual(i) as number));
    for (let i = count; i < count + wrong; i++) expect(fit.residual(i)).toBeGreaterThan(3 * usual);
    (alone.mean as Float64Array).forEach((value, i) => {
      expect(Math.abs(value - (fit.mean as Float64Array)[i])).toBeLessThan(0.5);
    });
  });

  it("has nothing to say of faces without a label, or of few faces", () => {
    expect(fit.residual(count + wrong)).toBeUndefined();
    expect(fitShapes(drawnShapes(99)).distance(0)).toBeUndefined();
  });

  it("finds nothing further away than points that coincide", () => {
    const last = count + wrong + 1;
    expect([fit.residual(last), fit.distance(last)]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
  });
});

describe("symmetricEigen", () => {
  it("knows a matrix by hand", () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 0, 1, 2, 0, 0, 0, 5));
    expect([...values].map((value) => Number(value.toFixed(12)))).toEqual([5, 3, 1]);
    expect(Math.abs(vectors[1][0])).toBeCloseTo(Math.SQRT1_2, 12);
    expect(vectors[1][0]).toBeCloseTo(vectors[1][1], 12);
  });

  it("puts a random matrix together again", () => {
    const n = 20;
    const next = random(3);
    const half = Float64Array.from({ length: n * n }, () => normal(next));
    const matrix = half.map((value, i) => value + half[(i % n) * n + Math.floor(i / n)]);
    const { values, vectors } = symmetricEigen(matrix);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const sum = vectors.reduce((total, vector, k) => total + values[k] * vector[i] * vector[j], 0);
        expect(sum).toBeCloseTo(matrix[i * n + j], 9);
      }
    }
  });
});
