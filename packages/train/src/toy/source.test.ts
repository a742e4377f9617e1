import { describe, expect, it } from "vitest";
import { random } from "../networks/random.js";
import toySource from "./source.js";

describe("toySource", () => {
  const draw = (options: object, index: number, seed: number) => {
    const source = toySource({ size: 32, ...options });
    const sample = { image: new Float32Array(3 * source.unit ** 2), points: new Float32Array(36) };
    void source.fill(index, random(seed), sample);
    return sample;
  };

  it("draws the same face for the same numbers, moved by chance if it augments", () => {
    expect(draw({}, 3, 1)).toEqual(draw({}, 3, 1));
    expect(draw({}, 3, 1).points).not.toEqual(draw({}, 3, 2).points);
    expect(draw({ augment: false }, 3, 1)).toEqual(draw({ augment: false }, 3, 2));
    expect(draw({ seed: 2 }, 3, 1).points).not.toEqual(draw({}, 3, 1).points);
  });

  it("puts points where the picture has them", () => {
    const size = 256;
    for (let index = 0; index < 20; index++) {
      const { image, points } = draw({ size }, index, index);
      expect(points.every((value) => value > 0 && value < 1)).toBe(true);
      const at = (point: number) => [points[2 * point], points[2 * point + 1]];
      const brightness = ([x, y]: number[]) => {
        const place = Math.round(y * size) * size + Math.round(x * size);
        return [0, 1, 2].reduce((sum, channel) => sum + image[channel * size * size + place], 0);
      };
      const middle = [0, 1].map((axis) => (at(2)[axis] + at(6)[axis]) / 2);
      const towards = (point: number, share: number) =>
        at(point).map((value, axis) => middle[axis] + (value - middle[axis]) * share);
      // The skin is brighter than what is behind it, and than the iris.
      for (let point = 0; point < 8; point++) {
        expect(brightness(towards(point, 0.96))).toBeGreaterThan(brightness(towards(point, 1.04)));
      }
      for (const iris of [12, 17]) expect(brightness(at(iris))).toBeLessThan(brightness(middle));
    }
  });
});
