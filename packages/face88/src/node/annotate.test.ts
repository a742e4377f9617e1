import { link, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ALL_FORMATS, FilePathSource, Input } from "mediabunny";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TruncatedVideoError, UnreadableInputError, UnwritableOutputError } from "../errors.js";
import { openCount, samplePhoto, temporaryFolder, webcamClip } from "../testing/files.js";
import { firstFrames } from "../testing/images.js";
import { truncated } from "../testing/truncated.js";
import { quadrantNames, quadrants, type TestFrame, type TestVideo, writeVideo } from "../testing/videos.js";
import { annotatePhoto, annotateVideo, PHOTO_OUTPUT_ENDINGS, writeAnnotatedPhoto } from "./annotate.js";
import { Landmarker } from "./landmarker.js";
import { readPhoto } from "./photo.js";
import { VideoReader } from "./video-reader.js";
import { evenSize, VIDEO_OUTPUT_ENDINGS, VideoWriter } from "./video-writer.js";

let landmarker: Landmarker;
beforeAll(async () => {
  landmarker = await Landmarker.load();
});
afterAll(() => landmarker.dispose());

const even = (count: number, width = 64, height = 48): TestFrame[] =>
  Array.from({ length: count }, (_, i) => ({ image: quadrants(width, height), time: i / 25, duration: 1 / 25 }));

/** A new video in a new folder, and where its annotated copy goes. */
async function video(name: string, output: string, frames: readonly TestFrame[], options: TestVideo = {}) {
  const folder = temporaryFolder();
  const input = join(folder, name);
  await writeVideo(input, frames, options);
  return { folder, input, output: join(folder, output) };
}

async function times(path: string): Promise<number[]> {
  using reader = await VideoReader.open(path);
  const found: number[] = [];
  for await (const { time } of reader.frames()) found.push(time);
  return found;
}

/** What the tracks of a file are. */
async function tracks(path: string) {
  const input = new Input({ source: new FilePathSource(path), formats: ALL_FORMATS });
  try {
    const [picture, sound] = [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack()];
    return {
      video: await picture?.getCodec(),
      audio: await sound?.getCodec(),
      seconds: await sound?.computeDuration(),
      rotation: await picture?.getRotation(),
    };
  } finally {
    input.dispose();
  }
}

describe("photos", () => {
  test.each(PHOTO_OUTPUT_ENDINGS)("%s: what is drawn is in the file, upright, of the same size", async (ending) => {
    const folder = temporaryFolder();
    const input = join(folder, "in.png");
    await sharp(samplePhoto(6)).extract({ left: 600, top: 300, width: 420, height: 500 }).toFile(input);
    const output = join(folder, `out${ending}`);
    const { faces, width, height } = await annotatePhoto(landmarker, input, output, { styles: ["points", "box"] });
    expect([faces.length, width, height]).toEqual([1, 420, 500]);
    const [plain, drawn] = [await readPhoto(input), await readPhoto(output)];
    expect([drawn.width, drawn.height]).toEqual([420, 500]);
    const difference = (x: number, y: number) => {
      const p = (Math.round(y) * 420 + Math.round(x)) * 4;
      return [0, 1, 2].reduce((sum, c) => sum + Math.abs(plain.data[p + c] - drawn.data[p + c]), 0);
    };
    const [left, top, boxWidth] = faces[0].box;
    expect(difference(left + boxWidth / 2, top)).toBeGreaterThan(40);
    expect(difference(left + boxWidth / 2, top - 40)).toBeLessThan(ending === ".png" ? 1 : 30);
    const { format } = await sharp(output).metadata();
    expect(format).toBe({ ".jpg": "jpeg", ".tif": "tiff", ".avif": "heif" }[ending] ?? ending.slice(1));
  });

  test("PNG keeps every pixel that is not drawn to", async () => {
    const output = join(temporaryFolder(), "out.png");
    const photo = await readPhoto(samplePhoto(2));
    await writeAnnotatedPhoto(photo, [], output);
    expect(Buffer.compare(Buffer.from((await readPhoto(output)).data), Buffer.from(photo.data))).toBe(0);
  });

  test.each(["out.gif", "out.txt", "out", "out.toString"])("refuses %s", async (name) => {
    const folder = temporaryFolder();
    const writing = annotatePhoto(landmarker, samplePhoto(1), join(folder, name));
    await expect(writing).rejects.toThrow(UnwritableOutputError);
    await expect(writing).rejects.toThrow(/^output: expected a photo ending \(\.jpg, .*\), got "(\.\w+)?"$/);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe("output = input is refused", () => {
  test.each(["itself", "another path", "a link to it", "a link in between"])("%s", async (way) => {
    const { folder, input } = await video("in.mp4", "", even(2));
    await symlink(input, join(folder, "link.mp4"));
    await symlink(folder, join(folder, "again"));
    const before = await readFile(input);
    const output = {
      itself: input,
      "another path": `${folder}/./in.mp4`,
      "a link to it": join(folder, "link.mp4"),
      "a link in between": join(folder, "again", "in.mp4"),
    }[way]!;
    const message = /: expected another file than the input, got the input itself$/;
    await expect(annotateVideo(landmarker, input, output)).rejects.toThrow(message);
    await expect(annotatePhoto(landmarker, input, output)).rejects.toThrow(UnwritableOutputError);
    expect(Buffer.compare(await readFile(input), before)).toBe(0);
    expect((await readdir(folder)).sort()).toEqual(["again", "in.mp4", "link.mp4"]);
  });

  test("a second name of the same file may be written: the input stays", async () => {
    const { folder, input } = await video("in.mp4", "", even(2));
    const before = await readFile(input);
    await link(input, join(folder, "hard.mp4"));
    await annotateVideo(landmarker, input, join(folder, "hard.mp4"));
    expect(Buffer.compare(await readFile(input), before)).toBe(0);
  });
});

describe("videos", () => {
  test("the webcam's face is drawn on each frame, and reported", async () => {
    const folder = temporaryFolder();
    const input = join(folder, "in.mp4");
    const frames = (await firstFrames(webcamClip, 20)).map((frame) => ({ ...frame, duration: 0.04 }));
    await writeVideo(input, frames);
    const seen: number[] = [];
    const shares: number[] = [];
    const report = await annotateVideo(landmarker, input, join(folder, "out.mp4"), {
      styles: ["box"],
      onFrame: ({ index, faces }, done) => {
        seen.push(index, faces.length);
        shares.push(done);
      },
    });
    expect(report.frames).toBe(20);
    expect(Object.keys(report.stages)).toEqual(["decode", "track", "draw", "encode"]);
    expect(seen).toEqual(frames.flatMap((_, i) => [i, 1]));
    expect(shares.at(-1)).toBeCloseTo(1, 3);
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
    const drawn = await firstFrames(join(folder, "out.mp4"), 20);
    expect(drawn).toHaveLength(20);
    const { faces } = await landmarker.detect(frames[10].image);
    const [x, y] = [faces[0].box[0] + faces[0].box[2] / 2, faces[0].box[1]].map(Math.round);
    // The colour of boxes is a light green.
    const greens = [-2, -1, 0, 1, 2].map((down) => {
      const [red, green, blue] = drawn[10].image.data.subarray(((y + down) * 400 + x) * 4);
      return green - (red + blue) / 2;
    });
    expect(Math.max(...greens)).toBeGreaterThan(40);
  });

  test.each(VIDEO_OUTPUT_ENDINGS)("frames of any length keep their times (%s)", async (ending) => {
    const durations = [0.04, 0.1, 0.5, 0.02, 1.5, 0.3];
    let time = 0;
    const frames = durations.map((duration) => {
      const frame = { image: quadrants(64, 48), time, duration };
      time += duration;
      return frame;
    });
    const { input, output } = await video("in.mkv", `out${ending}`, frames);
    await annotateVideo(landmarker, input, output);
    const kept = await times(output);
    expect(kept).toHaveLength(frames.length);
    kept.forEach((value, i) => {
      expect(Math.abs(value - frames[i].time)).toBeLessThanOrEqual(0.002);
    });
  });

  test.each([0, 90, 180, 270] as const)(
    "one that asks to be turned by %d degrees comes out upright",
    async (rotation) => {
      const { input, output } = await video("in.mp4", "out.mp4", even(2), { rotation });
      await annotateVideo(landmarker, input, output);
      const [before] = await firstFrames(input, 1);
      const [after] = await firstFrames(output, 1);
      expect((await tracks(output)).rotation).toBe(0);
      expect([after.image.width, after.image.height]).toEqual([before.image.width, before.image.height]);
      expect(quadrantNames(after.image)).toEqual(quadrantNames(before.image));
    },
  );

  test.each([
    [65, 49, 64, 48],
    [33, 64, 32, 64],
    [1, 1, 2, 2],
  ])("%dx%d becomes %dx%d: the last odd row and column are left out", async (width, height, outWidth, outHeight) => {
    const { input, output } = await video("in.webm", "out.webm", even(2, width, height));
    await annotateVideo(landmarker, input, output);
    const [{ image }] = await firstFrames(output, 1);
    expect([image.width, image.height]).toEqual([outWidth, outHeight]);
    expect(evenSize(width, height)).toEqual({ width: outWidth, height: outHeight });
    if (width > 8) expect(quadrantNames(image)).toEqual(["red", "green", "blue", "white"]);
  });

  test.each([
    ["in.mp4", "aac", "out.mp4", "aac"],
    ["in.mp4", "aac", "out.mov", "aac"],
    ["in.mp4", "aac", "out.mkv", "aac"],
    ["in.webm", "opus", "out.webm", "opus"],
    ["in.webm", "opus", "out.mp4", "opus"],
    ["in.mp4", "aac", "out.webm", "another"],
  ] as const)("sound is kept: %s with %s to %s", async (name, codec, to, expected) => {
    const { input, output } = await video(name, to, even(25), { audio: { codec, seconds: 1 } });
    await annotateVideo(landmarker, input, output);
    const [before, after] = [await tracks(input), await tracks(output)];
    expect(before.audio).toBe(codec);
    if (expected === "another") expect(["opus", "vorbis"]).toContain(after.audio);
    else expect(after.audio).toBe(expected);
    expect(Math.abs(after.seconds! - before.seconds!)).toBeLessThan(0.06);
    expect(await times(output)).toHaveLength(25);
  });

  test("sound that outlasts the pictures is kept to its end, without a complaint", async () => {
    const { input, output } = await video("in.mp4", "out.mp4", even(5), { audio: { codec: "aac", seconds: 1.2 } });
    await annotateVideo(landmarker, input, output);
    expect((await tracks(output)).seconds).toBeGreaterThan(1.15);
    expect(await times(output)).toHaveLength(5);
  });

  test("of one that is cut short the rest is written, then the error thrown", async () => {
    const { folder, input, output } = await video("in.webm", "out.mp4", even(120), {
      audio: { codec: "opus", seconds: 4.8 },
    });
    await truncated(input, 0.6);
    const read: number[] = [];
    const working = annotateVideo(landmarker, input, output, { onFrame: ({ index }) => read.push(index) });
    await expect(working).rejects.toThrow(TruncatedVideoError);
    expect(read.length).toBeGreaterThan(20);
    expect(await times(output)).toHaveLength(read.length);
    expect((await readdir(folder)).sort()).toEqual(["in.webm", "out.mp4"]);
  });
});

describe("nothing is left", () => {
  test.each(["aborted", "failing callback"])("%s mid-way: no output, no open file", async (way) => {
    const { folder, input, output } = await video("in.mp4", "out.mp4", even(30), {
      audio: { codec: "aac", seconds: 1 },
    });
    await writeFile(output, "what was there before");
    const controller = new AbortController();
    const working = annotateVideo(landmarker, input, output, {
      signal: controller.signal,
      onFrame: ({ index }) => {
        if (index !== 5) return;
        if (way === "failing callback") throw new Error("callback");
        controller.abort(new Error("enough"));
      },
    });
    await expect(working).rejects.toThrow(way === "aborted" ? "enough" : "callback");
    expect((await readdir(folder)).sort()).toEqual(["in.mp4", "out.mp4"]);
    expect(await readFile(output, "utf8")).toBe("what was there before");
    await expect.poll(() => openCount(input)).toBe(0);
  });

  test.each([
    ["out.avi", /^output: expected a video ending \(\.mp4, .*\), got "\.avi"$/],
    ["out", /^output: expected a video ending \(\.mp4, .*\), got ""$/],
    ["none/out.mp4", /none\/out\.mp4: expected a folder .*none, got none$/],
  ])("%s is refused", async (name, message) => {
    const { folder, input } = await video("in.mp4", "", even(2));
    const working = annotateVideo(landmarker, input, join(folder, name));
    await expect(working).rejects.toThrow(UnwritableOutputError);
    await expect(working).rejects.toThrow(message);
    expect(await readdir(folder)).toEqual(["in.mp4"]);
    await expect.poll(() => openCount(input)).toBe(0);
  });

  test("an input that is no video leaves the old output alone", async () => {
    const folder = temporaryFolder();
    await writeFile(join(folder, "in.mp4"), "text");
    await writeFile(join(folder, "out.mp4"), "old");
    const working = annotateVideo(landmarker, join(folder, "in.mp4"), join(folder, "out.mp4"));
    await expect(working).rejects.toThrow(UnreadableInputError);
    expect(await readFile(join(folder, "out.mp4"), "utf8")).toBe("old");
  });

  test("a writer that is given up leaves its part file to its owner, twice is no harm", async () => {
    const path = join(temporaryFolder(), "part.mp4");
    const writer = await VideoWriter.create(path);
    await writer.add(quadrants(64, 48), 0, 0.04);
    await writer.cancel();
    await writer.cancel();
    await expect.poll(() => openCount(path)).toBe(0);
  });
});
