import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drawnPoints, drawPhoto, temporaryFolder } from "../testing/photos.js";
import { openSource } from "./open-source.js";
import { formatPts, parsePts } from "./pts-file.js";
import type { SourceEntry } from "./source.js";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
  await drawPhoto(join(folder.path, "photo.jpg"));
});
afterAll(() => folder[Symbol.asyncDispose]());

async function tree(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const root = join(folder.path, name);
  for (const [file, text] of Object.entries(files)) {
    await mkdir(join(root, file, ".."), { recursive: true });
    if (text === "photo") await copyFile(join(folder.path, "photo.jpg"), join(root, file));
    else await writeFile(join(root, file), text);
  }
  return root;
}

const shown = (entry: SourceEntry) =>
  entry.kind === "rejected" ? `${entry.rejection.id}: ${entry.rejection.reason}` : `${entry.kind} ${entry.id}`;

const face = (entry: SourceEntry) => {
  if (entry.kind === "rejected") throw new Error(`expected a face, got ${JSON.stringify(entry)}`);
  return entry.kind === "faces" ? entry.faces[0] : entry.face;
};

describe("importers", () => {
  it("a folder of photos", async () => {
    const root = await tree("party", { "b/2.png": "photo", "a.jpg": "photo", "notes.txt": "x" });
    const { entries } = await openSource(root, undefined, { licence: "CC0", tier: "open" });
    expect(entries.map(shown)).toEqual(["search party/a.jpg", "search party/b/2.png"]);
    expect(face(entries[0])).toMatchObject({ licence: "CC0", tier: "open", group: "party/a.jpg" });
  });

  it("CelebA, aligned, with its partition, identities and points; a bad row is rejected", async () => {
    const root = await tree("celeba", {
      "img_align_celeba/000001.jpg": "photo",
      "list_eval_partition.txt": "000001.jpg 0\n000002.jpg 2\r\n000003.jpg 7\n000004.jpg 1\n",
      "identity_CelebA.txt": "000001.jpg 2880\n000002.jpg 2937\n",
      "list_landmarks_align_celeba.txt":
        "2\nlefteye_x lefteye_y\n000001.jpg  69 109 106 113 77 142 73 152 108 154\n000004.jpg 1 2 3\n",
    });
    const { entries } = await openSource(root);
    expect(entries.map(shown)).toEqual([
      "search celeba/000001.jpg",
      "search celeba/000002.jpg",
      "celeba/000003.jpg: bad-partition",
      "celeba/000004.jpg: bad-points",
    ]);
    expect(face(entries[0])).toMatchObject({
      split: "train",
      group: "celeba:2880",
      points: { layout: "celeba5", points: [69, 109, 106, 113, 77, 142, 73, 152, 108, 154] },
    });
    expect(face(entries[1])).toMatchObject({ split: "test", group: "celeba:2937" });
  });

  it("CelebA in the wild, with boxes", async () => {
    const root = await tree("wild", {
      "Img/img_celeba/000001.jpg": "photo",
      "Eval/list_eval_partition.txt": "000001.jpg 1\n",
      "Anno/list_bbox_celeba.txt": "1\nimage_id x_1 y_1 width height\n000001.jpg    95  71 226 313\n",
    });
    const { entries } = await openSource(root);
    expect(face(entries[0])).toMatchObject({ split: "val", box: [95, 71, 226, 313] });
  });

  it("300-W .pts files, counted from 1; 67 points, letters and a missing photo are rejected", async () => {
    const pts = (count: number, last = "5.5 6") =>
      `version: 1\nn_points: ${count}\n{\n${"1 1\n".repeat(67)}${last}\n}\n`;
    const root = await tree("helen", {
      "a.jpg": "photo",
      "a.pts": pts(68),
      "b.pts": pts(67),
      "c.jpg": "photo",
      "c.pts": pts(67, ""),
      "d.jpg": "photo",
      "d.pts": pts(68, "x 2"),
      "e.jpg": "photo",
      "e_2.pts": pts(68),
    });
    const { entries } = await openSource(root);
    expect(entries.map(shown)).toEqual([
      "faces helen/a",
      "helen/b: missing-photo",
      "helen/c: bad-points",
      "helen/d: bad-points",
      "faces helen/e_2",
    ]);
    expect(face(entries[0]).points).toMatchObject({ layout: "ibug68" });
    expect(face(entries[0]).points?.points.slice(-4)).toEqual([0, 0, 4.5, 5]);
    expect(face(entries[4])).toMatchObject({ photo: "e.jpg" });
  });

  it("WFLW's lists, faces of one photo together", async () => {
    const row = (count: number) => `${"10.5 20 ".repeat(count)}1 2 30 40 0 1 0 0 1 0 1--Parade/p.jpg`;
    const root = await tree("WFLW", {
      "WFLW_images/1--Parade/p.jpg": "photo",
      "WFLW_annotations/lists/list_98pt_rect_attr_test.txt": `${row(98)}\n${row(98)}\n${row(97)}\n`,
    });
    const { entries } = await openSource(join(root, "WFLW_annotations/lists/list_98pt_rect_attr_test.txt"));
    expect(entries.map(shown)).toEqual([
      "faces wflw/1--Parade/p.jpg",
      "faces wflw/1--Parade/p.jpg#1",
      "wflw/1--Parade/p.jpg#2: bad-points",
    ]);
    expect(face(entries[1])).toMatchObject({
      split: "test",
      group: "wflw/1--Parade/p.jpg",
      attributes: { expression: 1, occlusion: 1, blur: 0 },
    });
  });

  it("COCO keypoints of others", async () => {
    const root = await tree("coco", {
      "faces.json": JSON.stringify({
        images: [{ id: 7, file_name: "a.jpg", width: 240, height: 280, license: 1 }],
        licenses: [{ id: 1, name: "CC BY 2.0", url: "" }],
        annotations: [
          { id: 1, image_id: 7, category_id: 1, bbox: [1, 2, 30, 40], keypoints: [5, 6, 2, 7, 8, 1] },
          { id: 2, image_id: 8, category_id: 1, bbox: [1, 2, 30, 40], keypoints: [] },
          { id: 3, image_id: 7, category_id: 1, bbox: [1, 2, 30, 40], keypoints: [5, null, 2] },
        ],
      }),
    });
    const { entries } = await openSource(join(root, "faces.json"));
    expect(entries.map(shown)).toEqual([
      "faces faces/a.jpg",
      "faces/annotation-2: missing-image",
      "faces/a.jpg#1: bad-points",
    ]);
    expect(face(entries[0])).toMatchObject({
      licence: "CC BY 2.0",
      box: [1, 2, 30, 40],
      points: { layout: "points2", points: [5, 6, 7, 8], visible: [2, 1] },
    });
  });

  it("folders with index.csv and annotations.jsonl, persons of the London set together", async () => {
    const points = Array.from({ length: 68 }, (_, i) => [i, i]);
    const root = await tree("shared", {
      "open/fairface/index.csv": "file,age,x,y,w,h\r\ntrain_1.jpg,50-59,1,2,3,4\r\n",
      "open/webmorph/annotations.jsonl": `${JSON.stringify({ image: "london-neutral_001_03.jpg", set: "london-neutral", licence: "CC BY 4.0", width: 8, height: 8, tem: null })}
${JSON.stringify({ image: "london-smiling_001_08.jpg", set: "london-smiling", licence: "CC BY 4.0", width: 8, height: 8, tem: [[1, 2]] })}\n`,
      "human68/annotations.jsonl": `${JSON.stringify({ image: "a.jpg", width: 8, height: 8, points, set: "afw", source_md5: "ff" })}
${JSON.stringify({ image: "b.jpg", width: 8, height: 8, points: points.slice(1), set: "afw", source_md5: "ff" })}
${JSON.stringify({ image: "c.jpg", width: 8, height: 8, points: [[null, 1], ...points.slice(1)], set: "afw", source_md5: "fe" })}\n`,
    });
    const { entries } = await openSource(root);
    expect(entries.map(shown)).toEqual([
      "faces fairface/train_1.jpg",
      "search webmorph/london-neutral_001_03.jpg",
      "faces webmorph/london-smiling_001_08.jpg",
      "faces human68/a.jpg",
      "human68/b.jpg: bad-points",
      "human68/c.jpg: bad-points",
    ]);
    expect(face(entries[0])).toEqual({
      id: "fairface/train_1.jpg",
      source: "fairface",
      photo: "open/fairface/train_1.jpg",
      group: "fairface:train_1.jpg",
      licence: "CC BY 4.0",
      tier: "open",
      box: [1, 2, 3, 4],
      attributes: { age: "50-59" },
    });
    expect(face(entries[1]).group).toBe(face(entries[2]).group);
    expect(face(entries[3])).toMatchObject({ tier: "research", group: "human68:ff", attributes: { set: "afw" } });
  });

  it.each([
    ["nothing", "gone", /expected a folder or file, got no such thing/],
    ["an empty folder", "empty", /expected photos in the folder, got none/],
    ["a JSON file that is no COCO file", "bad.json", /expected a COCO file with images and annotations/],
    ["a file without a known ending", "bad.txt", /name the format/],
  ])("refuses %s", async (_, name, message) => {
    await mkdir(join(folder.path, "empty"), { recursive: true });
    await writeFile(join(folder.path, "bad.json"), "[]");
    await writeFile(join(folder.path, "bad.txt"), "");
    await expect(openSource(join(folder.path, name))).rejects.toThrow(message);
  });
});

describe(".pts", () => {
  it("comes back exactly", () => {
    const points = [...drawnPoints(3.25, 0.1, 1.7), 0, -0.5, 1 / 3, 1e-9].map((value) => Number(value.toFixed(9)));
    expect(parsePts(formatPts(points))).toEqual(points);
  });

  it.each([
    ["no points", "hello", /expected n_points/],
    ["a wrong count", "n_points: 2\n{\n1 2\n}", /expected n_points: 2 points, got 1/],
    ["NaN", "n_points: 1\n{\nNaN 2\n}", /expected finite coordinates/],
  ])("refuses %s", (_, text, message) => {
    expect(() => parsePts(text)).toThrow(message);
  });
});
