import { type Box, MIRROR, meanShape } from "@face88/points";
import type { RgbaImage } from "face88";
import { describe, expect, it } from "vitest";
import { combine, ensembleTeacher, ensembleViews } from "./ensemble.js";
import { flipImage } from "./flip-image.js";
import { evenLabel, type Label, NoFaceError, type Teacher } from "./teacher.js";

const image: RgbaImage = { width: 100, height: 50, data: Uint8Array.from({ length: 20_000 }, (_, i) => i) };
const box: Box = [20, 10, 40, 30];

/** Lays the mean shape into the box, moved by some pixels to the right: what it sees flipped, it moves to the right too. */
const mover = (shift: number, score = 1): Teacher => ({
  id: `mover ${shift}`,
  label: async (_, [x, y, width, height]) => {
    const points = Float32Array.from(meanShape(), (value, i) =>
      i % 2 === 0 ? x + (value / 128) * width + shift : y + (value / 128) * height,
    );
    return evenLabel(points, score);
  },
  dispose: () => undefined,
});
const blind: Teacher = {
  id: "blind",
  label: async () => {
    throw new NoFaceError("nothing");
  },
  dispose: () => undefined,
};

const straight = async (teacher: Teacher, options = {}) =>
  ensembleTeacher([teacher], { flip: false, ...options }).label(image, box);
const close = (a: Label, b: Label) =>
  a.points.forEach((value, i) => {
    expect(value).toBeCloseTo(b.points[i], 4);
  });

describe("ensembleTeacher", () => {
  it("is the teacher itself when it is alone and shown one view", async () => {
    close(await straight(mover(3, 0.5)), await mover(3, 0.5).label(image, box));
    expect((await straight(mover(3, 0.5))).confidence).toEqual(new Float32Array(88).fill(0.5));
  });

  it("takes the weighted mean of several", async () => {
    const both = ensembleTeacher([mover(0), mover(4)], { flip: false, weights: [1, 3] });
    close(await both.label(image, box), await mover(3).label(image, box));
  });

  it("cancels by the flip what a teacher does to one side", async () => {
    const flipped = await ensembleTeacher([mover(2)]).label(image, box);
    close(flipped, await mover(0).label(image, box));
    // A spread of 2 px of a face of sqrt(1200) px.
    const spread = 2 / Math.sqrt(1200);
    flipped.confidence.forEach((value) => {
      expect(value).toBeCloseTo(1 / (1 + (spread / 0.02) ** 2), 4);
    });
  });

  it("carries confidences over to the mirrored points", async () => {
    const uneven: Teacher = {
      ...mover(0),
      label: async (shown) => ({
        ...(await mover(0).label(shown, box)),
        confidence: Float32Array.from({ length: 88 }, (_, i) => (shown === image ? i : MIRROR[i]) / 88),
      }),
    };
    const { confidence } = combine(
      [{ label: await ensembleTeacher([uneven], { flip: false }).label(image, box), weight: 1 }],
      1,
    );
    const both = await ensembleTeacher([uneven]).label(image, [29.5, 10, 40, 30]);
    expect(confidence[10]).toBeCloseTo(10 / 88, 6);
    expect(both.confidence[40] / both.confidence[34]).toBeCloseTo(40 / 34, 4);
  });

  it("leaves out a teacher that finds no face, and says so when none does", async () => {
    close(
      await ensembleTeacher([blind, mover(1)], { flip: false }).label(image, box),
      await mover(1).label(image, box),
    );
    await expect(ensembleTeacher([blind]).label(image, box)).rejects.toThrow(NoFaceError);
  });

  it("has another name for other teachers, weights or views", () => {
    const ids = [
      ensembleTeacher([mover(0)]),
      ensembleTeacher([mover(1)]),
      ensembleTeacher([mover(0)], { flip: false }),
      ensembleTeacher([mover(0)], { boxes: 2 }),
      ensembleTeacher([mover(0), mover(1)]),
      ensembleTeacher([mover(0), mover(1)], { weights: [1, 2] }),
    ].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ensembleTeacher([mover(0)]).id).toBe(ids[0]);
  });

  it.each([
    [() => ensembleTeacher([]), "teachers: expected at least one, got none"],
    [() => ensembleTeacher([mover(0)], { weights: [0] }), "weights: expected 1 numbers above 0, got [0]"],
    [() => ensembleTeacher([mover(0)], { boxes: 0 }), "boxes: expected an integer from 1, got 0"],
  ])("refuses wrong options %#", (make, message) => {
    expect(make).toThrow(new RangeError(message));
  });
});

it("spreads the views of the box evenly around it", () => {
  const views = ensembleViews(7, true);
  expect(views).toHaveLength(14);
  expect(views[0]).toEqual({ shiftX: 0, shiftY: 0, scale: 1, flip: false });
  const straightOnes = views.filter(({ flip }) => !flip).slice(1);
  const mean = (pick: (view: (typeof views)[0]) => number) =>
    straightOnes.reduce((sum, view) => sum + pick(view), 0) / straightOnes.length;
  expect(Math.abs(mean(({ shiftX }) => shiftX))).toBeLessThan(0.02);
  expect(Math.abs(mean(({ shiftY }) => shiftY))).toBeLessThan(0.02);
  expect(mean(({ scale }) => scale)).toBeCloseTo(1, 6);
});

it("flips an image left to right, at an odd place in memory too", () => {
  const bytes = Uint8Array.from({ length: 25 }, (_, i) => i);
  const flipped = flipImage({ width: 3, height: 2, data: bytes.subarray(1) });
  expect([...flipped.data]).toEqual([
    ...[9, 10, 11, 12, 5, 6, 7, 8, 1, 2, 3, 4],
    ...[21, 22, 23, 24, 17, 18, 19, 20, 13, 14, 15, 16],
  ]);
});
