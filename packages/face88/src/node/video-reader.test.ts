import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { TruncatedVideoError, UnreadableInputError } from "../errors.js";
import { clmtrackrFile, openCount, temporaryFolder, webcamClip } from "../testing/files.js";
import { truncated } from "../testing/truncated.js";
import { quadrantNames, quadrants, writeVideo } from "../testing/videos.js";
import { type VideoFrame, VideoReader } from "./video-reader.js";

async function readAll(path: string): Promise<{ reader: VideoReader; frames: VideoFrame[]; error?: Error }> {
  using reader = await VideoReader.open(path);
  const frames: VideoFrame[] = [];
  try {
    for await (const frame of reader.frames()) frames.push(frame);
  } catch (error) {
    return { reader, frames, error: error as Error };
  }
  return { reader, frames };
}

const even = (count: number, rate = 25) =>
  Array.from({ length: count }, (_, i) => ({ image: quadrants(64, 48), time: i / rate, duration: 1 / rate }));

test.each([
  // Turned clockwise by 90 degrees, the bottom left comes to the top left.
  [0, 64, 48, ["red", "green", "blue", "white"]],
  [90, 48, 64, ["blue", "red", "white", "green"]],
  [180, 64, 48, ["white", "blue", "green", "red"]],
  [270, 48, 64, ["green", "white", "red", "blue"]],
] as const)("a video that asks to be turned by %d degrees comes upright", async (rotation, width, height, names) => {
  for (const ending of ["mp4", "mov", "webm"] as const) {
    // Matroska has no such field for a plain picture.
    if (ending === "webm" && rotation !== 0) continue;
    const path = join(temporaryFolder(), `turned.${ending}`);
    await writeVideo(path, even(3), { rotation });
    const { reader, frames } = await readAll(path);
    expect([reader.width, reader.height]).toEqual([width, height]);
    expect(frames).toHaveLength(3);
    for (const { image } of frames) {
      expect([image.width, image.height, image.data.length]).toEqual([width, height, width * height * 4]);
      expect(quadrantNames(image)).toEqual(names);
      expect(image.data.every((value, i) => i % 4 !== 3 || value === 255)).toBe(true);
    }
  }
});

test.each(["mp4", "mkv", "webm"])("frames of any length keep their times (%s)", async (ending) => {
  const durations = [0.04, 0.1, 0.5, 0.02, 2, 0.3];
  let time = 0;
  const frames = durations.map((duration) => {
    const frame = { image: quadrants(64, 48), time, duration };
    time += duration;
    return frame;
  });
  const path = join(temporaryFolder(), `times.${ending}`);
  await writeVideo(path, frames);
  const read = await readAll(path);
  expect(read.error).toBeUndefined();
  expect(read.frames.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5]);
  read.frames.forEach((frame, i) => {
    expect(Math.abs(frame.time - frames[i].time)).toBeLessThanOrEqual(0.001);
    if (i < 5) expect(Math.abs(frame.duration - frames[i].duration)).toBeLessThanOrEqual(0.002);
  });
});

test.each([
  [65, 49],
  [3, 5],
  [1, 1],
])("frames of %dx%d pixels", async (width, height) => {
  const path = join(temporaryFolder(), "odd.webm");
  const image = quadrants(width, height);
  await writeVideo(path, [{ image, time: 0, duration: 0.1 }]);
  const { frames } = await readAll(path);
  expect(frames.map((frame) => [frame.image.width, frame.image.height])).toEqual([[width, height]]);
  if (width > 8) expect(quadrantNames(frames[0].image)).toEqual(["red", "green", "blue", "white"]);
});

test("the webcam clip has 765 frames, 0.04 s apart", async () => {
  using reader = await VideoReader.open(webcamClip);
  expect([reader.width, reader.height, reader.path]).toEqual([400, 300, webcamClip]);
  expect(reader.duration).toBeCloseTo(30.6, 3);
  const times: number[] = [];
  for await (const { time } of reader.frames()) times.push(time);
  expect(times).toHaveLength(765);
  times.forEach((time, i) => {
    expect(time).toBeCloseTo(i * 0.04, 6);
  });
});

test("VP8 in WebM is read too", async () => {
  using reader = await VideoReader.open(clmtrackrFile("cap13_edit2.webm"));
  for await (const { image, index } of reader.frames()) {
    expect([image.width, image.height]).toEqual([400, 300]);
    if (index === 5) break;
  }
});

test("break closes nothing yet, dispose closes the file, both twice are no harm", async () => {
  const path = join(temporaryFolder(), "open.mp4");
  await writeVideo(path, even(40));
  const reader = await VideoReader.open(path);
  for (let turn = 0; turn < 2; turn++) {
    for await (const { index } of reader.frames()) if (index === 3) break;
  }
  expect(openCount(path)).toBe(1);
  reader.dispose();
  reader.dispose();
  await expect.poll(() => openCount(path)).toBe(0);
});

const cutShort = /^expected (\d+\.\d\d) s of video, got (\d+\.\d\d) s \((\d+) frames\), the rest is missing or broken$/;

test.each([
  ["mp4", { moovInFront: true }],
  ["mov", { moovInFront: true }],
  ["mkv", {}],
  ["webm", {}],
] as const)("of a %s that is cut short what is there is read, then an error says so", async (ending, options) => {
  const path = join(temporaryFolder(), `cut.${ending}`);
  await writeVideo(path, even(250), options);
  await truncated(path, 0.6);
  const { frames, error } = await readAll(path);
  expect(error).toBeInstanceOf(TruncatedVideoError);
  const [, whole, there, count] = cutShort.exec(error!.message)!;
  expect(Number(whole)).toBeCloseTo(10, 1);
  expect(Number(count)).toBe(frames.length);
  expect(Math.abs(Number(there) - frames.length / 25)).toBeLessThan(0.05);
  expect(frames.length).toBeGreaterThan(10);
  expect(frames.length).toBeLessThan(200);
  for (const { image } of frames) expect(quadrantNames(image)).toEqual(["red", "green", "blue", "white"]);
  await expect.poll(() => openCount(path)).toBe(0);
});

test("cut short with its table of contents behind, a video cannot be opened", async () => {
  const path = join(temporaryFolder(), "cut.mp4");
  await writeVideo(path, even(50));
  await truncated(path, 0.6);
  await expect(VideoReader.open(path)).rejects.toThrow(UnreadableInputError);
  await expect(VideoReader.open(path)).rejects.toThrow(/^expected a .*, got .*$/);
  await expect.poll(() => openCount(path)).toBe(0);
});

test.each([
  ["missing", undefined, "expected a video, got no such file"],
  ["empty", "", "expected a video, got 0 bytes"],
  ["text", "no video at all\n".repeat(100), "got a file in no format that is known"],
  ["one byte", "x", "got a file in no format that is known"],
])("%s is no video", async (name, text, message) => {
  const path = join(temporaryFolder(), `${name}.mp4`);
  if (text !== undefined) await writeFile(path, text);
  await expect(VideoReader.open(path)).rejects.toThrow(UnreadableInputError);
  await expect(VideoReader.open(path)).rejects.toThrow(message);
  await expect.poll(() => openCount(path)).toBe(0);
});

test("a folder is no video", async () => {
  await expect(VideoReader.open(temporaryFolder())).rejects.toThrow("expected a video, got a folder");
});

test("sound alone is no video", async () => {
  const path = join(temporaryFolder(), "sound.mp4");
  await writeVideo(path, [], { audio: { codec: "aac", seconds: 0.5 } });
  await expect(VideoReader.open(path)).rejects.toThrow("expected a video track, got a file without one");
  await expect.poll(() => openCount(path)).toBe(0);
});
