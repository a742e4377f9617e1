import { execFileSync } from "node:child_process";
import { copyFile, mkdir, readdir, readFile, symlink, truncate, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { ResultLine } from "face88";
import { readPhoto, VideoReader } from "face88/node";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { face88, jsonLines, main, samplePhoto, temporaryFolder, webcamClip } from "./testing/command.js";

type Line = ResultLine & { readonly video?: string };

/** A photo of one face, 420x500, cut out of a sample. */
async function oneFace(path: string): Promise<string> {
  await sharp(samplePhoto(6)).extract({ left: 600, top: 300, width: 420, height: 500 }).toFile(path);
  return path;
}

/** The first second or so of the webcam clip is enough: the rest is cut off, which its reader says. */
async function cutClip(folder: string, share = 0.1): Promise<string> {
  const path = join(folder, "cut.mp4");
  await copyFile(webcamClip, path);
  await truncate(path, Math.floor(608_000 * share));
  return path;
}

const plain = (path: string, width = 64, height = 48) =>
  sharp({ create: { width, height, channels: 3, background: "#888888" } }).toFile(path);

describe("detect", () => {
  test("a photo's line is what DESIGN.md fixes, on standard output", async () => {
    const { code, stdout, errors } = await face88(["detect", samplePhoto(6)]);
    expect([code, errors]).toEqual([0, []]);
    const [line, ...more] = jsonLines<Line>(stdout);
    expect(more).toEqual([]);
    expect([line.image, line.width, line.height, line.faces.length]).toEqual([samplePhoto(6), 1920, 1537, 4]);
    for (const { box, score, points, ...rest } of line.faces) {
      expect([box.length, points.length, Object.keys(rest)]).toEqual([4, 88, []]);
      expect(score).toBeGreaterThan(0.5);
      const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
      expect(box[0]).toBeCloseTo(Math.min(...xs), 1);
      expect(box[1]).toBeCloseTo(Math.min(...ys), 1);
      expect(box[0] + box[2]).toBeCloseTo(Math.max(...xs), 1);
      expect(box[1] + box[3]).toBeCloseTo(Math.max(...ys), 1);
    }
  });

  test("a batch goes on after a bad file, and says so at the end: exit code 1", async () => {
    const folder = temporaryFolder();
    await mkdir(join(folder, "photos", "deep"), { recursive: true });
    await oneFace(join(folder, "photos", "b.png"));
    await plain(join(folder, "photos", "deep", "c.webp"));
    await writeFile(join(folder, "photos", "a.jpg"), "text");
    await writeFile(join(folder, "photos", "readme.txt"), "left alone");
    const { code, stdout, errors } = await face88(["detect", "photos", "photos/b*", "--jsonl", "out.jsonl"], folder);
    expect([code, stdout]).toEqual([1, ""]);
    expect(errors).toEqual([
      expect.stringMatching(/^face88: photos\/a\.jpg: expected a photo \(.*\), got a file in no/),
    ]);
    const lines = jsonLines<Line>(await readFile(join(folder, "out.jsonl"), "utf8"));
    expect(lines.map(({ image, faces }) => [image, faces.length])).toEqual([
      ["photos/b.png", 1],
      ["photos/deep/c.webp", 0],
      ["photos/b.png", 1],
    ]);
    expect((await readdir(folder)).sort()).toEqual(["out.jsonl", "photos"]);
  });

  test("boxes: by name, by path, by last part; a photo that is not listed has no face", async () => {
    const folder = temporaryFolder();
    await mkdir(join(folder, "sub"));
    await oneFace(join(folder, "sub", "a.png"));
    await oneFace(join(folder, "b.png"));
    await oneFace(join(folder, "other.png"));
    const [{ box }] = jsonLines<Line>((await face88(["detect", "b.png"], folder)).stdout)[0].faces;
    const listed = ["a.png", "sub/b.png", "sub/b.png"].map((image) => JSON.stringify({ image, box }));
    await writeFile(join(folder, "sub", "boxes.jsonl"), `${listed.join("\n")}\n`);
    const words = ["detect", "sub/a.png", "b.png", "other.png", "--boxes", "sub/boxes.jsonl"];
    const { code, stdout } = await face88(words, folder);
    expect(code).toBe(0);
    const lines = jsonLines<Line>(stdout);
    expect(lines.map(({ image, faces }) => [image, faces.length])).toEqual([
      ["sub/a.png", 1],
      ["b.png", 2],
      ["other.png", 0],
    ]);
    lines[0].faces[0].box.forEach((value, i) => {
      expect(Math.abs(value - box[i])).toBeLessThan(4);
    });
  });

  test("boxes: a bad line is named, nothing is done", async () => {
    const folder = temporaryFolder();
    await plain(join(folder, "a.png"));
    await writeFile(join(folder, "boxes.jsonl"), '{"image":"a.png","box":[1,2,3,4]}\n{"image":"a.png"}\n');
    const { code, stdout, errors } = await face88(["detect", "a.png", "--boxes", "boxes.jsonl"], folder);
    expect([code, stdout]).toEqual([2, ""]);
    expect(errors).toEqual([
      'face88: boxes.jsonl:2: expected {"image": path, "box": [x, y, width, height]}, got {"image":"a.png"}',
    ]);
  });

  test.each([
    [["--max-faces", "2"], 2],
    [["--min-score", "1"], 0],
  ])("%o", async (words, count) => {
    const { code, stdout } = await face88(["detect", samplePhoto(6), ...words]);
    expect([code, jsonLines<Line>(stdout)[0].faces.length]).toEqual([0, count]);
  });

  test("20 faces in one picture: all are found, each once", async () => {
    const folder = temporaryFolder();
    await crowd(folder, 5, 4);
    const { code, stdout } = await face88(["detect", "crowd.png"], folder);
    expect(code).toBe(0);
    const [{ faces }] = jsonLines<Line>(stdout);
    expect(faces.map(tileOf(5)).sort((x, y) => x - y)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  // The detector sees the whole picture at 192 pixels, in which ten faces side by side are too small for it.
  test("50 faces in one picture: no more than there are, and every one when its box is given", async () => {
    const folder = temporaryFolder();
    await crowd(folder, 10, 5);
    const boxes = Array.from({ length: 50 }, (_, i) => ({
      image: "crowd.png",
      box: [(i % 10) * 160 + 25, Math.floor(i / 10) * 190 + 38, 85, 84],
    }));
    await writeFile(join(folder, "boxes.jsonl"), boxes.map((box) => `${JSON.stringify(box)}\n`).join(""));
    const [found, given] = await Promise.all([
      face88(["detect", "crowd.png"], folder),
      face88(["detect", "crowd.png", "--boxes", "boxes.jsonl", "--min-score", "0.5"], folder),
    ]);
    expect([found.code, found.errors, given.code]).toEqual([0, [], 0]);
    expect(jsonLines<Line>(found.stdout)[0].faces.length).toBeLessThanOrEqual(50);
    const tiles = jsonLines<Line>(given.stdout)[0].faces.map(tileOf(10));
    expect(tiles).toEqual(Array.from({ length: 50 }, (_, i) => i));
  });

  /** One face of 85 px in each tile of 160x190. */
  async function crowd(folder: string, columns: number, rows: number): Promise<void> {
    const tile = await sharp(await oneFace(join(folder, "one.png")))
      .resize(160, 190)
      .toBuffer();
    const tiles = Array.from({ length: columns * rows }, (_, i) => ({
      input: tile,
      left: (i % columns) * 160,
      top: Math.floor(i / columns) * 190,
    }));
    const create = { width: 160 * columns, height: 190 * rows, channels: 3, background: "#000000" } as const;
    await sharp({ create }).composite(tiles).toFile(join(folder, "crowd.png"));
  }

  function tileOf(columns: number): (face: { readonly box: readonly number[] }) => number {
    return ({ box: [x, y, w, h] }) => Math.floor((x + w / 2) / 160) + columns * Math.floor((y + h / 2) / 190);
  }

  test("a video's lines have frame, time and ids; one that is cut short keeps what was read: exit code 1", async () => {
    const folder = temporaryFolder();
    await cutClip(folder);
    const words = ["detect", "cut.mp4", "--every", "3", "--max-faces", "1", "--jsonl", "out.jsonl"];
    const { code, stdout, errors } = await face88(words, folder);
    expect([code, stdout]).toEqual([1, ""]);
    expect(errors).toEqual([
      expect.stringMatching(
        /^face88: cut\.mp4: expected 30\.60 s of video, got \d+\.\d\d s \(\d+ frames\), the rest is missing or broken$/,
      ),
    ]);
    const lines = jsonLines<Line>(await readFile(join(folder, "out.jsonl"), "utf8"));
    expect(errors[0]).toContain(`(${lines.length} frames)`);
    expect(lines.length).toBeGreaterThan(10);
    lines.forEach((line, i) => {
      expect(Object.keys(line)).toEqual(["video", "frame", "time", "width", "height", "faces"]);
      expect([line.video, line.frame, line.width, line.height]).toEqual(["cut.mp4", i, 400, 300]);
      expect(line.time).toBeCloseTo(i * 0.04, 3);
      expect(line.faces.map(({ id }) => id)).toEqual([0]);
    });
  });

  test("a reader that has seen enough is no failure", async () => {
    const { code, signal, errors } = await face88(["detect", webcamClip], undefined, (child) => {
      child.stdout!.once("data", () => child.stdout!.destroy());
    });
    expect([code, signal, errors]).toEqual([0, null, []]);
  });

  test.each(["photo.png", "link.png"])("results over an input are refused (%s)", async (name) => {
    const folder = temporaryFolder();
    await plain(join(folder, "photo.png"));
    await symlink("photo.png", join(folder, "link.png"));
    const before = await readFile(join(folder, "photo.png"));
    const { code, errors } = await face88(["detect", "photo.png", "--jsonl", name], folder);
    expect([code, errors]).toEqual([
      2,
      [`face88: --jsonl: expected a file of its own, got ${name}, which this run reads or draws to`],
    ]);
    expect(await readFile(join(folder, "photo.png"))).toEqual(before);
  });

  test("results to a device and to a pipe", async () => {
    const folder = temporaryFolder();
    await plain(join(folder, "a.png"));
    expect(await face88(["detect", "a.png", "--jsonl", "/dev/null"], folder)).toMatchObject({ code: 0, errors: [] });
    const piped = `"${process.execPath}" "${main}" detect a.png --jsonl /dev/stdout | cat`;
    expect(jsonLines<Line>(execFileSync("sh", ["-c", piped], { cwd: folder, encoding: "utf8" }))).toHaveLength(1);
    expect(await readdir(folder)).toEqual(["a.png"]);
  });

  test.each([
    ["none/out.jsonl", "none/out.jsonl: expected a folder none, got none"],
    ["a.png/out.jsonl", "a.png/out.jsonl: expected a folder a.png, got none"],
    [
      "/proc/out.jsonl",
      /^\/proc\/out\.jsonl: expected a folder that can be written to, got \/proc, which cannot \(E\w+\)$/,
    ],
    ["/dev/full", /^.*ENOSPC: no space left on device, write$/],
    [".", ".: expected a file to write to, got a folder"],
  ])("results that cannot be written: %s", async (output, message) => {
    const folder = temporaryFolder();
    await plain(join(folder, "a.png"));
    const { code, errors } = await face88(["detect", "a.png", "--jsonl", output], folder);
    expect([code, errors.length]).toEqual([1, 1]);
    const came = errors[0].replace(/^face88: /, "");
    if (typeof message === "string") expect(came).toBe(message);
    else expect(came).toMatch(message);
    expect(await readdir(folder)).toEqual(["a.png"]);
  });
});

describe("annotate", () => {
  test("photos into a folder, drawn on, with their numbers", async () => {
    const folder = temporaryFolder();
    await mkdir(join(folder, "out"));
    await oneFace(join(folder, "a.png"));
    await sharp(join(folder, "a.png")).gif().toFile(join(folder, "b.gif"));
    const words = [
      "annotate",
      "a.png",
      "b.gif",
      "-o",
      "out",
      "--draw",
      "points,box,mesh",
      "--jsonl",
      "out/faces.jsonl",
    ];
    expect(await face88(words, folder)).toMatchObject({ code: 0, stdout: "", errors: [] });
    expect((await readdir(join(folder, "out"))).sort()).toEqual(["a.png", "b.png", "faces.jsonl"]);
    const lines = jsonLines<Line>(await readFile(join(folder, "out", "faces.jsonl"), "utf8"));
    expect(lines.map(({ image, faces }) => [image, faces.length])).toEqual([
      ["a.png", 1],
      ["b.gif", 1],
    ]);
    const [plainPhoto, drawn] = [await readPhoto(join(folder, "a.png")), await readPhoto(join(folder, "out", "a.png"))];
    const changed = drawn.data.filter((value, i) => Math.abs(value - plainPhoto.data[i]) > 30).length;
    expect(changed).toBeGreaterThan(5000);
    expect(drawn.width).toBe(420);
  });

  test.each(["--draw=points", "--draw=box", "--draw=mesh"])("%s", async (draw) => {
    const folder = temporaryFolder();
    await oneFace(join(folder, "a.png"));
    expect(await face88(["annotate", "a.png", "-o", "b.png", draw], folder)).toMatchObject({ code: 0, errors: [] });
    const [photo, drawn] = [await readPhoto(join(folder, "a.png")), await readPhoto(join(folder, "b.png"))];
    expect(drawn.data.some((value, i) => Math.abs(value - photo.data[i]) > 60)).toBe(true);
  });

  test("a video that is cut short: what could be read is annotated, exit code 1 says so", async () => {
    const folder = temporaryFolder();
    await cutClip(folder);
    const { code, errors } = await face88(["annotate", "cut.mp4", "-o", "out.mp4", "--jsonl", "out.jsonl"], folder);
    expect(code).toBe(1);
    expect(errors).toEqual([expect.stringMatching(/^face88: cut\.mp4: expected 30\.60 s of video, got /)]);
    expect((await readdir(folder)).sort()).toEqual(["cut.mp4", "out.jsonl", "out.mp4"]);
    const lines = jsonLines<Line>(await readFile(join(folder, "out.jsonl"), "utf8"));
    using reader = await VideoReader.open(join(folder, "out.mp4"));
    let frames = 0;
    for await (const _ of reader.frames()) frames++;
    expect(frames).toBe(lines.length);
  });

  test.each([
    [
      "the input itself",
      ["a.png", "-o", "a.png"],
      /^face88: a\.png: expected another file than the input, got the input itself$/,
      1,
    ],
    [
      "a link to it",
      ["a.png", "-o", "link.png"],
      /link\.png: expected another file than the input, got the input itself$/,
      1,
    ],
    ["its own folder", ["a.png", "-o", "."], /expected another file than the input, got the input itself$/, 1],
    ["a folder that is missing", ["a.png", "-o", "none/b.png"], /: none\/b\.png: expected a folder none, got none$/, 1],
    [
      "a folder that is missing, by its slash",
      ["a.png", "-o", "none/"],
      /^face88: none\/: expected a folder that exists/,
      1,
    ],
    [
      "one file for two",
      ["a.png", "b.png", "-o", "c.png"],
      /^face88: c\.png: expected a folder that exists, for 2 inputs, got none$/,
      1,
    ],
    ["below a file", ["a.png", "-o", "b.png/c.png"], /: b\.png\/c\.png: expected a folder b\.png, got none$/, 1],
    ["where nothing may be made", ["a.png", "-o", "/proc/c.png"], /^face88: (?!internal)/, 1],
    ["an ending that is unknown", ["a.png", "-o", "c.bmp"], /expected a photo ending \(\.jpg, .*\), got "\.bmp"$/, 1],
    [
      "two of one name",
      ["a.png", "sub/a.png", "-o", "sub"],
      /^face88: sub\/a\.png: expected one input for it, got a\.png and sub\/a\.png$/,
      2,
    ],
  ])("refused: %s", async (_, words, message, exit) => {
    const folder = temporaryFolder();
    await mkdir(join(folder, "sub"));
    for (const name of ["a.png", "b.png", "sub/a.png"]) await plain(join(folder, name));
    await symlink("a.png", join(folder, "link.png"));
    const before = await readFile(join(folder, "a.png"));
    const { code, errors } = await face88(["annotate", ...words, "--jsonl", "out.jsonl"], folder);
    expect([code, errors.length]).toEqual([exit, 1]);
    expect(errors[0]).toMatch(message);
    expect((await readdir(folder)).sort()).toEqual(["a.png", "b.png", "link.png", "sub"]);
    expect(await readdir(join(folder, "sub"))).toEqual(["a.png"]);
    expect(await readFile(join(folder, "a.png"))).toEqual(before);
  });

  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "%s in the middle: exit code 130, nothing is left",
    async (signal) => {
      const folder = temporaryFolder();
      const words = ["annotate", webcamClip, "-o", "out.mp4", "--jsonl", "out.jsonl"];
      let begun: string[] = [];
      const ended = await face88(words, folder, async (child) => {
        // Both files have begun when the work is under way.
        while (begun.length < 2 && child.exitCode === null) {
          await new Promise((resolve) => setTimeout(resolve, 20));
          begun = await readdir(folder);
        }
        child.kill(signal);
      });
      expect(begun.map((name) => basename(name).startsWith(".part-"))).toEqual([true, true]);
      expect([ended.code, ended.signal]).toEqual([130, null]);
      expect(ended.errors).toEqual(["face88: interrupted, nothing half-written is left"]);
      expect(await readdir(folder)).toEqual([]);
    },
  );
});

test("bench prints machine, versions, networks, each input, the times of a face beside the seed's, and memory", async () => {
  const folder = temporaryFolder();
  await oneFace(join(folder, "a.png"));
  const { code, stdout, errors } = await face88(["bench", "a.png", "--repeat", "2"], folder);
  expect([code, errors]).toEqual([0, []]);
  const rows = stdout.trim().split("\n");
  expect(rows.map((row) => row.split(" ")[0])).toEqual([
    "machine",
    "versions",
    "networks",
    "photo",
    "ms",
    "the",
    "a.png",
    "memory",
  ]);
  expect(rows[1]).toMatch(/onnxruntime-node \d+\.\d+\.\d+, face88 \d+\.\d+\.\d+$/);
  expect(rows[5]).toMatch(/^the seed, on its laptop +69\.2 +25\.2 +94\.4 +3\.0$/);
  const cell = String.raw`[\d.]+ \([\d.]+\) +`;
  expect(rows[6]).toMatch(new RegExp(`^a\\.png +(${cell}){5}[\\d.]+ +[\\d.]+$`));
  expect(rows[3]).toMatch(/a\.png: 420x500, 1 faces; ms: decode [\d.]+ \(p90 [\d.]+\), find /);
  expect(await readdir(folder)).toEqual(["a.png"]);
});
