import { appendFile, readFile, stat, symlink, truncate, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { SourceFace } from "../face-record.js";
import { Dataset } from "../store/dataset.js";
import { DatasetWriter } from "../store/writer.js";
import { drawnBox, drawnPoints, drawPhoto, temporaryFolder } from "../testing/photos.js";
import { type BuildOptions, build } from "./build.js";
import { oneFace, type Source, type SourceEntry } from "./source.js";

const count = 6;
let photos = "";
beforeAll(async () => {
  const folder = await temporaryFolder();
  photos = folder.path;
  for (let i = 0; i < count; i++) await drawPhoto(join(photos, `${i}.jpg`), i);
  return () => folder[Symbol.asyncDispose]();
});

const face = (name: string, more: Partial<SourceFace> = {}): SourceFace => ({
  id: `drawn/${name}`,
  source: "drawn",
  photo: name,
  group: name,
  licence: "MIT",
  tier: "open",
  box: drawnBox(60, 70, 1),
  ...more,
});

const all = (): SourceEntry[] => Array.from({ length: count }, (_, i) => oneFace(face(`${i}.jpg`)));
const source = (entries = all()): Source => ({ root: photos, entries });

async function run(folder: string, entries?: SourceEntry[], options?: BuildOptions) {
  await using writer = await DatasetWriter.open(folder);
  return await build(source(entries), writer, options);
}

const contents = async (folder: string) =>
  Promise.all(["0000.jsonl", "0000.bin"].map((file) => readFile(join(folder, "shards", file))));

describe("build", () => {
  it("stores records and pictures, and does nothing twice", async () => {
    await using folder = await temporaryFolder();
    expect(await run(folder.path)).toEqual({ before: 0, added: count, rejected: {} });
    const once = await contents(folder.path);
    expect(await run(folder.path)).toEqual({ before: count, added: 0, rejected: {} });
    expect(await contents(folder.path)).toEqual(once);
    await using dataset = await Dataset.open(folder.path);
    expect(dataset.faces.map(({ id }) => id)).toEqual(all().map((entry) => entry.kind !== "rejected" && entry.id));
    const { stored, width, height, boxFrom } = dataset.faces[2];
    expect({ width, height, boxFrom }).toEqual({ width: 240, height: 280, boxFrom: "source" });
    // Seed square: centre 124, 110, side 208; 1.4 times that is cut at the photo's edges.
    expect(stored).toEqual({ left: 0, top: 0, width: 240, height: 257, scale: 1 });
    const picture = await dataset.picture(2);
    expect([picture.width, picture.height, picture.data.length]).toEqual([240, 257, 240 * 257 * 4]);
    expect(dataset.indexOf("drawn/3.jpg")).toBe(3);
    await expect(dataset.jpeg(count)).rejects.toThrow(RangeError);
  });

  it.each([
    ["in the middle of a line", (name: string) => appendFile(`${name}.jsonl`, '{"id":"drawn/3')],
    ["between picture and line", (name: string) => appendFile(`${name}.bin`, "half a picture")],
    [
      "before the picture reached the disk",
      async (name: string) => truncate(`${name}.bin`, (await stat(`${name}.bin`)).size - 5),
    ],
  ])("goes on after a kill %s", async (_, harm) => {
    await using whole = await temporaryFolder();
    await run(whole.path);
    await using folder = await temporaryFolder();
    await run(folder.path, all().slice(0, 3));
    await harm(join(folder.path, "shards", "0000"));
    // A killed process leaves its mark behind as well; no process has this number.
    await writeFile(join(folder.path, "writing.lock"), "4194305");
    await run(folder.path);
    expect(await contents(folder.path)).toEqual(await contents(whole.path));
  });

  it("goes on after being stopped", async () => {
    await using folder = await temporaryFolder();
    const controller = new AbortController();
    const options = { signal: controller.signal, onEntry: (done: number) => done === 2 && controller.abort() };
    await expect(run(folder.path, undefined, options as BuildOptions)).rejects.toThrow(/abort/);
    expect(await run(folder.path)).toMatchObject({ before: 2, added: count - 2 });
  });

  it("says that the disk is full, and goes on when it is not", async () => {
    await using folder = await temporaryFolder();
    await run(folder.path, []);
    const pictures = join(folder.path, "shards", "0000.bin");
    await unlink(pictures);
    await symlink("/dev/full", pictures);
    await expect(run(folder.path)).rejects.toThrow(/0000.bin: expected room for \d+ bytes, got a full disk/);
    await unlink(pictures);
    expect(await run(folder.path)).toMatchObject({ before: 0, added: count });
  });

  it("lets only one process write", async () => {
    await using folder = await temporaryFolder();
    await using first = await DatasetWriter.open(folder.path);
    expect(first.has("x")).toBe(false);
    await expect(DatasetWriter.open(folder.path)).rejects.toThrow(/expected no other writer, got process \d+ at work/);
  });

  it("counts what gives no face, with the reason", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(photos, "broken.jpg"), "no photo");
    const { box: _, ...boxless } = face("1.jpg", { id: "drawn/boxless" });
    const points = (left: number) => ({ layout: "face88", points: drawnPoints(left, 70, 1) });
    const entries = [
      oneFace(face("broken.jpg")),
      oneFace(face("gone.jpg")),
      oneFace(face("0.jpg")),
      oneFace(face("0.jpg")),
      oneFace(face("1.jpg", { box: [1, 2, Number.NaN, 4] })),
      oneFace(face("2.jpg", { box: [900, 2, 50, 50] })),
      oneFace(face("3.jpg", { points: points(200) })),
      oneFace(boxless),
      { kind: "search", id: "drawn/search", photo: "4.jpg", face: boxless } as const,
    ];
    const report = await run(folder.path, entries, { detect: async () => [] });
    expect(report).toEqual({
      before: 0,
      added: 1,
      rejected: {
        "unreadable-photo": 1,
        "missing-photo": 1,
        "duplicate-id": 1,
        "bad-box": 1,
        "box-outside": 1,
        "points-outside": 1,
        "no-box": 1,
        "no-face": 1,
      },
    });
    expect(await run(folder.path, entries, { detect: async () => [] })).toMatchObject({
      before: 9,
      added: 0,
      rejected: {},
    });
    await using dataset = await Dataset.open(folder.path);
    expect(dataset.rejections.map(({ reason }) => reason)).toHaveLength(8);
  });

  it("takes the box from the detection that fits the points, else from the points", async () => {
    await using folder = await temporaryFolder();
    const { box: _, ...boxless } = face("1.jpg", { points: { layout: "face88", points: drawnPoints(60, 70, 1) } });
    const detection = (x: number) => ({ box: [x, 70, 128, 128], score: 1, keypoints: new Float32Array(0) }) as const;
    await run(folder.path, [oneFace(boxless)], { detect: async () => [detection(-300), detection(60)] });
    await run(folder.path, [oneFace({ ...boxless, id: "drawn/b" })], { detect: async () => [detection(-300)] });
    await using dataset = await Dataset.open(folder.path);
    expect(dataset.faces.map(({ boxFrom }) => boxFrom)).toEqual(["detector", "points"]);
  });
});
