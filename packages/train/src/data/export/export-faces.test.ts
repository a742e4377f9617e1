import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { invert, MIRROR, POINTS, transformPoints } from "@face88/points";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { photoToCrop, seedRegion } from "../crop/seed-crop.js";
import { photoToStored } from "../crop/stored-rectangle.js";
import type { FaceRecord, SourceFace } from "../face-record.js";
import { build } from "../import/build.js";
import { openSource } from "../import/open-source.js";
import { oneFace } from "../import/source.js";
import { LabelWriter } from "../labels/label-writer.js";
import { writeSplitFile } from "../split/split-file.js";
import { Dataset } from "../store/dataset.js";
import { DatasetWriter } from "../store/writer.js";
import { drawnBox, drawnPoints, drawPhoto, temporaryFolder } from "../testing/photos.js";
import type { CocoFile } from "./coco-format.js";
import { EXPORT_FORMATS, type ExportOptions, exportFaces } from "./export-faces.js";
import { FileNames } from "./file-names.js";

const common = { source: "drawn", licence: "CC BY 4.0", tier: "open" } as const;
const hand = { layout: "ibug68", points: Array.from({ length: 136 }, (_, i) => 90 + (i % 2 ? i / 2 : i / 3)) };
const faces: SourceFace[] = [
  { ...common, id: "drawn/a.jpg", photo: "a.jpg", group: "ann", box: drawnBox(60, 70, 1), points: hand },
  { ...common, id: "drawn/a.jpg#1", photo: "a.jpg", group: "ann", box: drawnBox(70, 80, 0.8), tier: "research" },
  {
    ...common,
    id: "other/ä b/c.png",
    source: "other",
    photo: "c.jpg",
    group: "bob",
    box: drawnBox(60, 70, 1),
    split: "val",
  },
  // Four times as large: stored at a fraction of its size.
  {
    ...common,
    id: "drawn/large",
    photo: "large.jpg",
    group: "eve",
    box: [240, 152, 512, 640],
    attributes: { age: "20-29", pose: 1 },
  },
  { ...common, id: "drawn/no-label", photo: "c.jpg", group: "bob", licence: "CC0", box: drawnBox(60, 70, 1) },
];
const labels: Readonly<Record<string, number[]>> = {
  "drawn/a.jpg": drawnPoints(60.127, 70.001, 1),
  "drawn/a.jpg#1": drawnPoints(70, 80, 0.8),
  "other/ä b/c.png": drawnPoints(60, 70, 1),
  "drawn/large": drawnPoints(240, 280, 4),
};

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let dataset = "";
const at = (name: string) => join(folder.path, name);

beforeAll(async () => {
  folder = await temporaryFolder();
  for (const [seed, name] of ["a.jpg", "c.jpg"].entries()) await drawPhoto(at(`photos/${name}`), seed);
  await sharp(at("photos/a.jpg")).resize(960).jpeg().toFile(at("photos/large.jpg"));
  dataset = at("dataset");
  await using writer = await DatasetWriter.open(dataset);
  expect(await build({ root: at("photos"), entries: faces.map(oneFace) }, writer)).toMatchObject({ added: 5 });
  await using lines = await LabelWriter.open(dataset, "drawn", "by hand");
  for (const [id, points] of Object.entries(labels)) {
    const rounded = points.map((value) => Math.round(value * 1e3) / 1e3);
    await lines.add({ id, points: rounded, confidence: Array.from({ length: 88 }, (_, i) => i / 100) });
  }
  const [train, test] = [
    ["drawn/a.jpg", "drawn/a.jpg#1", "drawn/large"],
    ["other/ä b/c.png", "drawn/no-label"],
  ];
  await writeSplitFile(dataset, { seed: 1, val: 0, test: 0.5, parts: { train, val: [], test } });
});
afterAll(() => folder[Symbol.asyncDispose]());

/** Exports, imports what was written, and gives the records of both. */
async function roundTrip(name: string, options: Partial<ExportOptions>) {
  const output = at(name);
  const count = await exportFaces({ dataset, output, format: "coco", labels: "drawn", ...options });
  await using writer = await DatasetWriter.open(at(`${name}-again`));
  expect(await build(await openSource(output), writer)).toEqual({ before: 0, added: count, rejected: {} });
  await using before = await Dataset.open(dataset);
  await using after = await Dataset.open(at(`${name}-again`));
  return after.faces.map((face) => ({ face, original: before.faces[before.indexOf(face.id) as number] }));
}

const transforms = {
  stored: ({ stored }: FaceRecord) => photoToStored(stored),
  crop: ({ box }: FaceRecord) => photoToCrop(seedRegion(box)),
  photo: () => [1, 0, 0, 1, 0, 0] as const,
};

describe("exportFaces", () => {
  const cases = EXPORT_FORMATS.flatMap((format) =>
    (["stored", "crop", "photo"] as const).map((pictures) => [format, pictures] as const),
  );
  it.each(cases)("%s with %s pictures comes back whole", async (format, pictures) => {
    const options = { format, pictures, photos: at("photos") };
    const found = await roundTrip(`${format}-${pictures}`, options);
    expect(found.map(({ face }) => face.id)).toEqual(Object.keys(labels));
    for (const { face, original } of found) {
      const meaning = ({ source, group, licence, tier, split, attributes }: FaceRecord) => ({
        ...{ source, group, licence, tier, split, attributes },
      });
      expect(meaning(face)).toEqual(meaning(original));
      expect(face.points?.layout).toBe("face88");
      const back = invert(transforms[pictures](original));
      const points = transformPoints(back, Float64Array.from(face.points?.points ?? []));
      points.forEach((value, i) => {
        expect(Math.abs(value - labels[face.id][i])).toBeLessThan(1e-3);
      });
      const [x, y, w, h] = face.box;
      const corners = transformPoints(back, new Float64Array([x, y, x + w, y + h]));
      const [left, top, width, height] = original.box;
      [left, top, left + width, top + height].forEach((value, i) => {
        expect(Math.abs(corners[i] - value)).toBeLessThan(1e-3);
      });
      if (pictures === "photo") expect(face.content).toBe(original.content);
    }
  });

  it("gives the points that came with the photos where no labels are named", async () => {
    const [only, ...others] = await roundTrip("hand", { labels: undefined, format: "pts" });
    expect(others).toEqual([]);
    expect(only.face.id).toBe("drawn/a.jpg");
    expect(only.face.points?.layout).toBe("ibug68");
    const layout = JSON.parse(await readFile(at("hand/layout.json"), "utf8"));
    expect(layout.layouts[0].mirror).toHaveLength(68);
  });

  it("writes names, skeleton and mirror pairs as COCO's tools want them", async () => {
    await exportFaces({ dataset, output: at("coco"), format: "coco", labels: "drawn" });
    const coco: CocoFile = JSON.parse(await readFile(at("coco/annotations.json"), "utf8"));
    const [category] = coco.categories ?? [];
    expect(category.keypoints).toEqual(POINTS.map(({ name }) => name));
    expect(category.flip_indices).toEqual(MIRROR);
    expect(Math.min(...category.skeleton.flat())).toBe(1);
    expect(Math.max(...category.skeleton.flat())).toBe(88);
    expect(coco.annotations[0]).toMatchObject({ num_keypoints: 88, iscrowd: 0, image_id: 1 });
    expect(coco.annotations[0].keypoints).toHaveLength(264);
    expect(coco.annotations[0].confidence?.[50]).toBe(0.5);
    expect(coco.licenses?.map(({ name }) => name)).toEqual(["CC BY 4.0"]);
    for (const { file_name, width, height } of coco.images) {
      expect(await sharp(at(`coco/${file_name}`)).metadata()).toMatchObject({ width, height, format: "jpeg" });
    }
  });

  it("writes one part of the split", async () => {
    const found = await roundTrip("train", { split: "train" });
    expect(found.map(({ face }) => [face.id, face.split])).toEqual([
      ["drawn/a.jpg", "train"],
      ["drawn/a.jpg#1", "train"],
      ["drawn/large", "train"],
    ]);
  });

  it("leaves nothing behind when it fails", async () => {
    const gone = {
      dataset,
      output: at("gone"),
      format: "pts",
      labels: "drawn",
      pictures: "photo",
      photos: at("x"),
    } as const;
    await expect(exportFaces(gone)).rejects.toThrow(/a.jpg: expected a photo of the dataset, got no such file/);
    expect((await readdir(folder.path)).filter((name) => /gone|part/.test(name))).toEqual([]);
    await writeFile(at("file"), "");
    const into = (output: string) => exportFaces({ dataset, output, format: "jsonl", labels: "drawn" });
    await expect(into(at("photos"))).rejects.toThrow(/expected a new or an empty folder, got one with 3 entries/);
    await expect(into(at("file"))).rejects.toThrow(/file: expected a folder to write to, got ENOTDIR/);
    await expect(into(at("none/x"))).rejects.toThrow(/expected a folder .*none that can be written to, got none/);
  });
});

describe("file names", () => {
  it("are plain, and no two are alike", () => {
    const names = new FileNames();
    const ids = ["a/b.jpg", "a/b.png", "A/B", "a/b.jpg#1", "../../etc/x", "ä é.JPG", "a_1.jpg", "/", ""];
    expect(ids.map((id) => names.next(id))).toEqual([
      "a/b",
      "a/b-2",
      "A/B-3",
      "a/b_1",
      "_/_/etc/x",
      "___",
      "a_1",
      "face",
      "face-2",
    ]);
  });
});
