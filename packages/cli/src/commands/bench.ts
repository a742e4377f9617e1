import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { availableParallelism, cpus, platform, tmpdir } from "node:os";
import { join } from "node:path";
import { annotateVideo, Landmarker, readPhoto } from "face88/node";
import { findInputs, type InputFile } from "../inputs.js";
import { count, parse } from "../options.js";
import type { Command } from "./command.js";
import { faceOptions, finderHelp, finderOptions, loadOptions } from "./finder-options.js";

const require = createRequire(import.meta.url);
const defaultRepeat = 20;

/** `face88 bench`: speed and memory on this machine. */
export const bench: Command = {
  summary: "measure speed and memory on your own photos and videos",
  help: `face88 bench INPUT... [options]

Measures, on this machine: a video end to end (decode, track, draw, encode) in frames a second, with the time of each
stage and the growth of memory; a photo in milliseconds (median and 90th percentile), decoding and finding apart.

Options:
  --repeat N           times that each input is done; default ${defaultRepeat} for photos, 1 for videos
${finderHelp}

Examples:
  face88 bench clip.mp4 photo.jpg
  face88 bench clip.mp4 --repeat 7
`,
  async run(words, signal) {
    const parsed = parse(words, { ...finderOptions, repeat: { type: "string" } });
    const options = faceOptions(parsed);
    const repeat = count(parsed, "repeat");
    const loading = loadOptions(parsed);
    const inputs = await findInputs(parsed.inputs);
    const started = performance.now();
    using landmarker = await Landmarker.load(loading);
    const loaded = performance.now() - started;
    print(
      `machine   ${cpus()[0]?.model ?? platform()}, ${availableParallelism()} cores, Node ${process.versions.node}`,
    );
    print(`versions  onnxruntime-node ${version("onnxruntime-node")}, face88 ${version("face88")}`);
    print(`networks  ${landmarker.detector.name}, ${landmarker.model.name}; loaded in ${loaded.toFixed(0)} ms`);
    for (const input of inputs) {
      if (input.kind === "video") await video(landmarker, input, repeat ?? 1, options, signal);
      else await photo(landmarker, input, repeat ?? defaultRepeat, signal);
    }
    print(`memory    peak ${megabytes(process.resourceUsage().maxRSS * 1024)}`);
    return 0;
  },
};

async function video(
  landmarker: Landmarker,
  { path }: InputFile,
  repeat: number,
  options: ReturnType<typeof faceOptions>,
  signal: AbortSignal,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "face88-bench-"));
  try {
    for (let i = 0; i < repeat; i++) {
      const report = await annotateVideo(landmarker, path, join(folder, "out.mp4"), { ...options, signal });
      const stages = Object.entries(report.stages).map(([stage, ms]) => `${stage} ${ms.toFixed(2)}`);
      const speed = (report.frames / report.seconds).toFixed(1);
      const memory = megabytes(process.memoryUsage().rss);
      print(
        `video     ${path}: ${report.frames} frames, ${speed} frames/s; ms: ${stages.join(", ")}; memory ${memory}`,
      );
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function photo(landmarker: Landmarker, { path }: InputFile, repeat: number, signal: AbortSignal): Promise<void> {
  const decoding: number[] = [];
  const finding: number[] = [];
  let line = "";
  for (let i = 0; i < repeat; i++) {
    signal.throwIfAborted();
    const started = performance.now();
    const image = await readPhoto(path);
    const decoded = performance.now();
    const { width, height, faces } = await landmarker.detect(image);
    decoding.push(decoded - started);
    finding.push(performance.now() - decoded);
    line = `${width}x${height}, ${faces.length} faces`;
  }
  const all = decoding.map((ms, i) => ms + finding[i]);
  print(`photo     ${path}: ${line}; ms: decode ${middle(decoding)}, find ${middle(finding)}, all ${middle(all)}`);
}

/** Median and 90th percentile. */
function middle(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(1);
  return `${at(0.5)} (p90 ${at(0.9)})`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

function version(name: string): string {
  // Packages whose "exports" hide their package.json still have it beside their entry.
  const paths = require.resolve.paths(name) ?? [];
  for (const folder of paths) {
    try {
      return (require(join(folder, name, "package.json")) as { version: string }).version;
    } catch {
      // Looked for further up.
    }
  }
  return "?";
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
