import { workerData } from "node:worker_threads";
import { InferenceSession, Tensor } from "onnxruntime-node";
import type { Field } from "../data/source.js";
import { serve } from "../threads/thread.js";
import type { LossConfig } from "./config.js";
import { openLossModule } from "./loss-module.js";
import { fieldViews, resultViews, sampleViews, sizeOf, targetName } from "./memory.js";
import { type PointErrors, pointErrors } from "./point-errors.js";
import { sessionOptions } from "./session.js";

/** What a compute thread is started with. */
export interface ComputeSetup {
  /** The gradient graph as ONNX. */
  readonly gradient: Uint8Array;
  readonly provider: string;
  readonly fields: readonly Field[];
  readonly microBatch: number;
  /** Pixels in a unit of the points. */
  readonly unit: number;
  /** The config's loss, and the folder where its module's path starts. */
  readonly loss: LossConfig;
  readonly folder: string;
  readonly parameterCount: number;
  readonly statisticCount: number;
  /** The trainable parameters, written by the trainer between steps. */
  readonly parameters: SharedArrayBuffer;
  readonly slots: readonly SharedArrayBuffer[];
  /** Where results go, one for each micro-batch of a step. */
  readonly results: readonly SharedArrayBuffer[];
}

/** What a compute thread is asked. */
export type ComputeRequest =
  /** Loss, gradient and statistics of the micro-batch in a slot, into a result; the answer is the loss. */
  | {
      readonly kind: "gradient";
      readonly slot: number;
      readonly result: number;
      readonly step: number;
      readonly seed: number;
    }
  /** The network to evaluate from now on, as ONNX. */
  | { readonly kind: "network"; readonly model: Uint8Array }
  /** The network's errors on the first `count` samples of a slot. */
  | { readonly kind: "evaluate"; readonly slot: number; readonly count: number };

const setup = workerData as ComputeSetup;
const { fields, microBatch, parameterCount, statisticCount } = setup;
const slots = setup.slots.map((slot) => fieldViews(slot, fields, microBatch));
const results = setup.results.map((result) => resultViews(result, parameterCount, statisticCount));
const shared = new Float32Array(setup.parameters);

// onnxruntime-node takes no shared memory, so each thread has tensors of its own that it copies into and out of. They
// live as long as the thread: a step allocates nothing.
const tensorOf = (dims: readonly number[]) => new Tensor("float32", new Float32Array(sizeOf(dims)), dims);
const parameters = tensorOf([parameterCount]);
const samples = new Map(fields.map(({ name, dims }) => [name, tensorOf([microBatch, ...dims])]));
const outputs: Record<string, Tensor> = { loss: tensorOf([]), gradient: tensorOf([parameterCount]) };
if (statisticCount > 0) outputs.statistics = tensorOf([statisticCount]);

const gradient = await InferenceSession.create(setup.gradient, sessionOptions(setup.provider));
const own = await openLossModule(setup.loss, setup.folder);
let network: InferenceSession | undefined;
let loaded = 0;

serve<ComputeRequest>(async (request) => {
  switch (request.kind) {
    case "gradient":
      return step(request);
    case "network":
      await network?.release();
      network = await InferenceSession.create(request.model, sessionOptions(setup.provider));
      return undefined;
    case "evaluate":
      return evaluate(request);
  }
});

async function step({ slot, result, step, seed }: Extract<ComputeRequest, { kind: "gradient" }>): Promise<number> {
  if (step !== loaded) (parameters.data as Float32Array).set(shared);
  loaded = step;
  const feeds = feedsOf(gradient, slot);
  feeds.parameters = parameters;
  if (gradient.inputNames.includes("seed")) feeds.seed = new Tensor("int64", [BigInt(seed)], []);
  await gradient.run(feeds, outputs);
  const into = results[result];
  into.loss.set(outputs.loss.data as Float32Array);
  into.gradient.set(outputs.gradient.data as Float32Array);
  if (statisticCount > 0) into.statistics.set(outputs.statistics.data as Float32Array);
  return into.loss[0];
}

async function evaluate({
  slot,
  count,
}: Extract<ComputeRequest, { kind: "evaluate" }>): Promise<(PointErrors | undefined)[]> {
  if (!network) throw new Error("internal: evaluate before network");
  const output = own?.output ?? "points";
  const answer = await network.run(feedsOf(network, slot), [output]);
  const predicted = answer[output].data as Float32Array;
  const { points, weights } = slots[slot];
  const part = (all: Float32Array, i: number) =>
    all.subarray((i * all.length) / microBatch, ((i + 1) * all.length) / microBatch);
  if (own !== undefined) {
    return Array.from({ length: count }, (_, i) => {
      const error = own.error(part(predicted, i), sampleViews(slots[slot], microBatch, i));
      return { distance: error, absolute: error, squared: error ** 2 };
    });
  }
  return Array.from({ length: count }, (_, i) =>
    pointErrors(part(predicted, i), part(points, i), setup.unit, weights && part(weights, i)),
  );
}

/** The fields of a slot that a session reads. */
function feedsOf(session: InferenceSession, slot: number): Record<string, Tensor> {
  const feeds: Record<string, Tensor> = {};
  for (const [name, tensor] of samples) {
    const input = [name, targetName(name)].find((candidate) => session.inputNames.includes(candidate));
    if (input === undefined) continue;
    (tensor.data as Float32Array).set(slots[slot][name]);
    feeds[input] = tensor;
  }
  return feeds;
}
