import { indexOf, meanShape, transformPoints } from "@face88/points";
import { beforeAll, describe, expect, it } from "vitest";
import { normal, random } from "../../networks/random.js";
import { symmetricEigen } from "./eigen.js";
import { fitShapes, type ShapeFit } from "./shape-fit.js";

/** Faces that vary in three ways (mouth, brows, a narrower jaw), each moved, turned and scaled at random. */
function drawnShapes(count: number): Float64Array[] {
  const next = random(7);
  const mouth = [indexOf("mouth_2"), indexOf("mouth_3"), indexOf("mouth_4")];
  return Array.from({ length: count }, () => {
    const [open, raise, narrow] = [normal(next), normal(next), normal(next)];
    const shape = meanShape().map((value, i) => {
      const point = i >> 1;
      if (i % 2 === 1 && mouth.includes(point)) return value + 3 * open;
      if (i % 2 === 1 && point >= indexOf("left_eyebrow_0") && point < indexOf("left_eye_0")) return value - 2 * raise;
      return i % 2 === 0 && point < 21 ? 64 + (value - 64) * (1 + 0.03 * narrow) : value;
    });
    const noisy = shape.map((value) => value + 0.1 * normal(next));
    const [angle, scale] = [6 * next(), 0.5 + next()];
    const [cos, sin] = [Math.cos(angle) * scale, Math.sin(angle) * scale];
    return transformPoints([cos, sin, -sin, cos, 300 * next(), 300 * next()], noisy);
  });
}

const count = 200;
const wrong = count / 10;
/** A label of which the right half fell onto the left one, as teachers do on a profile. */
const collapsed = meanShape().map((value, i) => (i % 2 === 0 ? Math.min(value, 64 + (value - 64) / 9) : value));

describe("shape model", () => {
  let fit: ShapeFit;
  let alone: ShapeFit;
  beforeAll(() => {
    const shapes = drawnShapes(count);
    alone = fitShapes(shapes);
    // One face in ten is wrong, all in the same way: a plain PCA would take that for a way in which faces vary.
    fit = fitShapes([...shapes, ...new Array(wrong).fill(collapsed), undefined, new Float64Array(176)]);
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
