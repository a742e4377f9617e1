// Width against resolution, as in the MobileNet paper: short, equal trainings of MobileNet v1 (shallow) at several widths and
// input sides; error against multiply-adds, bytes and milliseconds.
//   node bench/tradeoffs/run.js DATASET [--steps 1000]
// Writes bench/results/tradeoffs.json after each training; one that is in the file is not repeated. At the end it times all
// networks in turn, so that what else runs on the machine is the same for all, and draws docs/tradeoffs-*.svg.
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { extractGraph, foldBatchNorm, multiplyAdds, parameterCount, toFloat16, writeOnnx } from "@face88/graph";
import { exportModel, mobileNetV1, openSource, train } from "@face88/train";
import { writeFileWhole } from "face88/node";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { plot } from "../plots/plot.js";
import { head, median, row as tableRow } from "../teachers/score.js";

/** All widths at the full resolution, and all resolutions at the seed's width, as in the paper's tables 6 and 7. */
const GRID = [
  ...[0.25, 0.3, 0.5, 0.75, 1].map((alpha) => ({ alpha, side: 160 })),
  ...[128, 96].map((side) => ({ alpha: 0.3, side })),
];
const BATCH = 64;
const HEAD = "centred";

/**
 * Learning rate of Adam for a width: as the channels grow, each weight has to move less for the same answer (Yang et al.,
 * "Tensor Programs V", 2022). At alpha 0.3 it is the rate of the seed's student.
 */
const rateOf = (/** @type {number} */ alpha) => 0.006 / alpha;

/** What the error is drawn against. */
const AXES = [
  { file: "multiply-adds", title: "million multiply-adds", of: (row) => row.multiplyAdds / 1e6 },
  { file: "bytes", title: "megabytes, fp16", of: (row) => row.megabytes },
  { file: "time", title: "milliseconds a crop, one thread", of: (row) => row.milliseconds },
];

const options = /** @type {const} */ ({ steps: { type: "string", default: "1000" } });
const { values, positionals } = parseArgs({ options, allowPositionals: true });
const [dataset] = positionals;
if (dataset === undefined) throw new Error("expected the folder of a dataset, got none");
const steps = Number(values.steps);

const results = new URL("../results/tradeoffs.json", import.meta.url);
const picture = (name) => fileURLToPath(new URL(`../../docs/tradeoffs-${name}.svg`, import.meta.url));
const known = existsSync(results) ? JSON.parse(readFileSync(results, "utf8")) : { steps, rows: [] };
if (known.steps !== steps) {
  const path = fileURLToPath(results);
  throw new Error(
    `${path}: expected trainings of ${steps} steps, got ${known.steps}: remove it, or pass --steps ${known.steps}`,
  );
}

for (const { alpha, side } of GRID) {
  if (known.rows.some((row) => row.alpha === alpha && row.side === side)) continue;
  known.rows.push(await measure(alpha, side));
  await save();
}
await time(known.rows);
await save();
for (const axis of AXES) await writeFileWhole(picture(axis.file), drawn(known.rows, axis));
head(["alpha", "side", "parameters", "multiply-adds", "fp16", "ms", "mean distance, px of 160"]);
for (const { alpha, side, parameters, multiplyAdds, megabytes, milliseconds, distance } of known.rows) {
  const [thousands, millions] = [(parameters / 1e3).toFixed(0), (multiplyAdds / 1e6).toFixed(1)];
  const cells = [alpha, side, `${thousands} k`, `${millions} M`, `${megabytes.toFixed(2)} MB`, milliseconds.toFixed(2)];
  tableRow([...cells, distance.toFixed(2)]);
}

async function save() {
  await writeFileWhole(fileURLToPath(results), `${JSON.stringify(known, null, 2)}\n`);
}

/** A line for each resolution. */
function drawn(rows, { title, of }) {
  const lines = [...new Set(rows.map(({ side }) => side))].map((side) => {
    const line = rows.filter((row) => row.side === side).sort((a, b) => of(a) - of(b));
    return {
      name: `${side} px`,
      x: line.map(of),
      y: line.map((row) => row.distance),
      labels: line.map((row) => row.alpha),
    };
  });
  return plot(lines, {
    title: `Error of MobileNet v1 by width and resolution against ${title}`,
    xTitle: title,
    yTitle: "mean distance, pixels of a 160-pixel crop",
    logarithmic: true,
  });
}

/** Trains one network and measures it. */
async function measure(alpha, side) {
  const folder = await mkdtemp(join(tmpdir(), "face88-tradeoffs-"));
  const data = (split, more) => ({
    module: "@face88/train/data",
    export: "faceSource",
    options: { dataset: resolve(dataset), labels: "open", tier: "open", split, side, cacheMegabytes: 4000, ...more },
  });
  const samples = BATCH * steps;
  try {
    const config = {
      out: "run",
      data: { train: data("train", {}), validation: data("val", {}) },
      network: { kind: "mobilenet", alpha, head: HEAD },
      loss: { kind: "wing" },
      optimizer: { kind: "adam", learningRate: rateOf(alpha), averageDecay: 0.98 },
      schedule: { kind: "cosine" },
      // Epochs are counted in whole ones: the data decides how many make up the steps.
      epochs: Math.max(1, Math.round(samples / (await facesOf(data("train", {}))))),
      batch: BATCH,
      validateEvery: 1000,
    };
    const { best, progress } = await train(config, { folder });
    const { bytes } = await exportModel(best, { precision: "fp16" });
    const graph = networkOf({ alpha, side });
    const row = {
      alpha,
      side,
      parameters: parameterCount(graph),
      multiplyAdds: multiplyAdds(graph),
      megabytes: bytes.length / 1e6,
      distance: (progress.best.distance * 160) / side,
    };
    console.error(row);
    return row;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The network of a row, untrained. */
function networkOf({ alpha, side }) {
  return mobileNetV1({ alpha, size: side, head: HEAD });
}

async function facesOf(reference) {
  const source = await openSource(reference, ".");
  await source.dispose?.();
  return source.length;
}

/** Adds the median time of one crop on one thread. */
async function time(rows) {
  const runs = [];
  for (const row of rows) {
    const { side } = row;
    const graph = foldBatchNorm(extractGraph(networkOf(row)));
    const threads = { intraOpNumThreads: 1, interOpNumThreads: 1 };
    const session = await InferenceSession.create(writeOnnx(toFloat16(graph)), threads);
    const image = new Tensor("float32", new Float32Array(3 * side * side), [1, 3, side, side]);
    runs.push({ row, session, image, times: [] });
  }
  for (let i = 0; i < 220; i++) {
    for (const { session, image, times } of runs) {
      const began = performance.now();
      await session.run({ image });
      if (i >= 20) times.push(performance.now() - began);
    }
  }
  for (const { row, session, times } of runs) {
    row.milliseconds = median(times);
    await session.release();
  }
}
