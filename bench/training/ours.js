// Our side of the training benchmark: images per second of MobileNet v1 with Adam, by the trainer that users run, loading
// and all. One JSON line to stdout.
// usage: node ours.js ALPHA SIZE BATCH MICRO_BATCH WORKERS SECONDS
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { train } from "@face88/train";

const [alpha, size, batch, microBatch, workers, seconds] = process.argv.slice(2).map(Number);
const WARM_UP = 3;
const data = (length) => ({
  module: new URL("./source.js", import.meta.url).pathname,
  export: "default",
  options: { size, length, distinct: microBatch },
});
const folder = await mkdtemp(join(tmpdir(), "face88-bench-"));
const enough = new AbortController();
const times = [];
let last = 0;
let began = 0;
let loss = 0;
const config = {
  out: "run",
  data: { train: data(100_000), validation: data(microBatch) },
  network: { kind: "mobilenet", alpha, padding: "symmetric" },
  loss: { kind: "mse" },
  optimizer: { kind: "adam", learningRate: 1e-3 },
  schedule: { kind: "constant" },
  ...{ epochs: 1, batch, microBatch, workers },
};
try {
  await train(config, {
    folder,
    signal: enough.signal,
    onStep(report) {
      const now = performance.now();
      if (report.step === WARM_UP) began = now;
      if (report.step > WARM_UP) times.push(now - last);
      last = now;
      loss = report.loss;
      if (began > 0 && now - began > seconds * 1000) enough.abort();
    },
  });
} finally {
  await rm(folder, { recursive: true });
}
if (!Number.isFinite(loss)) throw new Error(`internal: loss became ${loss}`);
times.sort((a, b) => a - b);
console.log(
  JSON.stringify({
    imagesPerSecond: (batch * 1000) / times[times.length >> 1],
    peakMemory: process.resourceUsage().maxRSS * 1024,
    loss,
  }),
);
