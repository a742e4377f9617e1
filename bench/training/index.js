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

/** Round by round both sides in turn, so that a busy minute hits both; the best round of each configuration counts. */
async function compare(alpha) {
  const ours = [{ microBatch: 16, workers: 2 }];
  const theirs = [16, 32].flatMap((batch) => [1, 2].map((threads) => ({ batch, threads })));
  const best = new Map();
  const note = (side, config, result) => {
    const found = best.get(side);
    const peakMemory = Math.max(found?.peakMemory ?? 0, result.peakMemory);
    const faster = !found || result.imagesPerSecond > found.imagesPerSecond;
    best.set(side, faster ? { ...config, ...result } : found);
    console.error(alpha, side, config, result.imagesPerSecond.toFixed(1), `${Math.round(peakMemory / 2 ** 20)} MiB`);
  };
  for (let round = 0; round < rounds; round++) {
    for (const config of ours) {
      const args = [file("ours.js"), alpha, size, config.microBatch, config.workers, seconds];
      note("face88", config, await measure(process.execPath, args));
    }
    for (const config of theirs) {
      const args = [file("pytorch.py"), alpha, size, config.batch, config.threads, seconds];
      note("pytorch", config, await measure("/usr/bin/python3", args));
    }
  }
  const [face88, pytorch] = [best.get("face88"), best.get("pytorch")];
  return { alpha, ratio: face88.imagesPerSecond / pytorch.imagesPerSecond, face88, pytorch };
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
