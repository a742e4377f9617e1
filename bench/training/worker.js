// One gradient session of one thread: takes micro-batches until told to stop. Parameters, gradient and statistics lie in
// shared memory, so that a step moves no more than the numbers themselves.
import { parentPort, workerData } from "node:worker_threads";
import { InferenceSession, Tensor } from "onnxruntime-node";

const { model, microBatch, size, parameters, gradient, statistics, seed } = workerData;
const session = await InferenceSession.create(model, {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  // Memory patterns would hold the first run's memory beside the planned one: twice as much for no gain in speed.
  enableMemPattern: false,
  logSeverityLevel: 3,
});
let state = seed;
const random = () => {
  state = (state * 48271) % 2147483647;
  return state / 2147483647;
};
const filled = (dims) =>
  new Tensor("float32", Float32Array.from({ length: dims.reduce((a, b) => a * b) }, random), dims);
const weights = new Float32Array(parameters.length);
const feeds = {
  image: filled([microBatch, 3, size, size]),
  truth: filled([microBatch, 176]),
  parameters: new Tensor("float32", weights, [weights.length]),
};
parentPort.on("message", async () => {
  weights.set(parameters);
  const results = await session.run(feeds, ["loss", "gradient", "statistics"]);
  gradient.set(results.gradient.data);
  statistics.set(results.statistics.data);
  parentPort.postMessage(results.loss.data[0]);
});
parentPort.postMessage("ready");
