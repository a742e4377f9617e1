import { describe, expect, test } from "vitest";
import { type Boxes, bestFirst, makeSquare, moveEdges, pick, suppress } from "./boxes.js";

const boxesOf = (...rows: readonly (readonly [number, number, number, number, number])[]): Boxes => ({
  count: rows.length,
  edges: Float32Array.from(rows.flatMap((row) => row.slice(0, 4))),
  logits: Float32Array.from(rows, (row) => row[4]),
});

test("edges move by parts of width and height", () => {
  const boxes = boxesOf([10, 20, 30, 60, 0], [0, 0, 10, 10, 0]);
  moveEdges(boxes, Float32Array.of(9, 0.5, 0.25, -0.1, 0, 9, 0, 0, 1, -1), 5, 1);
  expect([...boxes.edges]).toEqual([20, 30, 28, 60, 0, 0, 20, 0]);
});

test("boxes become square around their centres", () => {
  const boxes = boxesOf([10, 20, 30, 60, 0], [0, 0, 10, 4, 0]);
  makeSquare(boxes);
  expect([...boxes.edges]).toEqual([0, 20, 40, 60, 0, -3, 10, 7]);
});

test("some of them, and the best of them first", () => {
  const boxes = boxesOf([1, 1, 2, 2, 3], [2, 2, 3, 3, 5], [3, 3, 4, 4, 5]);
  expect([...bestFirst(boxes)]).toEqual([1, 2, 0]);
  expect([...bestFirst(boxes, 2)]).toEqual([1, 2]);
  expect([...pick(boxes, [2, 0]).edges]).toEqual([3, 3, 4, 4, 1, 1, 2, 2]);
  expect([...pick(boxes, [2, 0]).logits]).toEqual([5, 3]);
});

describe("suppression", () => {
  // Half of the second lies in the first; the third lies whole in the first; the fourth is apart.
  const boxes = boxesOf([0, 0, 10, 10, 1], [5, 0, 15, 10, 2], [1, 1, 5, 5, 3], [50, 50, 60, 60, 0]);
  test.each([
    ["union", 0.3, [2, 1, 3]],
    ["union", 0.4, [2, 1, 0, 3]],
    ["smaller", 0.4, [2, 1, 3]],
    ["smaller", 0.7, [2, 1, 3]],
  ] as const)("by %s over %f", (measure, limit, kept) => {
    expect(suppress(boxes, limit, measure)).toEqual(kept);
  });

  test("drops what has no area or is no number", () => {
    expect(
      suppress(boxesOf([0, 0, 0, 9, 1], [3, 3, 1, 1, 2], [NaN, 0, 5, 5, 3], [0, 0, 5, 5, 0]), 0.5, "union"),
    ).toEqual([3]);
  });
});
