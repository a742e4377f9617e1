// Training speed against PyTorch (Debian's python3-torch) on the same machine, in turn, the best of each over rounds.
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
 * Round by round all in turn, so that a busy minute hits everybody; the best round of each counts. PyTorch's speed is that
 * of its best batch and number of threads, its memory that of the same batch.
 */
async function compare(alpha) {
  const ours = { batch: BATCH, microBatch: 16, workers: 2 };
  const theirs = [16, 32, BATCH].flatMap((batch) => [1, 2].map((threads) => ({ batch, threads })));
  const best = new Map([ours, ...theirs].map((config) => [config, { imagesPerSecond: 0, peakMemory: 0 }]));
  for (let round = 0; round < rounds; round++) {
    for (const [config, found] of best) {
      const { batch, microBatch, workers, threads } = config;
      const result =
        config === ours
          ? await measure(process.execPath, [file("ours.js"), alpha, size, batch, microBatch, workers, seconds])
          : await measure("/usr/bin/python3", [file("pytorch.py"), alpha, size, batch, threads, seconds]);
      const peakMemory = Math.max(found.peakMemory, result.peakMemory);
      best.set(config, { ...(result.imagesPerSecond > found.imagesPerSecond ? result : found), peakMemory });
      console.error(alpha, config, result.imagesPerSecond.toFixed(1), `${Math.round(peakMemory / 2 ** 20)} MiB`);
    }
  }
  const faster = (a, b) => b.imagesPerSecond - a.imagesPerSecond;
  const measured = (configs) => configs.map((config) => ({ ...config, ...best.get(config) })).sort(faster);
  const [face88] = measured([ours]);
  const [pytorch] = measured(theirs);
  const [sameBatch] = measured(theirs.filter(({ batch }) => batch === BATCH));
  const ratio = face88.imagesPerSecond / pytorch.imagesPerSecond;
  return {
    alpha,
    ratio,
    memoryRatio: face88.peakMemory / sameBatch.peakMemory,
    face88,
    pytorch,
    pytorchSameBatch: sameBatch,
  };
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
console.log(`alpha 0.3: ${narrow.ratio.toFixed(2)} x PyTorch, alpha 1.0: ${full.ratio.toFixed(2)} x`);
