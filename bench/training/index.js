// Training speed against PyTorch (Debian's python3-torch) on the same machine, in turn, medians of rounds.
// usage: node bench/training/index.js [--rounds 3] [--seconds 8]; writes bench/results/training.json
import { execFile } from "node:child_process";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { promisify } from "node:util";

const run = promisify(execFile);
const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
};
const rounds = option("rounds", 3);
const seconds = option("seconds", 8);
const size = 160;
const here = new URL(".", import.meta.url);
const file = (name) => new URL(name, here).pathname;
const measure = async (command, args) => JSON.parse((await run(command, args.map(String))).stdout);

/** Samples a step: the trainer's own default. */
const BATCH = 64;

/**
 * Round by round all in turn, so that a busy minute hits everybody. Of each round the ratio to PyTorch's best batch and number
 * of threads counts, and the median of the rounds: one lucky run of either says nothing. PyTorch at our batch, the same
 * work to the letter, is compared beside it, and so is its memory.
 */
async function compare(alpha) {
  const ours = { batch: BATCH, microBatch: 16, workers: 2 };
  const theirs = [16, 32, BATCH].flatMap((batch) => [1, 2].map((threads) => ({ batch, threads })));
  const runs = new Map([ours, ...theirs].map((config) => [config, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [config, found] of runs) {
      const { batch, microBatch, workers, threads } = config;
      const result =
        config === ours
          ? await measure(process.execPath, [file("ours.js"), alpha, size, batch, microBatch, workers, seconds])
          : await measure("/usr/bin/python3", [file("pytorch.py"), alpha, size, batch, threads, seconds]);
      found.push(result);
      console.error(alpha, config, result.imagesPerSecond.toFixed(1), `${Math.round(result.peakMemory / 2 ** 20)} MiB`);
    }
  }
  const speeds = (config) => runs.get(config).map(({ imagesPerSecond }) => imagesPerSecond);
  const summary = (config) => ({
    ...config,
    ...runs.get(config)[0],
    imagesPerSecond: median(speeds(config)),
    peakMemory: Math.max(...runs.get(config).map(({ peakMemory }) => peakMemory)),
  });
  const best = (configs) => configs.map(summary).sort((a, b) => b.imagesPerSecond - a.imagesPerSecond)[0];
  const ratioTo = (configs) =>
    median(speeds(ours).map((speed, round) => speed / Math.max(...configs.map((config) => speeds(config)[round]))));
  const same = theirs.filter(({ batch }) => batch === BATCH);
  const [face88, pytorch, pytorchSameBatch] = [summary(ours), best(theirs), best(same)];
  return {
    alpha,
    ratio: ratioTo(theirs),
    ratioSameBatch: ratioTo(same),
    memoryRatio: face88.peakMemory / pytorchSameBatch.peakMemory,
    ...{ face88, pytorch, pytorchSameBatch },
  };
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

const narrow = await compare(0.3);
const full = await compare(1);
const { default: runtime } = await import("onnxruntime-node/package.json", { with: { type: "json" } });
const result = {
  ratio: narrow.ratio,
  network: `MobileNet v1 shallow, ${size}x${size}, MSE, Adam`,
  runs: [narrow, full],
  machine: { cpu: cpus()[0].model, cores: cpus().length, memory: totalmem() },
  versions: { node: process.version, "onnxruntime-node": runtime.version, torch: narrow.pytorch.torch },
};
const target = new URL("../results/training.json", here);
await mkdir(new URL(".", target), { recursive: true });
await writeFile(`${target.pathname}.part`, `${JSON.stringify(result, null, 2)}\n`);
await rename(`${target.pathname}.part`, target.pathname);
for (const { alpha, ratio, ratioSameBatch, memoryRatio } of result.runs) {
  const [best, same, memory] = [ratio, ratioSameBatch, memoryRatio].map((value) => value.toFixed(2));
  console.log(`alpha ${alpha}: ${best} x PyTorch at its best batch, ${same} x at ours, with ${memory} of its memory`);
}
