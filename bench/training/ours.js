// Our side of the training benchmark: images per second of MobileNet v1 with Adam. One JSON line to stdout.
// usage: node ours.js ALPHA SIZE MICRO_BATCH WORKERS SECONDS
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { adam, flatten, gradientGraph, lanesProbe, meanLoss, squared, updateGraph, writeOnnx } from "@face88/graph";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { mobileNetV1 } from "../../packages/train/dist/networks/mobilenet.js";

const [alpha, size, microBatch, workers, seconds] = process.argv.slice(2).map(Number);
async function lanesHere() {
  for (const lanes of [16, 8]) {
    const probe = await InferenceSession.create(writeOnnx(lanesProbe(lanes)), { logSeverityLevel: 4 }).catch(
      () => null,
    );
    if (probe && (await probe.run({})).difference.data[0] === 0) return lanes;
  }
  return 0;
}
const network = mobileNetV1({ alpha, size, padding: "symmetric" });
const gradient = gradientGraph(network, {
  microBatch,
  lanes: await lanesHere(),
  targets: { truth: { dims: [176] } },
  loss: (b, outputs, targets) => meanLoss(b, squared, outputs.points, targets.truth),
});
const update = updateGraph(gradient, { optimizer: adam() });
const updater = await InferenceSession.create(writeOnnx(update.graph), {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  enableMemPattern: false,
  logSeverityLevel: 3,
});

const shared = (length) => new Float32Array(new SharedArrayBuffer(length * 4));
const parameters = shared(gradient.parameters.length);
parameters.set(flatten(gradient.parameters, network.initializers));
const model = writeOnnx(gradient.graph);
const crew = Array.from({ length: workers }, (_, i) => {
  const buffers = { gradient: shared(gradient.parameters.length), statistics: shared(gradient.statistics.length) };
  const workerData = { model, microBatch, size, parameters, seed: i + 1, ...buffers };
  return { worker: new Worker(new URL("./worker.js", import.meta.url), { workerData }), ...buffers };
});
const answer = async (worker) => (await once(worker, "message"))[0];
await Promise.all(crew.map(({ worker }) => answer(worker)));

const vector = (data) => new Tensor("float32", data, [data.length]);
const scalar = (value) => new Tensor("float32", Float32Array.of(value), []);
let running = flatten(gradient.statistics, network.initializers);
let state = update.init(Float32Array.from(parameters));
let step = 0;
const total = { gradient: new Float32Array(parameters.length), statistics: new Float32Array(running.length) };
async function train() {
  step += 1;
  const answers = crew.map(({ worker }) => answer(worker));
  for (const { worker } of crew) worker.postMessage(step);
  const losses = await Promise.all(answers);
  for (const [name, sum] of Object.entries(total)) {
    sum.set(crew[0][name]);
    for (const part of crew.slice(1)) for (let i = 0; i < sum.length; i++) sum[i] += part[name][i];
  }
  const next = await updater.run({
    parameters: vector(Float32Array.from(parameters)),
    gradient: vector(total.gradient),
    statistics: vector(total.statistics),
    running: vector(running),
    share: scalar(1 / workers),
    learning_rate: scalar(1e-3),
    step: scalar(step),
    ...Object.fromEntries(update.state.map((name) => [name, vector(state[name])])),
  });
  parameters.set(next["next.parameters"].data);
  running = next["next.running"].data;
  state = Object.fromEntries(update.state.map((name) => [name, next[`next.${name}`].data]));
  return losses[0];
}

for (let i = 0; i < 3; i++) await train();
const times = [];
let loss = 0;
const end = performance.now() + seconds * 1000;
while (performance.now() < end) {
  const start = performance.now();
  loss = await train();
  times.push(performance.now() - start);
}
if (!Number.isFinite(loss)) throw new Error(`internal: loss became ${loss}`);
times.sort((a, b) => a - b);
console.log(
  JSON.stringify({
    imagesPerSecond: (microBatch * workers * 1000) / times[times.length >> 1],
    peakMemory: process.resourceUsage().maxRSS * 1024,
    loss,
  }),
);
process.exit(0);
