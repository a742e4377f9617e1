import type { Box } from "@face88/points";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AnchorLayout, anchorCentres } from "./anchors.js";
import { type Detection, intersectionOverUnion, isSameFace } from "./detection.js";
import { weightedSuppression } from "./suppression.js";

describe("anchors", () => {
  const short: AnchorLayout = {
    input: 128,
    layers: [
      { stride: 8, perCell: 2 },
      { stride: 16, perCell: 6 },
    ],
  };
  const full: AnchorLayout = { input: 192, layers: [{ stride: 4, perCell: 1 }] };

  test.each([
    // 16 x 16 x 2 + 8 x 8 x 6 and 48 x 48, as the rows of the published networks.
    ["short", short, 896, [0.03125, 0.03125], [0.9375, 0.9375]],
    ["full", full, 2304, [0.5 / 48, 0.5 / 48], [47.5 / 48, 47.5 / 48]],
  ] as const)("%s range: as many as the network has rows, from corner to corner", (_, layout, count, first, last) => {
    const centres = anchorCentres(layout);
    expect(centres.length).toBe(count * 2);
    expect([...centres.subarray(0, 2)]).toEqual([...Float32Array.from(first)]);
    expect([...centres.subarray(-2)]).toEqual([...Float32Array.from(last)]);
  });

  test.each([
    [0, 0.03125, 0.03125],
    [1, 0.03125, 0.03125],
    [2, 0.09375, 0.03125],
    [32, 0.03125, 0.09375],
    [511, 0.96875, 0.96875],
    [512, 0.0625, 0.0625],
    [517, 0.0625, 0.0625],
    [518, 0.1875, 0.0625],
  ])("short range: anchor %d is at (%f, %f)", (index, x, y) => {
    expect([...anchorCentres(short).subarray(index * 2, index * 2 + 2)]).toEqual([x, y]);
  });
});

const boxOf = (x: number, y: number, width: number, height: number): Box => [x, y, width, height];

describe("overlap", () => {
  test.each([
    ["equal", boxOf(1, 2, 10, 20), boxOf(1, 2, 10, 20), 1],
    ["apart", boxOf(0, 0, 10, 10), boxOf(20, 0, 10, 10), 0],
    ["touching", boxOf(0, 0, 10, 10), boxOf(10, 0, 10, 10), 0],
    ["half across", boxOf(0, 0, 10, 10), boxOf(5, 0, 10, 10), 50 / 150],
    ["a quarter", boxOf(0, 0, 10, 10), boxOf(5, 5, 10, 10), 25 / 175],
    ["one in the other", boxOf(0, 0, 10, 10), boxOf(2, 2, 5, 4), 20 / 100],
    ["without area", boxOf(0, 0, 0, 0), boxOf(0, 0, 0, 0), 0],
  ])("%s", (_, a, b, expected) => {
    expect(intersectionOverUnion(a, b)).toBeCloseTo(expected, 12);
    expect(intersectionOverUnion(b, a)).toBeCloseTo(expected, 12);
  });

  test.each([
    ["by 0.33", boxOf(0, 0, 10, 10), boxOf(5, 0, 10, 10), true],
    ["by 0.25, centres outside", boxOf(0, 0, 10, 10), boxOf(6, 0, 10, 10), false],
    ["a face in a head", boxOf(0, 0, 10, 10), boxOf(3, 5, 4, 4), true],
    ["a small one whose centre is out", boxOf(0, 0, 10, 10), boxOf(9, 9, 4, 4), false],
    ["apart", boxOf(0, 0, 10, 10), boxOf(50, 0, 10, 10), false],
  ])("one face or two: %s", (_, a, b, expected) => {
    expect([isSameFace(a, b), isSameFace(b, a)]).toEqual([expected, expected]);
  });
});

const detection = (box: Box, score: number, ...keypoints: number[]): Detection => ({
  box,
  score,
  keypoints: Float32Array.from(keypoints),
});

describe("weighted suppression", () => {
  test("a group becomes its mean, weighted by score, with the best score", () => {
    const [only, ...more] = weightedSuppression(
      [detection([0, 0, 100, 100], 0.6, 10, 20), detection([10, 0, 90, 110], 0.9, 40, 50)],
      0.3,
    );
    expect(more).toEqual([]);
    expect(only.score).toBe(0.9);
    // Weights 0.4 and 0.6.
    [6, 0, 94, 106].forEach((value, i) => {
      expect(only.box[i]).toBeCloseTo(value, 12);
    });
    expect([...only.keypoints]).toEqual([28, 38]);
  });

  test("groups are by overlap with the best one, and come best first", () => {
    const kept = weightedSuppression(
      [
        detection([200, 0, 100, 100], 0.7),
        detection([0, 0, 100, 100], 0.5),
        // 0.43 with the one at 0, 0.05 with that at 200: with neither's best of its own.
        detection([40, 0, 100, 100], 0.8),
        detection([80, 0, 100, 100], 0.4),
      ],
      0.3,
    );
    expect(kept.map(({ score }) => score)).toEqual([0.8, 0.7]);
    // (0.8 * 40 + 0.5 * 0 + 0.4 * 80) / 1.7
    expect(kept[0].box[0]).toBeCloseTo(64 / 1.7, 12);
    expect(kept[1].box).toEqual([200, 0, 100, 100]);
  });

  test.each([
    ["none", [], []],
    ["one", [detection([1, 2, 3, 4], 0.5)], [0.5]],
    [
      "overlap of exactly the limit is apart",
      [detection([0, 0, 10, 10], 0.9), detection([0, 0, 10, 3], 0.8)],
      [0.9, 0.8],
    ],
    ["boxes without area", [detection([0, 0, 0, 0], 0.9), detection([0, 0, 0, 0], 0.8)], [0.9, 0.8]],
  ] as const)("%s", (_, candidates, scores) => {
    expect(weightedSuppression(candidates, 0.3).map(({ score }) => score)).toEqual(scores);
  });

  test("scores of 0 weigh alike", () => {
    const [only] = weightedSuppression([detection([0, 0, 10, 10], 0, 1, 2), detection([2, 0, 10, 10], 0, 3, 4)], 0.3);
    expect(only.box).toEqual([1, 0, 10, 10]);
    expect([...only.keypoints]).toEqual([2, 3]);
  });

  test("of 5,000 candidates that are apart the best 1,000 are looked at, or as many as asked for", () => {
    const candidates = Array.from({ length: 5000 }, (_, i) =>
      detection([i * 20, 0, 10, 10], ((i * 7919) % 5000) / 5000),
    );
    expect(weightedSuppression(candidates, 0.3).map(({ score }) => score)).toEqual(
      Array.from({ length: 1000 }, (_, i) => (4999 - i) / 5000),
    );
    expect(weightedSuppression(candidates, 0.3, 17)).toHaveLength(17);
  });

  test("every group's best is apart from those of all better groups, for any candidates", () => {
    const side = fc.integer({ min: 1, max: 40 });
    const place = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(fc.array(fc.tuple(place, place, side, side), { maxLength: 30 }), (boxes) => {
        // Scores in no order, each once.
        const candidates = boxes.map((box, i) => detection(box, (((i * 13) % 31) + 1) / 31));
        const input = structuredClone(candidates);
        const kept = weightedSuppression(candidates, 0.3);
        expect(candidates).toEqual(input);
        const heads = kept.map(({ score }) => candidates.find((other) => other.score === score) as Detection);
        heads.forEach((head, i) => {
          for (const better of heads.slice(0, i)) {
            expect(head.score).toBeLessThan(better.score);
            expect(intersectionOverUnion(head.box, better.box)).toBeLessThanOrEqual(0.3);
          }
        });
      }),
    );
  });
});
