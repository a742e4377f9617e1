import { indexOf, MIRROR, mirrorPoints, type PointName } from "@face88/points";
import { describe, expect, it } from "vitest";
import { readLabels } from "../labels/label-set.js";
import { collapsedShape, drawnShapes } from "../testing/drawn-shapes.js";
import { labelledDataset, PLAIN_BOX, plainPoints, type TestFace } from "../testing/labelled-dataset.js";
import { temporaryFolder } from "../testing/photos.js";
import { type CleanOptions, clean } from "./clean.js";
import { RULES } from "./rules.js";

/** What one rule says of two faces: index of a face and its reason. */
async function judged(rule: string, faces: readonly TestFace[], options: CleanOptions = {}) {
  await using folder = await temporaryFolder();
  await using dataset = await labelledDataset(folder.path, faces);
  const labels = await readLabels(dataset, "test");
  const { removed, rules } = await clean(dataset, labels, { ...options, only: [rule] });
  return {
    removed: removed.map(({ id, reason }) => [id, reason]),
    looked: rules.find((report) => report.rule === rule)?.looked,
  };
}

/** A sound label in which points changed places. */
function swapped(...pairs: readonly (readonly [PointName, PointName])[]): Float64Array {
  const points = plainPoints();
  for (const [one, other] of pairs.map((names) => names.map(indexOf))) {
    for (const axis of [0, 1]) {
      const [i, j] = [2 * one + axis, 2 * other + axis];
      [points[i], points[j]] = [points[j], points[i]];
    }
  }
  return points;
}

/** The indices 0 to 7 of a part in reverse, as a label in the wrong order has them. */
function upsideDown(part: "left_eye" | "right_eyebrow" | "mouth", last: number): Float64Array {
  const points = plainPoints();
  for (let i = 1; i < last / 2; i++) {
    const [one, other] = [indexOf(`${part}_${i}`), indexOf(`${part}_${last - i}`)];
    for (const axis of [0, 1]) {
      [points[2 * one + axis], points[2 * other + axis]] = [points[2 * other + axis], points[2 * one + axis]];
    }
  }
  return points;
}

const sound: TestFace = { points: plainPoints() };

describe("rules", () => {
  it("leave a sound face alone", async () => {
    await using folder = await temporaryFolder();
    await using dataset = await labelledDataset(folder.path, [sound, sound, { ...sound, confidence: 0.9 }]);
    const { removed, rules } = await clean(dataset, await readLabels(dataset, "test"));
    expect(removed).toEqual([]);
    expect(rules.map(({ rule }) => rule)).toEqual(["by-hand", ...RULES.map(({ name }) => name)]);
  });

  it("have names of their own and limits within their ranges", () => {
    expect(new Set(RULES.map(({ name }) => name)).size).toBe(RULES.length);
    for (const { name, limit } of RULES) {
      if (limit === undefined) continue;
      expect([name, limit.standard >= limit.range[0], limit.standard <= limit.range[1]]).toEqual([name, true, true]);
    }
  });

  const pixels = (dx: number) => plainPoints().map((value, i) => (i === 2 * indexOf("face_profile_0") ? dx : value));
  const leaning = plainPoints().map((value, i, points) => (i % 2 === 0 ? value + 0.4 * points[i + 1] - 30 : value));
  it.each<[rule: string, face: TestFace, reason: string, neighbour: TestFace]>([
    ["no-label", {}, "expected a label: got no line", sound],
    [
      "no-label",
      { points: plainPoints().slice(0, 134) },
      "expected a label: expected 88 points, got 67",
      { points: plainPoints() },
    ],
    [
      "outside",
      { points: pixels(-1.5) },
      "expected points at most 0 px outside the crop, got 1 beyond, face_profile_0 by 1.0 px",
      { points: pixels(-0.4) },
    ],
    [
      "misplaced",
      { points: plainPoints(120) },
      "expected points whose square overlaps that of the box by at least 0.3, got 0.25",
      { points: plainPoints(80) },
    ],
    [
      "wrong-order",
      { points: upsideDown("left_eye", 8) },
      "expected points in order to 5 % of the face's size, got left_eye_6 below left_eye_2 by 5.1 %",
      { points: leaning },
    ],
    [
      "wrong-order",
      { points: upsideDown("right_eyebrow", 8) },
      "expected points in order to 5 % of the face's size, got right_eyebrow_6 below right_eyebrow_2 by 6.5 %",
      sound,
    ],
    [
      "wrong-order",
      { points: swapped(["left_eye_0", "left_eye_4"]) },
      "expected points in order to 5 % of the face's size, got left_eye_0 right of left_eye_4 by 16.3 %",
      sound,
    ],
    [
      "wrong-order",
      { points: new Float64Array(176).fill(80) },
      "expected points in order to 5 % of the face's size, got all points coincide by Infinity %",
      sound,
    ],
    [
      "blurred",
      { record: { sharpness: 4.99 } },
      "expected a sharpness of at least 5, got 4.99",
      { record: { sharpness: 5 } },
    ],
    [
      "tiny",
      { record: { box: [9, 9, 30, 49] } },
      "expected at least 64x64 pixels for the 160x160 crop, got 64x64",
      { record: { box: [9, 9, 30, 50] } },
    ],
    [
      "crowded",
      { record: { others: 2 } },
      "expected at most 1 further faces in the crop, got 2",
      { record: { others: 1 } },
    ],
  ])("%s sees its fault and passes its neighbour", async (rule, face, reason, neighbour) => {
    expect((await judged(rule, [neighbour, face, neighbour])).removed).toEqual([["test/1", reason]]);
  });

  it("unsure: goes by what is usual in the set", async () => {
    const faces = [0.9, 0.9, 0.9, 0.3, 0.32].map((confidence) => ({ ...sound, confidence }));
    expect((await judged("unsure", faces)).removed).toEqual([
      ["test/3", "expected a mean confidence of at least 0.306 (0.34 times the usual), got 0.300"],
    ]);
    // Teachers whose definitions differ are less sure of every face.
    const differing = [0.6, 0.6, 0.6, 0.3, 0.21].map((confidence) => ({ ...sound, confidence }));
    expect((await judged("unsure", differing)).removed).toEqual([]);
  });

  describe("with a shape model", () => {
    const inCrop = (shape: Float64Array) => shape.map((value, i) => value * 0.81 + (i % 2 === 0 ? 28 : 32));
    const shapes = drawnShapes(200, { moved: false }).map((shape) => ({ points: inCrop(shape) }));
    const fused = drawnShapes(60, { moved: false, noise: 0.5, seed: 3 }).map((shape) => ({
      points: inCrop(shape),
      fused: "ibug68",
    }));

    it("off-model: sees what is no face, and bears with points from hand", async () => {
      const faces = [...shapes, ...fused, { points: inCrop(collapsedShape()) }];
      const { looked, removed } = await judged("off-model", faces);
      expect([looked, removed.map(([id]) => id)]).toEqual([261, ["test/260"]]);
      expect(removed[0][1]).toMatch(
        /^expected a distance from the shape model of at most 3.5 times the usual, got [\d.]+ times \([\d.]+ % of the face's size\)$/,
      );
      // As the labels of a teacher they would stand out.
      const asTeacher = fused.map(({ points }) => ({ points }));
      expect((await judged("off-model", [...shapes, ...asTeacher])).removed.length).toBeGreaterThan(50);
    }, 60_000);

    it("unlikely: sees a face that is far from all others", async () => {
      const stretched = plainPoints().map((value, i) => (i % 2 === 0 && i < 42 ? 80 + (value - 80) * 1.4 : value));
      const { removed } = await judged("unlikely", [...shapes, { points: stretched }]);
      expect(removed).toEqual([
        [
          "test/200",
          expect.stringMatching(/^expected a shape within 5 times the usual distance from the mean, got [\d.]+$/),
        ],
      ]);
    }, 60_000);
  });

  it("differs: holds two sets of labels against each other", async () => {
    await using folder = await temporaryFolder();
    await using dataset = await labelledDataset(folder.path, [sound, sound]);
    await using other = await labelledDataset(folder.path, [], "other");
    expect(other.faces).toHaveLength(2);
    const labels = await readLabels(dataset, "test");
    const size = 128 * 0.81;
    const moved = (by: number) => plainPoints(28 + by * size);
    const against = { ...labels, name: "other", points: [moved(0.049), moved(0.051)] };
    const { removed } = await clean(dataset, labels, { against, only: ["differs"] });
    expect(removed).toEqual([
      {
        id: "test/1",
        rule: "differs",
        reason: "expected points within 0.05 of the face's size of those of other, got 0.051",
      },
    ]);
    expect((await clean(dataset, labels, { only: ["differs"] })).rules.at(-1)).toMatchObject({ looked: 0, removed: 0 });
  });

  it("wrong-order is the same for a face and its mirror image", async () => {
    const faces = [upsideDown("left_eye", 8), upsideDown("mouth", 12), swapped(["nose_5", "nose_9"])].map((points) => [
      { points },
      { points: mirrorPoints(points, 160) },
    ]);
    const { removed } = await judged("wrong-order", faces.flat());
    const figures = new Map(removed.map(([id, reason]) => [id, /by ([\d.]+) %/.exec(reason)?.[1]]));
    expect(figures.size).toBe(6);
    for (const pair of [0, 2, 4]) expect(figures.get(`test/${pair}`)).toBe(figures.get(`test/${pair + 1}`));
    expect(MIRROR).toHaveLength(88);
  });

  it("looks only where there is something to see", async () => {
    expect(await judged("crowded", [sound, { record: { others: 0 } }])).toEqual({ removed: [], looked: 1 });
    expect(await judged("off-model", [sound, sound])).toEqual({ removed: [], looked: 0 });
  });

  it("takes a limit from the user, and refuses one that makes no sense", async () => {
    const faces = [{ record: { sharpness: 20 } }, { record: { sharpness: 30 } }];
    expect((await judged("blurred", faces, { limits: { blurred: 25 } })).removed).toHaveLength(1);
    await expect(judged("unsure", faces, { limits: { unsure: 2 } })).rejects.toThrow(
      "unsure: expected a limit from 0 to 1, got 2",
    );
    await expect(judged("no-label", faces, { limits: { "no-label": 2 } })).rejects.toThrow(/expected no limit, got 2/);
    await expect(judged("blured", faces)).rejects.toThrow(/rule: expected no-label, .*, got blured/);
  });

  it("puts the worst first", async () => {
    const faces = [4, 1, 3, 2].map((sharpness) => ({ record: { sharpness } }));
    const { removed } = await judged("blurred", faces);
    expect(removed.map(([id]) => id)).toEqual(["test/1", "test/3", "test/2", "test/0"]);
  });

  it("uses a box that is the crop", () => {
    expect(PLAIN_BOX[3] * 1.3).toBeCloseTo(160, 9);
  });
});
