import {
  absolute,
  adam,
  adaptiveWing,
  type CoordinateLoss,
  constant,
  cosine,
  distillation,
  elementCount,
  type GradientGraph,
  type Graph,
  type GraphBuilder,
  gaussianLikelihood,
  gradientGraph,
  type Loss,
  laplacianLikelihood,
  meanLoss,
  type Schedule,
  sgd,
  smoothL1,
  squared,
  stepDecay,
  type UpdateGraph,
  updateGraph,
  type Value,
  wing,
} from "@face88/graph";
import { type Field, importReference, type SampleSource } from "../data/source.js";
import { FEATURES } from "../features/feature-file.js";
import { LAYOUTS, mobileNetV1 } from "../networks/mobilenet.js";
import { transferHead } from "../networks/transfer.js";
import type { LossConfig, NetworkConfig, OptimizerConfig, TrainConfig } from "./config.js";
import { ConfigError } from "./errors.js";
import { type LossModule, openLossModule } from "./loss-module.js";
import { targetName } from "./memory.js";

/** What a run computes with. */
export interface TrainGraphs {
  /** The network in inference form, with its first weights. */
  readonly network: Graph;
  readonly gradient: GradientGraph;
  readonly update: UpdateGraph;
}

/** What a network must give. */
interface Answer {
  readonly output: string;
  readonly length: number;
}

/**
 * The network that a config trains on given data, with random weights. Of a transfer network it is the head.
 * @throws ConfigError when the data has no image or points, or the network does not fit them
 */
export async function buildNetwork(
  { network, loss, seed }: Pick<TrainConfig, "network" | "loss" | "seed">,
  source: Pick<SampleSource, "fields">,
  folder: string,
): Promise<Graph> {
  const own = await openLossModule(loss, folder);
  if (own !== undefined) {
    return networkModule(network, { size: fieldOf(source, "image").dims[1], seed }, own, folder);
  }
  const points = elementCount(fieldOf(source, "points").dims) / 2;
  const uncertainty = loss.kind === "gaussian" || loss.kind === "laplacian";
  if (network.kind === "transfer") {
    const { hidden, dropout } = network;
    const [features] = fieldOf(source, FEATURES).dims;
    return transferHead({ features, hidden, points, uncertainty, dropout, seed });
  }
  const size = fieldOf(source, "image").dims[1];
  if (network.kind === "mobilenet") {
    const { alpha, layout, padding, activation, head } = network;
    return mobileNetV1({ alpha, layout: LAYOUTS[layout], padding, activation, head, size, points, seed, uncertainty });
  }
  return networkModule(network, { size, points, seed, uncertainty }, { output: "points", length: 2 * points }, folder);
}

async function networkModule(
  network: NetworkConfig,
  given: object,
  { output, length }: Answer,
  folder: string,
): Promise<Graph> {
  if (network.kind !== "module") throw new ConfigError(`network: expected a module, got ${network.kind}`);
  const build = await importReference(network, folder);
  const graph = build({ ...given, ...(network.options as object) } as never) as Graph;
  const found = graph?.outputs?.find(({ name }) => name === output);
  if (Number(found?.dims[1]) !== length) {
    throw new ConfigError(`network: expected a graph with output ${output} [N, ${length}], got [${found?.dims}]`);
  }
  return graph;
}

/**
 * Gradient and update graph of a run.
 * @throws ConfigError when the loss needs a field or an output that is missing
 */
export async function buildGraphs(
  config: TrainConfig,
  network: Graph,
  source: SampleSource,
  folder: string,
): Promise<TrainGraphs> {
  const { optimizer, frozen, microBatch } = config;
  const own = await openLossModule(config.loss, folder);
  const inputs = new Set(network.inputs.map(({ name }) => name));
  for (const name of inputs) fieldOf(source, name);
  const targets = source.fields
    .filter(({ name }) => !inputs.has(name))
    .map(({ name, dims }) => [targetName(name), { dims }] as const);
  const gradient = gradientGraph(network, {
    microBatch,
    lanes: config.lanes ?? 0,
    loss: own ? ownLoss(own, source) : lossOf(config.loss, source),
    targets: Object.fromEntries(targets),
    frozen: (name) => frozen.some((prefix) => name.startsWith(prefix)),
  });
  const update = updateGraph(gradient, {
    optimizer: optimizer.kind === "adam" ? adam(optimizer) : sgd(optimizer),
    weightDecay: optimizer.weightDecay,
    ...(optimizer.clipNorm !== null && { clipNorm: optimizer.clipNorm }),
    ...(optimizer.averageDecay !== null && { averageDecay: optimizer.averageDecay }),
  });
  return { network, gradient, update };
}

/** Learning rate by step. @param stepsPerEpoch  >= 1 */
export function scheduleOf({ schedule, optimizer, epochs }: TrainConfig, stepsPerEpoch: number): Schedule {
  const rate = optimizer.learningRate;
  switch (schedule.kind) {
    case "constant":
      return constant(rate);
    case "step":
      return stepDecay(rate, schedule.every * stepsPerEpoch, schedule.factor);
    case "cosine": {
      const steps = epochs * stepsPerEpoch;
      const warmUp = Math.min(steps - 1, Math.round(schedule.warmUp * stepsPerEpoch));
      return cosine({ rate, steps, warmUp, lowest: schedule.lowest });
    }
  }
}

/** The vector that is validated and exported: the moving average where there is one. */
export const shownParameters = ({ averageDecay }: OptimizerConfig): "average" | "parameters" =>
  averageDecay === null ? "parameters" : "average";

function ownLoss(own: LossModule, { fields }: SampleSource): Loss {
  return (b, outputs, targets) => {
    const named = fields.map(({ name }) => [name, targets[targetName(name)]] as const);
    return own.loss(b, outputs[own.output], Object.fromEntries(named.filter(([, target]) => target !== undefined)));
  };
}

function lossOf(config: LossConfig, source: SampleSource): Loss {
  const { teacherShare } = config;
  if (teacherShare > 0) fieldOf(source, "teacher");
  return (b, outputs, targets) => {
    const target = (name: string) => targets[targetName(name)];
    const against = (truth: Value) => lossAgainst(b, config, source.unit, outputs, truth, target("weights"));
    const loss = against(target("points"));
    return teacherShare === 0 ? loss : distillation(b, loss, against(target("teacher")), teacherShare);
  };
}

function lossAgainst(
  b: GraphBuilder,
  config: LossConfig,
  unit: number,
  outputs: Readonly<Record<string, Value>>,
  truth: Value,
  weights: Value | undefined,
): Value {
  const pixels = (value: Value) => (unit === 1 ? value : b.mul(value, unit));
  const mean = (loss: CoordinateLoss) => meanLoss(b, loss, pixels(outputs.points), pixels(truth), weights);
  switch (config.kind) {
    case "mse":
      return mean(squared);
    case "mae":
      return mean(absolute);
    case "smoothL1":
      return mean(smoothL1(config.beta));
    case "wing":
      return mean(wing(config.w, config.epsilon));
    case "adaptiveWing":
      return meanLoss(b, adaptiveWing(config), outputs.points, truth, weights);
    case "gaussian":
      return gaussianLikelihood(b, pixels(outputs.points), scaleOf(outputs), pixels(truth), weights);
    case "laplacian":
      return laplacianLikelihood(b, pixels(outputs.points), scaleOf(outputs), pixels(truth), weights);
    case "module":
      throw new Error("internal: a loss module is not one of the trainer's own losses");
  }
}

function scaleOf(outputs: Readonly<Record<string, Value>>): Value {
  if (!outputs.log_scale) throw new ConfigError("loss: expected a network with output log_scale, got none");
  return outputs.log_scale;
}

function fieldOf({ fields }: Pick<SampleSource, "fields">, name: string): Field {
  const found = fields.find((field) => field.name === name);
  if (!found)
    throw new ConfigError(`data: expected a field ${name}, got ${fields.map((field) => field.name).join(", ")}`);
  return found;
}
