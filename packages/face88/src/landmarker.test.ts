import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Box, boundingBox, mirrorPoints, normalisationDistance, normalisedMeanError } from "@face88/points";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Detection, isSameFace } from "./detect/detection.js";
import type { Face } from "./face.js";
import type { RgbaImage } from "./image/rgba.js";
import { Landmarker } from "./node/landmarker.js";
import { faceDetectors } from "./node/models.js";
import { nodeRuntime } from "./node/ort-runtime.js";
import { readPhoto } from "./node/photo.js";
import { clmtrackrFile, samplePhoto } from "./testing/files.js";
import { mirrored, plain } from "./testing/images.js";

const numbers = [1, 2, 3, 4, 5, 6] as const;
const photos = new Map<number, RgbaImage>();
let landmarker: Landmarker;

beforeAll(async () => {
  landmarker = await Landmarker.load({ model: "mesh" });
  for (const number of numbers) photos.set(number, await readPhoto(samplePhoto(number)));
});
afterAll(() => landmarker.dispose());

const interOcular = (face: Face) => normalisationDistance(face.points.data, "inter-ocular");
const nearest = (faces: readonly Face[], points: ArrayLike<number>) =>
  faces.reduce((best, face) => (away(face, points) < away(best, points) ? face : best));
const away = (face: Face, points: ArrayLike<number>) =>
  Math.hypot(face.points.data[2 * 21] - points[2 * 21], face.points.data[2 * 21 + 1] - points[2 * 21 + 1]);

describe("the sample photos", () => {
  // Points of every face, rounded to 0.1 px, of the networks and tables as they were seen to be right (docs/accuracy.md
  // compares them with MediaPipe). After a change that is meant: FACE88_FREEZE=1 npx vitest run --project node
  // packages/face88/src/landmarker.test.ts, and look at the pictures.
  const fixture = fileURLToPath(new URL("./fixtures/landmarks.json", import.meta.url));
  type Frozen = Record<string, number[][]>;

  test("frozen numbers are there", async () => {
    if (process.env.FACE88_FREEZE) {
      const frozen: Frozen = {};
      for (const [number, photo] of photos) {
        const { faces } = await landmarker.detect(photo);
        frozen[number] = faces.map(({ points }) => Array.from(points.data, (value) => Math.round(value * 10) / 10));
      }
      const rows = Object.entries(frozen).map(
        ([name, faces]) => `"${name}": [\n${faces.map((f) => JSON.stringify(f)).join(",\n")}]`,
      );
      writeFileSync(fixture, `{${rows.join(",\n")}}\n`);
    }
    expect(existsSync(fixture)).toBe(true);
  });

  test.each(numbers)("sample %d: the same faces, each point within half a pixel of the frozen one", async (number) => {
    const frozen = (JSON.parse(readFileSync(fixture, "utf8")) as Frozen)[number];
    const { faces, width } = await landmarker.detect(samplePhoto(number));
    expect(width).toBe(1920);
    expect(faces).toHaveLength(frozen.length);
    for (const points of frozen) {
      const face = nearest(faces, points);
      expect(face.score).toBeGreaterThan(0.99);
      expect(face.box).toEqual(boundingBox(face.points.data));
      expect(face.mesh).toHaveLength(478 * 3);
      face.points.data.forEach((value, i) => {
        expect(Math.abs(value - points[i]), `point ${i >> 1}`).toBeLessThan(0.5);
      });
    }
  });

  test("from boxes of the faces: the same points, within 1 % of the inter-ocular distance on average, 4 % at worst", async () => {
    const errors: number[] = [];
    for (const photo of photos.values()) {
      const { faces } = await landmarker.detect(photo);
      const again = await landmarker.detect(photo, { boxes: faces.map(({ box }) => box) });
      expect(again.faces).toHaveLength(faces.length);
      faces.forEach((face, i) => {
        errors.push(normalisedMeanError(again.faces[i].points.data, face.points.data, interOcular(face)));
      });
    }
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.01);
    expect(Math.max(...errors)).toBeLessThan(0.04);
  });

  test("flipped left to right, each face has the mirrored points, within 4 % of the inter-ocular distance", async () => {
    for (const number of [2, 6] as const) {
      const photo = photos.get(number)!;
      const { faces } = await landmarker.detect(photo);
      const flipped = (await landmarker.detect(await mirrored(samplePhoto(number)))).faces;
      for (const face of faces) {
        const expected = mirrorPoints(face.points.data, photo.width);
        const error = normalisedMeanError(nearest(flipped, expected).points.data, expected, interOcular(face));
        expect(error).toBeLessThan(0.04);
      }
    }
  });
});

describe("detect", () => {
  test.each([
    ["all", {}, 4],
    ["at most 2", { maxFaces: 2 }, 2],
    ["at most 99", { maxFaces: 99 }, 4],
    ["sure of them", { minScore: 0.9 }, 4],
    ["surer than can be", { minScore: 1 }, 0],
  ])("%s of sample 6", async (_, options, count) => {
    const { faces } = await landmarker.detect(photos.get(6)!, options);
    expect(faces.length).toBe(count);
  });

  test.each<readonly [string, RgbaImage]>([
    ["1x1", plain(1, 1)],
    ["1x3000", plain(1, 3000)],
    ["12000x2", plain(12_000, 2, 200)],
    ["grey", plain(640, 480, 128)],
  ])("no face: %s", async (_, image) => {
    expect((await landmarker.detect(image)).faces).toEqual([]);
  });

  test("no boxes: no faces; boxes without faces: an answer each, with a low score", async () => {
    const photo = photos.get(1)!;
    expect((await landmarker.detect(photo, { boxes: [] })).faces).toEqual([]);
    const boxes: Box[] = [
      [0, 0, 50, 50],
      [-500, -500, 100, 100],
      [1e7, 1e7, 10, 10],
      [100, 100, 1e-3, 1e-3],
      [-5e5, -5e5, 1e6, 1e6],
    ];
    const { faces } = await landmarker.detect(photo, { boxes });
    expect(faces).toHaveLength(boxes.length);
    for (const face of faces) {
      expect(face.score).toBeLessThan(0.5);
      expect(face.points.data.every(Number.isFinite)).toBe(true);
    }
    expect((await landmarker.detect(photo, { boxes, minScore: 0.5 })).faces).toEqual([]);
  });

  test("40 boxes in one call give what each gives alone", async () => {
    const photo = photos.get(1)!;
    const [{ box }] = (await landmarker.detect(photo)).faces;
    const boxes = Array.from({ length: 40 }, (_, i): Box => [box[0] + i / 4, box[1], box[2], box[3]]);
    const { faces } = await landmarker.detect(photo, { boxes });
    for (const i of [0, 15, 16, 39]) {
      const alone = await landmarker.detect(photo, { boxes: [boxes[i]] });
      alone.faces[0].points.data.forEach((value, k) => {
        expect(Math.abs(value - faces[i].points.data[k])).toBeLessThan(0.05);
      });
    }
  });

  test.each([
    [{ maxFaces: 0 }, "maxFaces: expected a whole number of at least 1, got 0"],
    [{ maxFaces: -1 }, "maxFaces: expected a whole number of at least 1, got -1"],
    [{ maxFaces: 1.5 }, "maxFaces: expected a whole number of at least 1, got 1.5"],
    [{ minScore: NaN }, "minScore: expected a number from 0 to 1, got NaN"],
    [{ minScore: 1.01 }, "minScore: expected a number from 0 to 1, got 1.01"],
    [
      { boxes: [[0, 0, 1, 1] as Box, [5, 5, 0, 9] as Box] },
      "boxes[1]: expected [x, y, width, height] with an area, got [5, 5, 0, 9]",
    ],
    [{ boxes: [[0, NaN, 1, 1] as Box] }, "boxes[0]: expected [x, y, width, height] with an area, got [0, NaN, 1, 1]"],
  ])("refuses %o", async (options, message) => {
    await expect(landmarker.detect(plain(9, 9), options)).rejects.toThrow(new RangeError(message));
  });

  test.each([
    [{ ...plain(4, 4), width: 5 }, "image: expected 80 bytes (RGBA, 5x4), got 64 bytes"],
    [{ ...plain(4, 4), height: 0 }, "image: expected a width and height of at least 1 pixel, got 4x0"],
    [{ ...plain(4, 4), width: 4.5 }, "image: expected a width and height of at least 1 pixel, got 4.5x4"],
  ])("refuses an image whose bytes do not fit its size (%#)", async (image, message) => {
    await expect(landmarker.detect(image)).rejects.toThrow(new TypeError(message));
  });
});

describe("detectors", () => {
  test("the combined one has the first's faces, and those of the second that the first does not see", async () => {
    const runtime = await nodeRuntime();
    const [full, short, both] = await Promise.all(
      ["blazeface-full", "blazeface-short", "blazeface"].map((name) => faceDetectors[name].load(runtime, {})),
    );
    expect([full.name, short.name, both.name]).toEqual(["blazeface-full", "blazeface-short", "blazeface"]);
    const sizes = (detections: readonly Detection[]) => detections.map(({ box }) => box[2]).sort((a, b) => a - b);
    for (const name of [clmtrackrFile("joconde.jpg"), clmtrackrFile("average.png"), samplePhoto(1), samplePhoto(6)]) {
      const image = await readPhoto(name);
      const first = await full.detect(image);
      const more = (await short.detect(image)).filter(({ box }) => !first.some((other) => isSameFace(other.box, box)));
      const found = await both.detect(image);
      expect(sizes(found)).toEqual(sizes([...first, ...more]));
      expect(found.map(({ score }) => score)).toEqual(found.map(({ score }) => score).sort((a, b) => b - a));
      // Eyes first, the image's left one before the other.
      for (const { keypoints } of found) {
        expect(keypoints).toHaveLength(12);
        expect(keypoints[0]).toBeLessThan(keypoints[2]);
      }
    }
    for (const detector of [full, short, both, both]) detector.dispose();
    await expect(both.detect(plain(9, 9))).rejects.toThrow(TypeError);
  });
});

describe("loading and freeing", () => {
  test("two at once, and two calls at once, give the same numbers", async () => {
    const other = await Landmarker.load({ model: "mesh" });
    const photo = photos.get(2)!;
    const answers = await Promise.all([landmarker.detect(photo), other.detect(photo), landmarker.detect(photo)]);
    const points = answers.map(({ faces }) => faces.map((face) => [...face.points.data]));
    expect(points[1]).toEqual(points[0]);
    expect(points[2]).toEqual(points[0]);
    other.dispose();
    other.dispose();
    await expect(other.detect(photo)).rejects.toThrow(
      new TypeError("expected a network that is open, got one that was disposed of"),
    );
    expect((await landmarker.detect(photo)).faces.length).toBe(points[0].length);
  });

  test("the smaller mesh has 468 points and puts the 88 near those of the larger one", async () => {
    using smaller = await Landmarker.load({ model: "mesh-468", detector: "blazeface-full" });
    expect([smaller.model.name, smaller.detector.name]).toEqual(["mesh-468", "blazeface-full"]);
    const { faces } = await landmarker.detect(photos.get(6)!);
    const other = await smaller.detect(photos.get(6)!);
    for (const face of faces) {
      const same = nearest(other.faces, face.points.data);
      expect(same.mesh).toHaveLength(468 * 3);
      expect(normalisedMeanError(same.points.data, face.points.data, interOcular(face))).toBeLessThan(0.05);
    }
  });

  test.each([
    [
      { detector: "nosuch" },
      "detector: expected one of blazeface, blazeface-short, blazeface-full, mtcnn or the path of a folder with MTCNN's weights, got nosuch",
    ],
    [
      { detector: "toString" },
      "detector: expected one of blazeface, blazeface-short, blazeface-full, mtcnn or the path of a folder with MTCNN's weights, got toString",
    ],
    [
      { model: "nosuch" },
      "model: expected one of face88, face88-large, mesh, mesh-468 or the path of an .onnx or .tflite file, got nosuch",
    ],
    [{ threads: 0 }, "threads: expected a whole number of at least 1, got 0"],
    [{ minDetectionScore: 2 }, "minScore: expected a number from 0 to 1, got 2"],
  ])("refuses %o", async (options, message) => {
    await expect(Landmarker.load(options)).rejects.toThrow(new RangeError(message));
  });
});
