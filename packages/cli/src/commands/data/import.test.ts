import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { face88, jsonLines, main, samplePhoto, temporaryFolder } from "../../testing/command.js";

const photos = dirname(samplePhoto(1));
const common = { source: "s", photo: "sample1.jpg", group: "g", licence: "MIT", tier: "open" };

/** A list of faces in one photo; the boxes differ, so that the pictures do. */
function faceList(folder: string, count: number): string {
  const faces = Array.from({ length: count }, (_, i) => ({
    ...common,
    id: `s/${i}`,
    box: [300 + 9 * i, 200, 300, 380],
  }));
  return writeLines(join(folder, "faces.jsonl"), faces);
}

function writeLines(path: string, values: readonly unknown[]): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, values.map((value) => `${JSON.stringify(value)}\n`).join(""));
  return path;
}

const importInto = (list: string, output: string, ...more: string[]) =>
  face88(["data", "import", list, "-o", output, "--photos", photos, ...more]);
const shard = (dataset: string, ending: string) => join(dataset, "shards", `0000.${ending}`);
const contents = (dataset: string) => ["jsonl", "bin"].map((ending) => readFileSync(shard(dataset, ending), "base64"));
const size = (path: string) => (existsSync(path) ? statSync(path).size : 0);
const reasons = (dataset: string) =>
  jsonLines<{ id: string; reason: string }>(readFileSync(join(dataset, "rejections.jsonl"), "utf8")).map(
    ({ id, reason }) => `${id} ${reason}`,
  );

/** What is said beside how far the work is, which a slow machine shows. */
const faults = ({ errors }: { readonly errors: readonly string[] }) =>
  errors.filter((line) => !line.startsWith("data import:"));

describe("face88 data import", { timeout: 300_000 }, () => {
  it("counts every entry that gives no face, with its reason, and counts it once", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "broken.jpg"), "no photo");
    copyFileSync(samplePhoto(1), join(folder, "sample1.jpg"));
    const box = [300, 200, 300, 380];
    const points = (count: number, value: number | null) => Array.from({ length: 2 * count }, () => value);
    const list = writeLines(join(folder, "faces.jsonl"), [
      { ...common, id: "s/good", box },
      { ...common, id: "s/good", box },
      { ...common, id: "s/good", box },
      { ...common, id: "s/broken", photo: "broken.jpg", box },
      { ...common, id: "s/gone", photo: "gone.jpg", box },
      { ...common, id: "s/67", box, points: { layout: "ibug68", points: points(67, 400) } },
      { ...common, id: "s/nan", box, points: { layout: "ibug68", points: points(68, null) } },
      { ...common, id: "s/far", box, points: { layout: "ibug68", points: points(68, 9000) } },
      { ...common, id: "s/flat", box: [300, 200, 0, 380] },
      { ...common, id: "s/outside", box: [5000, 200, 300, 380] },
      { ...common, id: "s/tier", tier: "free", box },
      { id: "s/nothing" },
    ]);
    const dataset = join(folder, "dataset");
    const ended = await face88(["data", "import", list, "-o", dataset]);
    expect([ended.code, faults(ended)]).toEqual([0, []]);
    expect(ended.stdout.split("\n").slice(0, -1)).toEqual([
      expect.stringMatching(/: 1 faces added in [\d.]+ s, 0 entries were there before$/),
      "  rejected: duplicate-id 2",
      "  rejected: unreadable-photo 1",
      "  rejected: missing-photo 1",
      "  rejected: bad-points 2",
      "  rejected: points-outside 1",
      "  rejected: bad-box 1",
      "  rejected: box-outside 1",
      "  rejected: bad-entry 2",
    ]);
    expect(reasons(dataset).toSorted()).toEqual([
      expect.stringMatching(/faces.jsonl:12 bad-entry$/),
      "s/67 bad-points",
      "s/broken unreadable-photo",
      "s/far points-outside",
      "s/flat bad-box",
      "s/gone missing-photo",
      "s/good#duplicate duplicate-id",
      "s/good#duplicate#1 duplicate-id",
      "s/nan bad-points",
      "s/outside box-outside",
      "s/tier bad-entry",
    ]);
    const again = await face88(["data", "import", list, "-o", dataset]);
    expect(again.stdout).toMatch(/: 0 faces added in [\d.]+ s, 12 entries were there before\n$/);
    expect(reasons(dataset)).toHaveLength(11);
  });

  it("counts rows and files of every format that are broken", async () => {
    const folder = temporaryFolder();
    const dataset = join(folder, "dataset");
    const put = (path: string, text?: string) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      if (text === undefined) copyFileSync(samplePhoto(1), join(folder, path));
      else writeFileSync(join(folder, path), text);
    };
    const pts = (count: number, value: string) => `version: 1\nn_points: ${count}\n{\n${`${value}\n`.repeat(count)}}\n`;
    for (const name of ["67", "nan", "far"]) put(`helen/${name}.jpg`);
    put("helen/67.pts", pts(67, "5 6"));
    put("helen/nan.pts", pts(68, "NaN 6"));
    put("helen/far.pts", pts(68, "9000 6").replace("9000 6", "9100 80"));
    put("wflw/WFLW_images/p.jpg");
    put(
      "wflw/list_98pt_test.txt",
      `${"5 6 ".repeat(97)}p.jpg\n${"x 6 ".repeat(98)}p.jpg\n${"9000 6 ".repeat(98)}q.jpg\n`,
    );
    put("celeba/img_align_celeba/000001.jpg", "no photo");
    put("celeba/img_align_celeba/000009.jpg");
    put("celeba/list_eval_partition.txt", "000001.jpg 0\n000002.jpg 1\n000003.jpg 3\n");
    put("coco/a.jpg");
    const images = [{ id: 1, file_name: "a.jpg", width: 10, height: 10 }];
    const annotation = (id: number, keypoints: unknown[]) => ({ id, image_id: 1, category_id: 1, keypoints });
    const annotations = [annotation(1, [1, 2, 2]), annotation(2, [1, 2, 2, null, 2, 2]), annotation(3, [1, 2])];
    const categories = [{ id: 1, name: "face", keypoints: ["a", "b"] }];
    put("coco/annotations.json", JSON.stringify({ images, annotations, categories }));
    const human = (image: string, points: unknown) => JSON.stringify({ image, set: "afw", source_md5: image, points });
    const pairs = Array.from({ length: 68 }, (_, i) => [9000 + i, 5 + i]);
    put("human68/annotations.jsonl", `${human("a", pairs.slice(1))}\n${human("b", "x")}\n${human("c.jpg", pairs)}\n`);
    put("human68/c.jpg");

    for (const source of ["helen", "wflw/list_98pt_test.txt", "celeba", "coco", "human68"]) {
      const ended = await face88(["data", "import", join(folder, source), "-o", dataset]);
      expect([ended.code, faults(ended)], source).toEqual([0, []]);
      expect(ended.stdout).toMatch(/: 0 faces added/);
    }
    expect(reasons(dataset)).toEqual([
      "helen/67 bad-points",
      "helen/far points-outside",
      "helen/nan bad-points",
      "wflw/p.jpg bad-points",
      "wflw/p.jpg#1 bad-points",
      "wflw/q.jpg missing-photo",
      "celeba/000001.jpg unreadable-photo",
      "celeba/000002.jpg missing-photo",
      "celeba/000003.jpg bad-partition",
      "celeba/000009.jpg not-listed",
      "annotations/a.jpg bad-points",
      "annotations/a.jpg#1 bad-points",
      "annotations/a.jpg#2 bad-points",
      "human68/a bad-points",
      "human68/b bad-points",
      "human68/c.jpg points-outside",
    ]);
  });

  it("says in one line that the disk is full, and goes on when there is room", async () => {
    const folder = temporaryFolder();
    const list = faceList(folder, 10);
    const [whole, cut] = [join(folder, "whole"), join(folder, "cut")];
    await importInto(list, whole);
    // Files of at most 100 KB; the pictures have twice that.
    const words = ["data", "import", list, "-o", cut, "--photos", photos];
    const child = spawn("bash", ["-c", 'ulimit -f 100; exec "$0" "$@"', process.execPath, main, ...words]);
    let errors = "";
    child.stderr.on("data", (text) => {
      errors += text;
    });
    expect(await new Promise((resolve) => child.on("close", resolve))).toBe(1);
    expect(errors).toMatch(
      /^(data import:.*\n)*face88: .*0000.bin: expected room for \d+ bytes, got a full disk \(EFBIG; .*\)\n$/,
    );
    expect(size(shard(cut, "bin"))).toBeGreaterThan(50_000);
    const again = await importInto(list, cut);
    expect(again.stdout).toMatch(/: [1-9] faces added in [\d.]+ s, [1-9] entries were there before\n$/);
    expect(contents(cut)).toEqual(contents(whole));
  });

  it("killed at any moment, loses nothing and does nothing twice", async () => {
    const folder = temporaryFolder();
    const list = faceList(folder, 12);
    const [whole, killed] = [join(folder, "whole"), join(folder, "killed")];
    await importInto(list, whole);
    let kills = 0;
    for (let run = 0; run < 4; run++) {
      // After a number of bytes more, so that the moment has nothing to do with the speed of the machine.
      const path = shard(killed, run % 2 === 0 ? "bin" : "jsonl");
      const until = size(path) + [1, 700, 30_000, 500][run];
      const ended = await importUntil(list, killed, path, until);
      if (ended.signal === "SIGKILL") kills++;
    }
    expect(kills).toBeGreaterThan(2);
    const last = await importInto(list, killed);
    expect([last.code, faults(last)]).toEqual([0, []]);
    expect(contents(killed)).toEqual(contents(whole));
    expect(await importInto(list, killed)).toMatchObject({ stdout: expect.stringMatching(/: 0 faces added/) });
  });
});

/** The same, killed when a file has reached a size. */
function importUntil(list: string, output: string, path: string, bytes: number) {
  let timer: NodeJS.Timeout;
  const words = ["data", "import", list, "-o", output, "--photos", photos];
  return face88(words, undefined, (child) => {
    timer = setInterval(() => size(path) >= bytes && child.kill("SIGKILL"), 1);
    child.on("close", () => clearInterval(timer));
  });
}
