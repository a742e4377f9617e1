import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { face88, jsonLines, samplePhoto } from "../../testing/command.js";

interface Line {
  readonly teacher?: string;
  readonly id: string;
  readonly points: number[];
  readonly confidence: number[];
}

let home = "";
let faces = "";
const before = process.env.FACE88_HOME;
const labelsOf = (name: string) => readFileSync(join(faces, "labels", `${name}.jsonl`), "utf8");

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "face88-label-"));
  const photos = join(home, "photos");
  mkdirSync(photos);
  for (const number of [1, 4, 5]) copyFileSync(samplePhoto(number), join(photos, `${number}.jpg`));
  faces = join(home, "faces");
  process.env.FACE88_HOME = join(home, "cache");
  expect(await face88(["data", "import", photos, "-o", faces])).toMatchObject({ code: 0 });
});
afterAll(() => {
  if (before === undefined) delete process.env.FACE88_HOME;
  else process.env.FACE88_HOME = before;
  rmSync(home, { recursive: true, force: true });
});

describe("face88 data label", () => {
  it("writes the same lines whatever the number of threads, and asks nothing twice", async () => {
    const label = (name: string, ...more: string[]) =>
      face88(["data", "label", faces, "--teacher", "mesh-468,mesh-attention", "--labels", name, ...more]);
    expect(await label("one", "--workers", "1")).toMatchObject({ code: 0 });
    const [header, ...lines] = jsonLines<Line>(labelsOf("one"));
    expect(header.teacher).toMatch(/^ensemble/);
    expect(lines.length).toBeGreaterThanOrEqual(6);
    for (const { points, confidence } of lines) {
      expect([points.length, confidence.length]).toEqual([176, 88]);
      expect(Math.min(...confidence)).toBeGreaterThan(0);
      expect(Math.max(...confidence)).toBeLessThanOrEqual(1);
    }

    // Without what the first run kept, so that three threads have to work.
    process.env.FACE88_HOME = join(home, "another-cache");
    expect(await label("three", "--workers", "3")).toMatchObject({ code: 0 });
    expect(labelsOf("three")).toBe(labelsOf("one"));

    // Cut in the middle of a line, as a kill leaves it.
    writeFileSync(join(faces, "labels", "three.jsonl"), labelsOf("one").slice(0, -700));
    const again = await label("three");
    expect(again.stdout).toMatch(/labels three: 1 added, \d+ were there before, 0 without a face/);
    expect(labelsOf("three")).toBe(labelsOf("one"));
  });

  it("weighs its teachers", async () => {
    const label = async (name: string, teachers: string, ...more: string[]) => {
      const ended = await face88(["data", "label", faces, "--teacher", teachers, "--labels", name, ...more]);
      expect(ended).toMatchObject({ code: 0 });
      return jsonLines<Line>(labelsOf(name))[1].points;
    };
    const first = await label("first", "mesh-468");
    const second = await label("second", "mesh-attention");
    const mixed = await label("mixed", "mesh-468,mesh-attention", "--weights", "1,3");
    mixed.forEach((value, i) => {
      expect(value).toBeCloseTo((first[i] + 3 * second[i]) / 4, 2);
    });
  });

  it.each<[string, string[], RegExp]>([
    ["an unknown teacher", ["--teacher", "nobody"], /^face88: teacher: expected mesh-v2, .*, got nobody$/],
    [
      "weights of another number",
      ["--teacher", "mesh-468", "--weights", "1,2"],
      /^face88: weights: expected 1 numbers, got 2$/,
    ],
    [
      "a weight that is none",
      ["--teacher", "mesh-468,mesh-attention", "--weights", "1,x"],
      /weights: expected 2 numbers above 0, got/,
    ],
    [
      "a teacher and a fusion",
      ["--teacher", "mesh-468", "--fuse", "one"],
      /^face88: expected --teacher or --fuse, got none or both$/,
    ],
    [
      "no thread",
      ["--teacher", "mesh-468", "--workers", "0"],
      /^face88: --workers: expected a whole number of at least 1, got 0$/,
    ],
  ])("refuses %s with one line", async (_, words, message) => {
    const { code, errors } = await face88(["data", "label", faces, "--labels", "bad", ...words]);
    expect(code).toBe(2);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(message);
  });

  it("names the file of a teacher that is not there", async () => {
    const kept = process.env.FACE88_FACE_LANDMARKER;
    delete process.env.FACE88_FACE_LANDMARKER;
    const { code, errors } = await face88(["data", "label", faces, "--teacher", "mesh-v2", "--labels", "bad"]);
    if (kept !== undefined) process.env.FACE88_FACE_LANDMARKER = kept;
    expect([code, errors.length]).toEqual([1, 1]);
    expect(errors[0]).toMatch(/^face88: mesh-v2: expected face_landmarks_detector.tflite/);
  });
});
