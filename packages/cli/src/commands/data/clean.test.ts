import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { indexOf, meanShape } from "@face88/points";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { face88, jsonLines, samplePhoto } from "../../testing/command.js";

interface Face {
  readonly id: string;
  readonly box: readonly [number, number, number, number];
}

let home = "";
let dataset = "";
let faces: Face[] = [];
const cleaningFile = () => join(dataset, "cleaning", "test.json");
const removed = () => {
  const file = JSON.parse(readFileSync(cleaningFile(), "utf8")) as { removed: { id: string; rule: string }[] };
  return file.removed.map(({ id, rule }) => [id, rule]);
};
const clean = (...more: string[]) => face88(["data", "clean", dataset, "--labels", "test", ...more]);

/** The mean shape in a box, brows a third of the way down. */
function pointsIn({ box: [x, y, width, height] }: Face): number[] {
  return Array.from(meanShape(), (value, i) =>
    i % 2 === 0 ? x + (value / 128) * width : y + height / 3 + (value / 128) * height * 0.66,
  );
}

/** A label whose mouth is above its brows. */
function upsideDown(face: Face): number[] {
  const points = pointsIn(face);
  const [brow, lip] = [2 * indexOf("left_eyebrow_2") + 1, 2 * indexOf("mouth_3") + 1];
  [points[brow], points[lip]] = [points[lip], points[brow]];
  return points;
}

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "face88-clean-"));
  dataset = join(home, "faces");
  const photos = join(home, "photos");
  mkdirSync(photos);
  for (const number of [1, 4]) copyFileSync(samplePhoto(number), join(photos, `${number}.jpg`));
  expect(await face88(["data", "import", photos, "-o", dataset])).toMatchObject({ code: 0 });
  faces = jsonLines<Face>(readFileSync(join(dataset, "shards", "0000.jsonl"), "utf8"));
  expect(faces.length).toBeGreaterThanOrEqual(4);
  const lines = faces.map((face, i) => ({ id: face.id, points: i === 1 ? upsideDown(face) : pointsIn(face) }));
  mkdirSync(join(dataset, "labels"));
  const text = [{ teacher: "test" }, ...lines.slice(0, -1)].map((line) => `${JSON.stringify(line)}\n`).join("");
  writeFileSync(join(dataset, "labels", "test.jsonl"), text);
}, 60_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe("face88 data clean", () => {
  it("says what each rule took out, and writes nothing on a dry run", async () => {
    const { code, stdout } = await clean("--dry-run");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^rule +looked +removed +overruled +takes out\nno-label +\d+ +1 +0 +labels that are missing/,
    );
    expect(stdout).toContain(
      `${faces[1].id}: expected points in order to 5 % of the face's size, got mouth_14 below mouth_3`,
    );
    expect(stdout).toContain(`labels test: 2 of ${faces.length} faces removed, ${faces.length - 2} left\n`);
    expect(existsSync(cleaningFile())).toBe(false);
  });

  it("remembers what a person decided until it is told to forget", async () => {
    const wrong = [
      [faces.at(-1)?.id, "no-label"],
      [faces[1].id, "wrong-order"],
    ];
    const decisions = join(home, "decisions.json");
    writeFileSync(
      decisions,
      JSON.stringify({
        decisions: { [faces[1].id]: { action: "keep" }, [faces[0].id]: { action: "drop" }, gone: { action: "drop" } },
      }),
    );
    const decided = await clean("--decisions", decisions);
    expect(decided).toMatchObject({ code: 0, errors: [] });
    expect(decided.stdout).toContain("1 decisions are about faces that are not in the dataset");
    expect(removed()).toEqual([[faces[0].id, "by-hand"], wrong[0]]);
    const once = readFileSync(cleaningFile(), "utf8");
    await clean();
    expect(readFileSync(cleaningFile(), "utf8")).toBe(once);
    await clean("--forget");
    expect(removed()).toEqual(wrong);
    await clean("--only", "wrong-order,blurred", "--set", "wrong-order=100");
    expect(removed()).toEqual([]);
  });

  it.each([
    [["--only", "blury"], "--only: expected no-label|outside|"],
    [["--set", "blurred"], "--set: expected RULE=LIMIT such as blurred=5, got blurred"],
    [["--against", "other"], "other.jsonl: expected labels (there are test), got none"],
  ])("refuses %j in one line", async (words, message) => {
    const { code, errors } = await clean(...words);
    expect([code, errors]).toEqual([2, [expect.stringContaining(message)]]);
  });
});

describe("face88 data split, stats and sheet", () => {
  it("split by photo, and show what there is", async () => {
    expect(await clean()).toMatchObject({ code: 0 });
    const split = await face88(["data", "split", dataset, "--val", "30", "--test", "30"]);
    expect(split).toMatchObject({ code: 0, errors: [] });
    expect(split.stdout).toMatch(/^source +train +val +test\nphotos/);
    const { parts } = JSON.parse(readFileSync(join(dataset, "split.json"), "utf8")) as {
      parts: Record<string, string[]>;
    };
    for (const ids of Object.values(parts)) {
      for (const id of ids)
        expect(
          faces.filter((face) => face.id.split("#")[0] === id.split("#")[0]).every((face) => ids.includes(face.id)),
        ).toBe(true);
    }
    const [page, json] = [join(home, "stats.html"), join(home, "stats.json")];
    const stats = await face88(["data", "stats", dataset, "--labels", "test", "-o", page, "--json", json]);
    expect(stats).toMatchObject({ code: 0, errors: [] });
    expect(stats.stdout).toMatch(/removed by +faces\nno-label +1\nwrong-order +1\n/);
    expect(JSON.parse(readFileSync(json, "utf8"))).toMatchObject({
      faces: faces.length,
      removed: { "no-label": 1, "wrong-order": 1 },
    });
    expect(readFileSync(page, "utf8")).toMatch(/^<!doctype html>/);
    const sheet = (rule: string) =>
      face88(["data", "sheet", dataset, "--labels", "test", "--rule", rule, "-o", join(home, "sheet.jpg")]);
    expect(await sheet("wrong-order")).toMatchObject({ code: 0, errors: [] });
    expect(readFileSync(join(home, "sheet.jpg")).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    expect(await sheet("nothing")).toMatchObject({
      code: 2,
      errors: [expect.stringContaining("--rule: expected a rule")],
    });
    const unsound = await face88(["data", "split", dataset, "--val", "60", "--test", "40"]);
    expect(unsound).toMatchObject({
      code: 2,
      errors: [expect.stringContaining("less than 100 % together, got 100 %")],
    });
  });
});
