import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { transformPoints } from "./affine.js";
import { meanShape } from "./layout.js";
import { API_EXAMPLES } from "./testing/api-examples.js";
import { greatestDifference, points176, similarity } from "./testing/arbitraries.js";
import { umeyama } from "./umeyama.js";

const WEIGHTS = Float64Array.from({ length: 88 }, (_, i) => 1 + (i % 3));

describe("umeyama", () => {
  // [a, b, e, f] from API answer i to the mean shape, unweighted and with weights 1, 2, 3, 1, 2, 3 ...; computed apart
  // with NumPy through the SVD of the paper (equations 34 to 43).
  it.each([
    [
      0,
      [2.2250593895, 0.0226956482, -71.129674118, -108.4381696015],
      [2.2258844234, 0.0265647158, -70.7967994451, -108.6527957684],
    ],
    [
      1,
      [1.2313031301, -0.0463976867, -201.5065499742, -130.7218326545],
      [1.2336190651, -0.0448027995, -201.6417241039, -131.3285158907],
    ],
    [
      2,
      [2.8213206708, 0.1359657021, -239.8521867818, -180.5832859768],
      [2.8414775645, 0.1342700273, -242.1904660734, -181.9133411819],
    ],
    [
      3,
      [0.9436503958, 0.0597970332, -44.4323356649, -95.6938635345],
      [0.943948338, 0.0613303741, -44.1321278744, -95.9037076554],
    ],
    [
      4,
      [1.9087811046, -0.2691816204, -336.3065001008, -83.2493763074],
      [1.9093943781, -0.2671552671, -336.108728472, -83.7022845106],
    ],
    [
      5,
      [0.5702327699, 0.273588454, 28.6083656362, -116.8417595289],
      [0.5709749865, 0.2746519346, 28.810511926, -117.1687392163],
    ],
  ])("agrees with NumPy on API answer %i", (i, plain, weighted) => {
    const full = ([a, b, e, f]: number[]): number[] => [a, b, -b, a, e, f];
    const { data } = API_EXAMPLES[i];
    expect(greatestDifference(umeyama(data, meanShape()), full(plain))).toBeLessThan(1e-8);
    expect(greatestDifference(umeyama(data, meanShape(), WEIGHTS), full(weighted))).toBeLessThan(1e-8);
  });

  it("never reflects: a mirror image is met by the best rotation", () => {
    const flipped = meanShape().map((value, i) => (i % 2 === 0 ? 127 - value : value));
    const transform = umeyama(flipped, API_EXAMPLES[1].data);
    const expected = [1.2090767981e-1, 2.30718648e-2, -2.30718648e-2, 1.2090767981e-1, 203.295018315, 151.1759135276];
    expect(greatestDifference(transform, expected)).toBeLessThan(1e-7);
  });

  it("recovers the transform that made the target", () => {
    fc.assert(
      fc.property(points176, similarity, (points, transform) => {
        fc.pre(points.some((value) => Math.abs(value - points[0]) > 1));
        const found = umeyama(points, transformPoints(transform, points));
        expect(greatestDifference(transformPoints(found, points), transformPoints(transform, points))).toBeLessThan(
          1e-6,
        );
      }),
    );
  });

  it("leaves out points of weight 0", () => {
    const source = meanShape();
    const target = transformPoints([0, 2, -2, 0, 5, 6], source);
    target[0] += 1000;
    const weights = new Float64Array(88).fill(1);
    weights[0] = 0;
    expect(greatestDifference(umeyama(source, target, weights), [0, 2, -2, 0, 5, 6])).toBeLessThan(1e-9);
  });

  const square = [0, 0, 1, 0, 1, 1, 0, 1];
  it.each([
    ["sets of different length", [0, 0, 1, 1], [0, 0], undefined, /same length, got 4 and 2/],
    ["coinciding points", [3, 3, 3, 3], [0, 0, 1, 1], undefined, /coinciding or symmetric points/],
    ["a coinciding target", [0, 0, 1, 1], [3, 3, 3, 3], undefined, /coinciding or symmetric points/],
    ["a square and its mirror image", square, [1, 0, 0, 0, 0, 1, 1, 1], undefined, /coinciding or symmetric points/],
    ["NaN", square, Array(8).fill(Number.NaN), undefined, /coinciding or symmetric points/],
    ["a negative weight", square, square, [1, 1, 1, -1], /weights: expected numbers of at least 0, got -1 for point 3/],
    [
      "weights of the wrong length",
      square,
      square,
      [1, 1],
      /weights: expected one per point \(length 4\), got length 2/,
    ],
    ["no weight at all", square, square, [0, 0, 0, 0], /coinciding or symmetric points/],
  ])("refuses %s", (_, source, target, weights, message) => {
    expect(() => umeyama(source, target, weights)).toThrow(RangeError);
    expect(() => umeyama(source, target, weights)).toThrow(message);
  });
});
