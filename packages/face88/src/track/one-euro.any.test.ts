import { expect, test } from "vitest";
import { OneEuroFilter } from "./one-euro.js";

/** Time and two points: the first moves, the second trembles. */
const frames: readonly (readonly [number, readonly number[]])[] = [
  [0, [100, 50, 200, 80]],
  [0.04, [101, 50.5, 200, 80]],
  [0.08, [103, 49, 201, 80]],
  [0.14, [109, 52, 199.5, 80.25]],
  [0.18, [108, 53, 200, 79.5]],
  [0.38, [112, 60, 200.5, 80]],
  [0.42, [112.5, 60, 200, 80]],
];

// Made by algorithm 1 of the paper in Python (float64, alpha = 1 / (1 + tau / Te), one dx a coordinate, the cut-off from
// the norm of dx over the side of the face), written apart from this code.
const references = [
  {
    options: { minCutoff: 0.5, beta: 30, derivativeCutoff: 1.5 },
    side: 120,
    expected: [
      [100, 50, 200, 80],
      [100.3775, 50.1888, 200.0, 80.0],
      [101.9948, 49.4557, 200.3572, 80.0],
      [107.9475, 51.6177, 200.1356, 80.0646],
      [107.9868, 52.6522, 200.1024, 79.9266],
      [111.7228, 59.4924, 200.2973, 79.9626],
      [112.2701, 59.8498, 200.2438, 79.9693],
    ],
  },
  {
    options: { minCutoff: 1, beta: 0, derivativeCutoff: 1 },
    side: 120,
    expected: [
      [100, 50, 200, 80],
      [100.2008, 50.1004, 200.0, 80.0],
      [100.7631, 49.8794, 200.2008, 80.0],
      [103.0182, 50.46, 200.009, 80.0684],
      [104.0188, 50.9701, 200.0072, 79.9543],
      [108.4632, 55.9985, 200.2816, 79.9797],
      [109.274, 56.8022, 200.225, 79.9838],
    ],
  },
  {
    options: { minCutoff: 0.5, beta: 3, derivativeCutoff: 2 },
    side: 40,
    expected: [
      [100, 50, 200, 80],
      [100.2319, 50.1159, 200.0, 80.0],
      [101.3531, 49.6639, 200.2208, 80.0],
      [106.6353, 51.2776, 200.0811, 80.0484],
      [107.4106, 52.2562, 200.068, 79.9601],
      [111.2502, 58.7349, 200.2562, 79.9775],
      [111.8763, 59.3687, 200.2226, 79.9804],
    ],
  },
];

test.each(references)("agrees with the reference: $options", ({ options, side, expected }) => {
  const filter = new OneEuroFilter(2, options);
  frames.forEach(([time, points], i) => {
    const smooth = filter.next(Float32Array.from(points), time, side);
    smooth.forEach((value, k) => {
      expect(Math.abs(value - expected[i][k])).toBeLessThan(2e-4);
    });
  });
});

test("the defaults are those of the docblock", () => {
  const [stated, defaults] = [new OneEuroFilter(2, references[0].options), new OneEuroFilter(2)];
  for (const [time, points] of frames) {
    const input = Float32Array.from(points);
    expect(defaults.next(input, time, 120)).toEqual(stated.next(input, time, 120));
  }
});

/** A noise of variance 1 that repeats on every machine. */
function noise(count: number): number[] {
  let state = 88;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return Array.from({ length: count }, () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()));
}

const rate = 25;

/** The filter's answers for one coordinate at 25 frames a second, on a face of 100 px. */
function filtered(values: readonly number[]): number[] {
  const filter = new OneEuroFilter(2);
  return values.map((value, i) => filter.next(Float32Array.of(value, 0), i / rate, 100)[0]);
}

const variance = (values: readonly number[]) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
};

test.each([
  [0.1, 0.15],
  [0.3, 0.25],
  [1, 0.5],
])("a still point with a noise of %f px trembles with at most %f of its variance", (deviation, most) => {
  const values = noise(500).map((value) => 50 + value * deviation);
  expect(variance(filtered(values)) / variance(values)).toBeLessThan(most);
});

test.each([
  [100, 0.04],
  [300, 0.02],
])("a point that moves by %d px a second on a face of 100 px lags by less than %f s", (speed, most) => {
  const values = Array.from({ length: 100 }, (_, i) => (i * speed) / rate);
  expect((values[99] - filtered(values)[99]) / speed).toBeLessThan(most);
});

test.each([
  ["a gap of more than half a second", 0.54],
  ["a time that goes back", -1],
  ["a time that stands still", 0],
  ["a time that is not a number", NaN],
])("starts anew after %s", (_, step) => {
  const filter = new OneEuroFilter(3);
  filter.next(Float32Array.of(0, 0, 0), 5, 100);
  filter.next(Float32Array.of(1, 1, 1), 5.04, 100);
  const points = Float32Array.of(10, 20, 30);
  expect(filter.next(points, 5.04 + step, 100)).toEqual(points);
});

test("goes on after a gap of less than half a second, and starts anew with another number of points", () => {
  const filter = new OneEuroFilter(2);
  filter.next(Float32Array.of(0, 0), 0, 100);
  expect(filter.next(Float32Array.of(10, 0), 0.49, 100)[0]).toBeLessThan(10);
  expect([...filter.next(Float32Array.of(1, 2, 3, 4), 0.5, 100)]).toEqual([1, 2, 3, 4]);
});

test("is tuned in the middle: it goes on from where it is, with the new strength", () => {
  const [tuned, calm] = [new OneEuroFilter(2, { minCutoff: 5 }), new OneEuroFilter(2, { minCutoff: 0.1, beta: 0 })];
  for (const filter of [tuned, calm]) filter.next(Float32Array.of(10, 20), 0, 100);
  tuned.tune({ minCutoff: 0.1, beta: 0 });
  const after = tuned.next(Float32Array.of(14, 20), 0.04, 100);
  expect(after).toEqual(calm.next(Float32Array.of(14, 20), 0.04, 100));
  expect(after[0]).toBeLessThan(10.2);
  expect(() => tuned.tune({ minCutoff: 5, beta: -1 })).toThrow(RangeError);
  expect(tuned.next(Float32Array.of(14, 20), 0.08, 100)).toEqual(calm.next(Float32Array.of(14, 20), 0.08, 100));
});

test("leaves its input alone and keeps no hold of its answers", () => {
  const filter = new OneEuroFilter(2);
  const first = Float32Array.of(1, 2);
  filter.next(first, 0, 100).fill(99);
  const second = Float32Array.of(1, 2);
  expect([...filter.next(second, 0.04, 100)]).toEqual([1, 2]);
  expect([...second]).toEqual([1, 2]);
});

test.each([
  [{ minCutoff: 0 }, "minCutoff: expected a finite number above 0, got 0"],
  [{ minCutoff: Infinity }, "minCutoff: expected a finite number above 0, got Infinity"],
  [{ derivativeCutoff: -1 }, "derivativeCutoff: expected a finite number above 0, got -1"],
  [{ derivativeCutoff: NaN }, "derivativeCutoff: expected a finite number above 0, got NaN"],
  [{ beta: -0.1 }, "beta: expected a finite number of at least 0, got -0.1"],
  [{ beta: Infinity }, "beta: expected a finite number of at least 0, got Infinity"],
])("refuses %o", (options, message) => {
  expect(() => new OneEuroFilter(2, options)).toThrow(new RangeError(message));
});
