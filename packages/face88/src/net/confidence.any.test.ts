import { expect, test } from "vitest";
import { confidenceOf } from "./confidence.js";

const description = { side: 128, spread: 1, score: { middle: 4, width: 0.5 } };
const all = (pixels: number) => new Float32Array(88).fill(Math.log(pixels));

test("the confidence is the mass of the distribution within the radius, summed numerically", () => {
  for (const scale of [0.3, 1, 2.5, 9]) {
    const s = (Math.PI / 4) * scale;
    const radius = 0.02 * 128;
    let mass = 0;
    const steps = 20_000;
    for (let i = 0; i < steps; i++) {
      const r = ((i + 0.5) / steps) * radius;
      mass += ((r / s ** 2) * Math.exp(-r / s) * radius) / steps;
    }
    expect(confidenceOf(all(scale), description).confidence[40]).toBeCloseTo(mass, 4);
  }
});

test("the distribution's mean error of a coordinate is the scale that the network says", () => {
  // E|dx| of a round distribution is 2 / pi of the mean distance, which is 2 s here.
  const s = Math.PI / 4;
  expect((2 / Math.PI) * 2 * s).toBeCloseTo(1, 9);
});

test("the score falls with the mean spread and is a half at its middle", () => {
  const scoreAt = (share: number) => confidenceOf(all((share / 100) * 128), description).score;
  expect(scoreAt(4)).toBeCloseTo(0.5, 5);
  expect(scoreAt(4.5)).toBeCloseTo(1 / (1 + Math.E), 5);
  expect(scoreAt(1)).toBeGreaterThan(0.99);
  expect(scoreAt(12)).toBeLessThan(0.01);
});

test("a spread of the description makes a network that is too sure less so", () => {
  const sure = confidenceOf(all(1), description).confidence[0];
  expect(confidenceOf(all(1), { ...description, spread: 1.5 }).confidence[0]).toBeLessThan(sure);
});
