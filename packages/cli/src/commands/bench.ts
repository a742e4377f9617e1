import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, cpus, platform, tmpdir } from "node:os";
import { join } from "node:path";
import { meteredRuntime } from "@face88/train/evaluate";
import {
  annotateVideo,
  DEFAULT_DETECTOR,
  DEFAULT_MODEL,
  Landmarker,
  type LandmarkerOptions,
  landmarkModel,
  loadDetector,
  nodeRuntime,
  readPhoto,
} from "face88/node";
import { findInputs, type InputFile } from "../inputs.js";
import { count, parse } from "../options.js";
import { versionOf } from "../version.js";
import { type FaceTimes, type MeteredLandmarker, timeFace, timeTable } from "./bench/time-table.js";
import type { Command } from "./command.js";
import { faceOptions, finderHelp, finderOptions, loadOptions } from "./finder-options.js";

const defaultRepeat = 20;

/** `face88 bench`: speed and memory on this machine. */
export const bench: Command = {
  summary: "measure speed and memory on your own photos and videos",
  help: `face88 bench INPUT... [options]

Measures, on this machine: a video end to end (decode, track, draw, encode) in frames a second, with the time of each
stage and the growth of memory; a photo in milliseconds (median and 90th percentile), decoding and finding apart, and
for its first face detection and prediction apart, beside the times of the system that this one follows; the size of the
networks as they are loaded and the peak of memory.

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
    const metered = await load(loading);
    using landmarker = metered.landmarker;
    const loaded = performance.now() - started;
    print(
      `machine   ${cpus()[0]?.model ?? platform()}, ${availableParallelism()} cores, Node ${process.versions.node}`,
    );
    print(`versions  onnxruntime-node ${versionOf("onnxruntime-node")}, face88 ${versionOf("face88")}`);
    print(`networks  ${landmarker.detector.name}, ${landmarker.model.name}; loaded in ${loaded.toFixed(0)} ms`);
    const times: FaceTimes[] = [];
    for (const input of inputs) {
      if (input.kind === "video") await video(landmarker, input, repeat ?? 1, options, signal);
      else times.push(...(await photo(metered, input, repeat ?? defaultRepeat, signal)));
    }
    if (times.length > 0) process.stdout.write(timeTable(times, metered));
    print(`memory    peak ${megabytes(process.resourceUsage().maxRSS * 1024)}`);
    return 0;
  },
};

/** The landmarker, its two halves loaded apart so that the size of each shows. */
async function load(options: LandmarkerOptions): Promise<MeteredLandmarker> {
  const { detector: finder = DEFAULT_DETECTOR, model: network = DEFAULT_MODEL } = options;
  const { minDetectionScore: minScore, minFace } = options;
  const [found, looked] = [meteredRuntime(await nodeRuntime(options)), meteredRuntime(await nodeRuntime(options))];
  const detector = await loadDetector(found.runtime, finder, {
    ...(minScore !== undefined && { minScore }),
    ...(minFace !== undefined && { minFace }),
  });
  try {
    const model = await landmarkModel(network).load(looked.runtime, {});
    return { landmarker: new Landmarker(detector, model), detectorMeter: found.meter, modelMeter: looked.meter };
  } catch (error) {
    detector.dispose();
    throw error;
  }
}

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

/** Prints a photo's times. @returns those of its first face, if there is one */
async function photo(
  metered: MeteredLandmarker,
  { path }: InputFile,
  repeat: number,
  signal: AbortSignal,
): Promise<FaceTimes[]> {
  const decoding: number[] = [];
  const finding: number[] = [];
  let line = "";
  for (let i = 0; i < repeat; i++) {
    signal.throwIfAborted();
    const started = performance.now();
    const image = await readPhoto(path);
    const decoded = performance.now();
    const { width, height, faces } = await metered.landmarker.detect(image);
    decoding.push(decoded - started);
    finding.push(performance.now() - decoded);
    line = `${width}x${height}, ${faces.length} faces`;
  }
  const all = decoding.map((ms, i) => ms + finding[i]);
  print(`photo     ${path}: ${line}; ms: decode ${middle(decoding)}, find ${middle(finding)}, all ${middle(all)}`);
  return [(await timeFace(metered, path, await readPhoto(path), repeat)) ?? []].flat();
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

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
