import { meanShape, POINT_COUNT, Points88 } from "@face88/points";
import { expect, test } from "vitest";
import type { Face, TrackedFace } from "./face.js";
import { resultLine } from "./result-line.js";

/** A face whose points are the mean shape moved to x = 10.126, y = 20.125 and made 100 px large. */
const face = (score: number): Face => ({
  box: [10.1249, 20.125, 99.999, -0.001],
  score,
  points: new Points88(Float64Array.from(meanShape(), (value, i) => 100 * value + (i % 2 === 0 ? 10.126 : 20.125))),
});

test("a photo's line: image, size, faces with box, score and 88 pairs, in this order", () => {
  const line = resultLine({ image: "a b.jpg" }, { width: 640, height: 480 }, [face(0.98765)]);
  expect(Object.keys(line)).toEqual(["image", "width", "height", "faces"]);
  expect(Object.keys(line.faces[0])).toEqual(["box", "score", "points"]);
  expect([line.image, line.width, line.height]).toEqual(["a b.jpg", 640, 480]);
  expect(line.faces[0].points).toHaveLength(POINT_COUNT);
  expect(line.faces[0].points.every((point) => point.length === 2)).toBe(true);
});

test("a video's line: frame and time in the place of the image, and the number of each face", () => {
  const tracked: TrackedFace = { id: 7, ...face(1) };
  const line = resultLine({ frame: 3, time: 0.123456 }, { width: 4, height: 3 }, [tracked]);
  expect(Object.keys(line)).toEqual(["frame", "time", "width", "height", "faces"]);
  expect([line.frame, line.time]).toEqual([3, 0.1235]);
  expect(Object.keys(line.faces[0])).toEqual(["id", "box", "score", "points"]);
  expect(line.faces[0].id).toBe(7);
});

test("coordinates are rounded to a hundredth, scores to 1/10,000, and nothing is left of -0", () => {
  const [result] = resultLine({ image: "a" }, { width: 1, height: 1 }, [face(0.98765)]).faces;
  expect(result.score).toBe(0.9877);
  expect(JSON.stringify(result.box)).toBe("[10.12,20.13,100,0]");
  const shape = meanShape();
  result.points.forEach(([x, y], i) => {
    expect(Math.abs(x - (100 * shape[2 * i] + 10.126))).toBeLessThanOrEqual(0.005 + 1e-9);
    expect(Math.abs(y - (100 * shape[2 * i + 1] + 20.125))).toBeLessThanOrEqual(0.005 + 1e-9);
    for (const value of [x, y]) expect(String(value)).toMatch(/^-?\d+(\.\d{1,2})?$/);
  });
});

test("no face: an empty list", () => {
  expect(JSON.stringify(resultLine({ image: "x" }, { width: 2, height: 1 }, []))).toBe(
    '{"image":"x","width":2,"height":1,"faces":[]}',
  );
});
