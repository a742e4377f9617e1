import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { face88, samplePhoto, temporaryFolder, webcamClip } from "./testing/command.js";

describe("help", () => {
  test.each([["--help"], ["-h"], ["help"]])("%s lists the commands", async (word) => {
    const { code, stdout, errors } = await face88([word]);
    expect([code, errors]).toEqual([0, []]);
    for (const command of ["detect", "annotate", "bench", "models"])
      expect(stdout).toMatch(new RegExp(`^  ${command} +\\w`, "m"));
  });

  test.each([
    ["detect", ["--jsonl FILE", "--boxes FILE", "--max-faces N", "--min-score S", "--every N", "--model NAME"]],
    ["annotate", ["-o, --output OUT", "--draw WHAT", "--jsonl FILE", "--max-faces N", "--raw", "--provider NAME"]],
    ["bench", ["--repeat N", "--detector NAME"]],
    ["models", ["face88 models"]],
  ])("%s --help has usage, options and examples, and does nothing else", async (command, parts) => {
    const { code, stdout, errors } = await face88([command, "none.jpg", "--help"]);
    expect([code, errors]).toEqual([0, []]);
    expect(stdout.startsWith(`face88 ${command}`)).toBe(true);
    for (const part of command === "models" ? parts : [...parts, "Examples:\n  face88 "])
      expect(stdout).toContain(part);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  test("models names the networks and marks what is used when none is named", async () => {
    const { code, stdout } = await face88(["models"]);
    expect(code).toBe(0);
    for (const row of [/^\* face88 /m, /^ {2}mesh-468 /m, /^\* blazeface /m, /^ {2}blazeface-short /m])
      expect(stdout).toMatch(row);
  });
});

describe("wrong usage: one line, exit code 2", () => {
  test.each([
    [[], undefined],
    [["paint"], /^face88: expected a command \(detect, annotate, .*\), got paint$/],
    [["toString"], /^face88: expected a command \(.*\), got toString$/],
    [["detect"], /^face88: expected a photo, video, folder or pattern, got none/],
    [["detect", "a.jpg", "--colour"], /^face88: Unknown option '--colour' \(face88 --help\)$/],
    [["detect", "a.jpg", "--max-faces", "0"], /^face88: --max-faces: expected a whole number of at least 1, got 0$/],
    [["detect", "a.jpg", "--min-score", "2"], /^face88: --min-score: expected a number from 0 to 1, got 2$/],
    [["detect", "a.jpg", "--every", "x"], /^face88: --every: expected a whole number of at least 1, got x$/],
    [["detect", "a.jpg", "--provider", "abacus"], /^face88: --provider: expected cpu\|.*, got abacus$/],
    [["detect", samplePhoto(1), "--detector", "x"], /^face88: detector: expected one of .*, got x$/],
    [["detect", samplePhoto(1), "--model", "x"], /^face88: model: expected one of .*, got x$/],
    [
      ["detect", samplePhoto(1), "--boxes", "none.jsonl"],
      /^face88: none\.jsonl: expected a file of boxes .*, got no such file$/,
    ],
    [["annotate", "a.jpg"], /^face88: -o: expected a file or folder to write to, got none$/],
    [
      ["annotate", "a.jpg", "-o", "b.jpg", "--draw", "lines"],
      /^face88: --draw: expected points\|mesh\|box, got lines$/,
    ],
    [["models", "mesh"], /^face88: models: expected no input, got mesh$/],
  ])("%o", async (words, message) => {
    const { code, stdout, errors } = await face88(words, temporaryFolder());
    expect(code).toBe(2);
    if (message === undefined) {
      expect(stdout).toContain("Usage: face88 COMMAND");
      return;
    }
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(message);
    expect(stdout).toBe("");
  });
});

describe("bad input: one line that says what and why, exit code 2, no results", () => {
  const makers: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
    "missing.jpg": async () => {},
    "empty.jpg": (path) => writeFile(path, ""),
    "text.jpg": (path) => writeFile(path, "a text\n  at Object.stack (trace.js:1:1)\n"),
    "cut.jpg": async (path) => writeFile(path, (await readFile(samplePhoto(1))).subarray(0, 60_000)),
    "huge.png": async (path) => {
      const create = { width: 64, height: 48, channels: 3, background: "#888888" } as const;
      await sharp({ create }).toFile(path);
      const bytes = await readFile(path);
      // Width and height in the header; sharp does not look at its checksum before the size.
      bytes.writeUInt32BE(30_000, 16);
      bytes.writeUInt32BE(30_000, 20);
      await writeFile(path, bytes);
    },
    "folder.jpg/": (path) => mkdir(path),
    "empty.mp4": (path) => writeFile(path, ""),
    "text.mp4": (path) => writeFile(path, "a text\n".repeat(50)),
    "missing.mp4": async () => {},
    "cut.mp4": async (path) => {
      // Its table of contents is at the front and cut off too.
      await writeFile(path, (await readFile(webcamClip)).subarray(0, 900));
    },
  };
  const noPhoto = "expected a photo (JPEG, PNG, WebP, AVIF, TIFF, GIF), got a file in no format that is known";
  const noVideo = "expected a video (MP4, MOV, WebM, Matroska, ...), got a file in no format that is known";

  test.each([
    ["missing.jpg", "missing.jpg: expected a photo, got no such file"],
    ["empty.jpg", "empty.jpg: expected a photo, got 0 bytes"],
    ["text.jpg", `text.jpg: ${noPhoto}`],
    ["cut.jpg", /^cut\.jpg: expected a whole photo, got a broken one \(.+\)$/],
    ["huge.png", "huge.png: expected a photo of at most 100 million pixels, got one that claims 30000x30000"],
    ["folder.jpg/", "folder.jpg/: expected photos or videos in the folder, got none"],
    ["missing.mp4", "missing.mp4: expected a video, got no such file"],
    ["empty.mp4", "empty.mp4: expected a video, got 0 bytes"],
    ["text.mp4", `text.mp4: ${noVideo}`],
    ["cut.mp4", /^cut\.mp4: expected a .+, got .+$/],
  ])("%s", async (name, message) => {
    const folder = temporaryFolder();
    await makers[name](join(folder, name));
    const before = await readdir(folder);
    const runs = await Promise.all(
      [
        ["detect", name, "--jsonl", "out.jsonl"],
        ["annotate", name, "-o", name.endsWith("mp4") ? "out.mp4" : "out.png", "--jsonl", "out.jsonl"],
      ].map((words) => face88(words, folder)),
    );
    for (const { code, stdout, errors } of runs) {
      expect([code, stdout, errors.length]).toEqual([2, "", 1]);
      if (typeof message === "string") expect(errors[0]).toBe(`face88: ${message}`);
      else expect(errors[0].replace(/^face88: /, "")).toMatch(message);
    }
    expect(await readdir(folder)).toEqual(before);
  });

  test("a video without a video track", async () => {
    const folder = temporaryFolder();
    await writeFile(join(folder, "sound.mp4"), await soundAlone());
    const { code, errors } = await face88(["detect", "sound.mp4"], folder);
    expect([code, errors]).toEqual([2, ["face88: sound.mp4: expected a video track, got a file without one"]]);
  });

  async function soundAlone(): Promise<Uint8Array> {
    const { AudioSample, AudioSampleSource, BufferTarget, Mp4OutputFormat, Output, Quality } = await import(
      "mediabunny"
    );
    const { registerMediabunnyServer } = await import("@mediabunny/server");
    registerMediabunnyServer({ hardwareContext: null });
    const target = new BufferTarget();
    const output = new Output({ format: new Mp4OutputFormat(), target });
    const source = new AudioSampleSource({ codec: "aac", quality: new Quality("low") });
    output.addAudioTrack(source);
    await output.start();
    const data = new Float32Array(24_000);
    using sample = new AudioSample({ data, format: "f32", numberOfChannels: 1, sampleRate: 48_000, timestamp: 0 });
    await source.add(sample);
    await output.finalize();
    return new Uint8Array(target.buffer!);
  }
});
