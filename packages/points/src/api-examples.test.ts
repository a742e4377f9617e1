import { describe, expect, it } from "vitest";
import { transformPoints } from "./affine.js";
import { meanShape } from "./layout.js";
import { normalisedMeanError } from "./metrics/nme.js";
import { mirrorPoints } from "./mirror.js";
import { type Point, Points88 } from "./points88.js";
import { API_EXAMPLES, FRONTAL, TURNED } from "./testing/api-examples.js";
import { toFive } from "./to5.js";
import { umeyama } from "./umeyama.js";

// Six real answers of the API are what "the order of the layout" means.
describe.each(API_EXAMPLES.map((points, i) => [i, points] as const))("API answer %i", (i, raw) => {
  const points = upright(raw);
  const centre = (part: Parameters<Points88["part"]>[0]): Point => mean(points.part(part));
  const y = (index: number): number => points.at(index)[1];
  const x = (index: number): number => points.at(index)[0];

  it("has the left eye and brow left of the right ones", () => {
    expect(centre("left_eye")[0]).toBeLessThan(centre("right_eye")[0]);
    expect(centre("left_eyebrow")[0]).toBeLessThan(centre("right_eyebrow")[0]);
  });

  it("has the brows above the eyes, the eyes above the nose, the nose above the mouth, the mouth above the chin", () => {
    const heights = [centre("left_eyebrow")[1], centre("left_eye")[1], y(21), centre("mouth")[1], y(10)];
    expect(heights).toEqual([...heights].sort((a, b) => a - b));
    expect(centre("right_eyebrow")[1]).toBeLessThan(centre("right_eye")[1]);
  });

  it.each([
    ["left eye", 64, [65, 66, 67], 68, [69, 70, 71], 1],
    ["right eye", 80, [81, 82, 83], 84, [85, 86, 87], -1],
    ["left eyebrow", 56, [57, 58, 59], 60, [61, 62, 63], 1],
    ["right eyebrow", 72, [73, 74, 75], 76, [77, 78, 79], -1],
    ["lips, outer edge", 34, [35, 36, 37, 38, 39], 40, [41, 42, 43, 44, 45], 1],
  ] as const)(
    "%s goes from one end along the lower edge to the other, and back along the upper",
    (_, start, lower, end, upper, sign) => {
      const forth = [start, ...lower, end].map((index) => sign * x(index));
      const back = [end, ...upper, start].map((index) => -sign * x(index));
      // The API rounds to whole pixels, so neighbours may be level with each other when the face is turned.
      for (const along of [forth, back]) {
        along.slice(1).forEach((value, k) => {
          expect(value).toBeGreaterThan(along[k] - 1);
        });
      }
      const height = (indices: readonly number[]): number =>
        indices.reduce((sum, index) => sum + y(index), 0) / indices.length;
      expect(height(upper)).toBeLessThan(height(lower));
    },
  );

  it("has the inner edge of the lips inside the outer edge", () => {
    expect(y(43)).toBeLessThan(y(53));
    expect(y(53)).toBeLessThanOrEqual(y(48));
    expect(y(48)).toBeLessThan(y(37));
    for (const inner of [46, 55]) expect(x(inner)).toBeGreaterThan(x(34));
    for (const inner of [50, 51]) expect(x(inner)).toBeLessThan(x(40) + 1);
  });

  it("has the tip of the nose inside its outline, between bridge and base", () => {
    expect(x(21)).toBeGreaterThan(x(26));
    expect(x(21)).toBeLessThan(x(30));
    expect(y(22)).toBeLessThan(y(21));
    expect(y(21)).toBeLessThan(y(28));
    for (const [above, below] of [
      [22, 23],
      [23, 24],
      [24, 25],
      [25, 26],
      [22, 33],
      [33, 32],
      [32, 31],
      [31, 30],
    ]) {
      expect(y(above)).toBeLessThan(y(below));
    }
  });

  it("has a profile that runs from the left end over the chin to the right end", () => {
    expect(x(0)).toBeLessThan(x(10));
    expect(x(10)).toBeLessThan(x(20));
    for (let k = 1; k <= 5; k++) {
      expect(y(k)).toBeGreaterThan(y(k - 1));
      expect(y(20 - k)).toBeGreaterThan(y(21 - k));
    }
    expect(Math.abs(y(0) - centre("left_eye")[1])).toBeLessThan(0.3 * (y(10) - y(0)));
  });

  it("agrees with the mean shape after a similarity transform, and its mirror image as well", () => {
    const limit = FRONTAL.includes(i) ? 0.065 : 0.12;
    expect(distanceToMean(raw.data)).toBeLessThan(limit);
    expect(distanceToMean(mirrorPoints(raw.data, 500))).toBeLessThan(limit);
  });
});

it("every answer is either frontal or turned", () => {
  expect([...FRONTAL, ...TURNED].sort()).toEqual(API_EXAMPLES.map((_, i) => i));
});

function distanceToMean(points: Points88["data"]): number {
  const reference = meanShape();
  return normalisedMeanError(transformPoints(umeyama(points, reference), points), reference);
}

/** The face turned until its eyes are level; its scale stays, so that one pixel of the API stays one. */
function upright(points: Points88): Points88 {
  const [lx, ly, rx, ry] = toFive(points.data);
  const length = Math.hypot(rx - lx, ry - ly);
  const [cos, sin] = [(rx - lx) / length, (ry - ly) / length];
  return new Points88(transformPoints([cos, -sin, sin, cos, 0, 0], points.data));
}

function mean(pairs: ArrayLike<number>): Point {
  let [x, y] = [0, 0];
  for (let i = 0; i < pairs.length; i += 2) {
    x += (2 * pairs[i]) / pairs.length;
    y += (2 * pairs[i + 1]) / pairs.length;
  }
  return [x, y];
}
