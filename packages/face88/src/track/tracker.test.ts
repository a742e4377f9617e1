import { boundingBox, meanAbsoluteError } from "@face88/points";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { intersectionOverUnion } from "../detect/detection.js";
import type { TrackedFace } from "../face.js";
import type { RgbaImage } from "../image/rgba.js";
import { Landmarker } from "../node/landmarker.js";
import { clmtrackrFile, openCount, webcamClip } from "../testing/files.js";
import { beside, firstFrames, plain } from "../testing/images.js";
import { FaceTracker, type TrackOptions } from "./tracker.js";

type Frames = readonly { readonly image: RgbaImage; readonly time: number }[];

let landmarker: Landmarker;
/** One man at a webcam, every third of the first 60 frames. */
let one: Frames;
/** The same on the left and another one on the right. */
let two: Frames;
const empty = plain(400, 300, 90);
const nobody = plain(360, 300, 90);

beforeAll(async () => {
  landmarker = await Landmarker.load({ model: "mesh" });
  one = await firstFrames(webcamClip, 60, 3);
  const other = await firstFrames(clmtrackrFile("franck.mp4"), 60, 3);
  two = one.map(({ image, time }, i) => ({ image: beside(image, other[i].image), time }));
});
afterAll(() => landmarker.dispose());

async function follow(frames: Frames, options: TrackOptions = {}): Promise<TrackedFace[][]> {
  const tracker = new FaceTracker(landmarker.model, landmarker.detector, options);
  const found: TrackedFace[][] = [];
  for (const { image, time } of frames) found.push(await tracker.next(image, time));
  return found;
}

const ids = (found: readonly TrackedFace[][]) => found.map((faces) => faces.map(({ id }) => id).join());
/** Frames at given times: a letter is a picture. */
const script = (
  pictures: Readonly<Record<string, RgbaImage>>,
  frames: readonly (readonly [string, number])[],
): Frames => frames.map(([letter, time]) => ({ image: pictures[letter], time }));

describe("ids", () => {
  test("one face keeps its number over the clip", async () => {
    const found = await follow(one);
    expect(ids(found)).toEqual(one.map(() => "0"));
    for (const [face] of found) expect(face.score).toBeGreaterThan(0.9);
  });

  test("two people side by side keep theirs, each on their side", async () => {
    const found = await follow(two, { every: 4 });
    expect(ids(found)).toEqual(two.map(() => "0,1"));
    const sides = found[0].map(({ box }) => box[0] + box[2] / 2 > 400);
    expect(sides[0]).not.toBe(sides[1]);
    for (const faces of found) expect(faces.map(({ box }) => box[0] + box[2] / 2 > 400)).toEqual(sides);
  });

  // F: the face, -: nobody.
  test.each<readonly [string, readonly (readonly [string, number])[], readonly string[]]>([
    [
      "gone for 0.8 s, back at its place: the same",
      [
        ["F", 0],
        ["F", 0.1],
        ["-", 0.2],
        ["-", 0.5],
        ["-", 0.8],
        ["F", 0.9],
        ["F", 1],
      ],
      ["0", "0", "", "", "", "0", "0"],
    ],
    [
      "gone for 1.2 s: another",
      [
        ["F", 0],
        ["F", 0.1],
        ["-", 0.2],
        ["-", 0.7],
        ["-", 1.2],
        ["F", 1.3],
        ["F", 1.4],
      ],
      ["0", "0", "", "", "", "1", "1"],
    ],
    [
      "gone for long, few frames: another",
      [
        ["F", 0],
        ["-", 1],
        ["F", 10],
        ["-", 11],
        ["F", 11.5],
      ],
      ["0", "", "1", "", "2"],
    ],
    [
      "gone again and again for a moment: the same",
      [
        ["F", 0],
        ["-", 0.1],
        ["F", 0.2],
        ["-", 0.3],
        ["F", 0.4],
      ],
      ["0", "", "0", "", "0"],
    ],
    [
      "time that goes back: the face stays",
      [
        ["F", 5],
        ["F", 5.1],
        ["F", 1],
        ["F", 1],
      ],
      ["0", "0", "0", "0"],
    ],
  ])("%s", async (_, frames, expected) => {
    expect(ids(await follow(script({ F: one[0].image, "-": empty }, frames)))).toEqual(expected);
  });

  test("back at another place within the second: another number", async () => {
    const [left, right] = [beside(one[0].image, nobody), beside(nobody, one[0].image)];
    const frames = script({ L: left, R: right, "-": beside(empty, nobody) }, [
      ["L", 0],
      ["-", 0.1],
      ["R", 0.2],
      ["L", 0.3],
    ]);
    const found = ids(await follow(frames));
    expect(found.slice(0, 3)).toEqual(["0", "", "1"]);
  });
});

describe("looking for new faces", () => {
  test.each([1, 3, 5])("with every %d a face that comes in is followed within so many frames", async (every) => {
    const alone = beside(one[0].image, nobody);
    const frames = [...Array.from({ length: 4 }, () => alone), ...two.slice(0, 8).map(({ image }) => image)];
    const found = await follow(
      frames.map((image, i) => ({ image, time: i * 0.04 })),
      { every },
    );
    const first = found.findIndex((faces) => faces.length === 2);
    expect(first).toBeGreaterThanOrEqual(4);
    expect(first).toBeLessThan(4 + every);
    expect(ids(found.slice(first))).toEqual(found.slice(first).map(() => "0,1"));
  });

  test("at most maxFaces are followed, the surest first", async () => {
    const found = await follow(two.slice(0, 6), { maxFaces: 1, every: 1 });
    expect(ids(found)).toEqual(["0", "0", "0", "0", "0", "0"]);
    const [best] = await landmarker.detector.detect(two[0].image);
    expect(intersectionOverUnion(boundingBox(found[0][0].points.data), best.box)).toBeGreaterThan(0.3);
  });

  test("a threshold that no face reaches: none", async () => {
    expect(ids(await follow(one.slice(0, 3), { minScore: 1 }))).toEqual(["", "", ""]);
  });

  test("frames of 1x1 and of changing size", async () => {
    const frames = [plain(1, 1), one[0].image, two[0].image, plain(3, 500)].map((image, i) => ({
      image,
      time: i / 25,
    }));
    expect(ids(await follow(frames, { every: 1 }))).toEqual(["", "0", "0,1", ""]);
  });
});

describe("smoothing", () => {
  /** Mean size of the second difference of all coordinates from frame to frame: what trembles, motion left out. */
  const tremble = (found: readonly TrackedFace[][]) => {
    const sets = found.map(([face]) => face.points.data);
    let sum = 0;
    for (let i = 2; i < sets.length; i++) {
      const expected = sets[i - 1].map((value, k) => 2 * value - sets[i - 2][k]);
      sum += meanAbsoluteError(sets[i], expected);
    }
    return sum / (sets.length - 2);
  };

  test("lowers what trembles, and stays near the network's points", async () => {
    const frames = await firstFrames(webcamClip, 60);
    const raw = await follow(frames, { smoothing: false });
    const smooth = await follow(frames);
    const calm = await follow(frames, { smoothing: { minCutoff: 0.3, beta: 5 } });
    expect(tremble(smooth)).toBeLessThan(0.7 * tremble(raw));
    expect(tremble(calm)).toBeLessThan(tremble(smooth));
    smooth.forEach(([face], i) => {
      expect(meanAbsoluteError(face.points.data, raw[i][0].points.data)).toBeLessThan(0.02 * face.box[2]);
    });
  });

  test("without it the points are the network's own, and so is the mesh", async () => {
    const [first] = await follow(one.slice(0, 1), { smoothing: false });
    const { faces } = await landmarker.detect(one[0].image);
    expect([...first[0].points.data]).toEqual([...faces[0].points.data]);
    expect([...first[0].mesh!]).toEqual([...faces[0].mesh!]);
  });

  test("changes in the middle, and keeps the faces and what the filters know of them", async () => {
    const right = beside(plain(12, 300, 90), one[0].image);
    const frames = [one[0].image, one[0].image, right, right].map((image, i) => ({ image, time: i / 25 }));
    const tracker = new FaceTracker(landmarker.model, landmarker.detector, { smoothing: {} });
    const found: TrackedFace[] = [];
    for (const { image, time } of frames) {
      if (time === 2 / 25) tracker.smooth({ minCutoff: 0.01, beta: 0 });
      if (time === 3 / 25) tracker.smooth(false);
      found.push(...(await tracker.next(image, time)));
    }
    expect(found.map(({ id }) => id)).toEqual([0, 0, 0, 0]);
    const moved = found.map(({ points }) => points.byName("nose_0")[0] - found[0].points.byName("nose_0")[0]);
    expect(Math.abs(moved[2])).toBeLessThan(0.5);
    expect(Math.abs(moved[3] - 12)).toBeLessThan(1.5);
    expect(() => tracker.smooth({ beta: NaN })).toThrow(
      new RangeError("beta: expected a finite number of at least 0, got NaN"),
    );
  });

  test("a still picture stands still", async () => {
    const still = await follow(Array.from({ length: 12 }, (_, i) => ({ image: one[0].image, time: i / 25 })));
    expect(meanAbsoluteError(still[11][0].points.data, still[10][0].points.data)).toBeLessThan(0.05);
  });
});

test.each<readonly [TrackOptions, string]>([
  [{ every: 0 }, "every: expected a whole number of at least 1, got 0"],
  [{ every: 2.5 }, "every: expected a whole number of at least 1, got 2.5"],
  [{ maxFaces: 0 }, "maxFaces: expected a whole number of at least 1, got 0"],
  [{ maxFaces: Infinity }, "maxFaces: expected a whole number of at least 1, got Infinity"],
  [{ minScore: -0.1 }, "minScore: expected a number from 0 to 1, got -0.1"],
  [{ minScore: NaN }, "minScore: expected a number from 0 to 1, got NaN"],
  [{ smoothing: { minCutoff: 0 } }, "minCutoff: expected a finite number above 0, got 0"],
])("refuses %o", (options, message) => {
  expect(() => new FaceTracker(landmarker.model, landmarker.detector, options)).toThrow(new RangeError(message));
});

describe("track of a file", () => {
  test("frames come with their numbers and times; break closes the file, and it may be tracked again", async () => {
    for (let turn = 0; turn < 2; turn++) {
      let frames = 0;
      for await (const { index, time, duration, faces, image } of landmarker.track(webcamClip)) {
        expect([index, image.width, image.height, faces.length, faces[0].id]).toEqual([frames, 400, 300, 1, 0]);
        expect(time).toBeCloseTo(index * 0.04, 6);
        expect(duration).toBeCloseTo(0.04, 6);
        if (++frames === 3) break;
      }
      await expect.poll(() => openCount(webcamClip)).toBe(0);
    }
  });

  test("an error in the loop closes it too, and so does one in the options", async () => {
    const failing = async () => {
      for await (const { index } of landmarker.track(webcamClip)) if (index === 1) throw new Error("enough");
    };
    await expect(failing()).rejects.toThrow("enough");
    await expect(landmarker.track(webcamClip, { every: 0 }).next()).rejects.toThrow(RangeError);
    await expect.poll(() => openCount(webcamClip)).toBe(0);
  });

  test("two videos at once keep their faces apart", async () => {
    const streams = [landmarker.track(webcamClip), landmarker.track(webcamClip)];
    for (let i = 0; i < 4; i++) {
      const results = await Promise.all(streams.map((stream) => stream.next()));
      const faces = results.map(({ value }) => (value as { faces: TrackedFace[] }).faces[0]);
      expect(faces.map(({ id }) => id)).toEqual([0, 0]);
      expect([...faces[0].points.data]).toEqual([...faces[1].points.data]);
    }
    await Promise.all(streams.map((stream) => stream.return(undefined)));
    await expect.poll(() => openCount(webcamClip)).toBe(0);
  });

  test("frames of one's own, from a plain array, keep what else they hold", async () => {
    const names: string[] = [];
    for await (const { name, faces } of landmarker.track([{ ...one[0], name: "a" }]))
      names.push(`${name}${faces.length}`);
    expect(names).toEqual(["a1"]);
    const broken = landmarker.track([{ image: { width: 2, height: 2, data: new Uint8Array(3) }, time: 0 }]);
    await expect(broken.next()).rejects.toThrow("image: expected 16 bytes (RGBA, 2x2), got 3 bytes");
  });
});
