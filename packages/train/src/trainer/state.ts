import { type FlatLayout, flatten, float32, type Graph, type Tensor, unflatten } from "@face88/graph";
import type { Normalisation, SampleSource } from "../data/source.js";
import type { TrainConfig } from "./config.js";
import { CheckpointError } from "./errors.js";
import type { TrainGraphs } from "./graphs.js";
import type { PointErrors } from "./point-errors.js";
import { readSafetensors, writeSafetensors } from "./safetensors.js";

/** One validation of a run. */
export interface HistoryRow {
  /** Steps taken. */
  readonly step: number;
  /** Epochs gone through. */
  readonly epoch: number;
  readonly learningRate: number;
  /** Mean loss since the last validation. */
  readonly loss: number;
  /** Errors on the validation data, in pixels of the crop. */
  readonly validation: PointErrors;
  /** Training speed since the last validation. */
  readonly imagesPerSecond: number;
  /** Seconds of work on the run so far. */
  readonly seconds: number;
}

/** A run's whole state beside its vectors; plain JSON. */
export interface Progress {
  /** Optimiser steps taken. With the config's seed this is the state of every random choice, see `order.ts`. */
  readonly step: number;
  /** Sum of the losses of the steps since the last validation. */
  readonly lossSum: number;
  /** Seconds of work, and of training alone since the last validation. */
  readonly seconds: number;
  readonly trainingSeconds: number;
  /** Steps behind `trainingSeconds`. */
  readonly timedSteps: number;
  readonly best: { readonly step: number; readonly distance: number } | null;
  /** Validations since the best one. */
  readonly sinceBest: number;
  readonly history: readonly HistoryRow[];
}

/** The whole state of a run. A checkpoint is this value, written down with what it belongs to. */
export interface TrainState {
  readonly progress: Progress;
  /** `parameters`, `running` and the optimiser's own, by their names in the update graph. */
  readonly vectors: Readonly<Record<string, Float32Array>>;
}

/** What a checkpoint says about the data. */
export interface DataDescription {
  /** Fingerprints of training and validation data. */
  readonly fingerprint: string;
  /** Pixels of the crop in one unit of the points. */
  readonly unit: number;
  readonly normalisation: Normalisation;
  /** Fields of a sample with their shapes. */
  readonly fields: SampleSource["fields"];
}

/** A checkpoint as read from its file. */
export interface Checkpoint {
  /** With defaults filled in and `lanes` settled. */
  readonly config: TrainConfig;
  /** From the checkpoint's folder to that of the config. */
  readonly folder: string;
  readonly data: DataDescription;
  readonly progress: Progress;
  /** All weights and running statistics by name; as they were trained. */
  readonly weights: ReadonlyMap<string, Tensor>;
  /** The weights to use: the moving average where the run keeps one. */
  readonly shown: ReadonlyMap<string, Tensor>;
  /** The optimiser's vectors. */
  readonly state: Readonly<Record<string, Float32Array>>;
}

/** Progress before the first step. */
export const NO_PROGRESS: Progress = Object.freeze({
  step: 0,
  lossSum: 0,
  seconds: 0,
  trainingSeconds: 0,
  timedSteps: 0,
  best: null,
  sinceBest: 0,
  history: [],
});

/** State before the first step. */
export function initialState({ network, gradient, update }: TrainGraphs): TrainState {
  const parameters = flatten(gradient.parameters, network.initializers);
  const running = flatten(gradient.statistics, network.initializers);
  return {
    progress: NO_PROGRESS,
    vectors: { parameters, ...(running.length > 0 && { running }), ...update.init(parameters) },
  };
}

/** The network's tensors with trained ones in their places. @param parameters  which vector the weights are in */
export function weightsOf(
  { network, gradient }: TrainGraphs,
  { vectors }: TrainState,
  parameters: "parameters" | "average",
): Map<string, Tensor> {
  const named = (layout: FlatLayout, flat: Float32Array | undefined) => (flat ? unflatten(layout, flat) : []);
  const frozen = network.parameters.map((name) => [name, network.initializers.get(name) as Tensor] as const);
  return new Map([
    ...frozen,
    ...named(gradient.parameters, vectors[parameters]),
    ...named(gradient.statistics, vectors.running),
  ]);
}

const OPTIMIZER = "optimizer/";
const AVERAGE = "average/";

/** A checkpoint's bytes. */
export function writeCheckpoint(
  config: TrainConfig,
  folder: string,
  data: DataDescription,
  graphs: TrainGraphs,
  state: TrainState,
): Uint8Array {
  const tensors = weightsOf(graphs, state, "parameters");
  const { parameters: _, running: __, average, ...own } = state.vectors;
  for (const [name, vector] of Object.entries(own)) tensors.set(OPTIMIZER + name, float32([vector.length], vector));
  if (average) {
    for (const [name, tensor] of unflatten(graphs.gradient.parameters, average)) tensors.set(AVERAGE + name, tensor);
  }
  return checkpointBytes({ config, folder, data, progress: state.progress }, tensors);
}

/** A checkpoint's bytes from what it says and the tensors as they stand in the file. */
export function checkpointBytes(
  { config, folder, data, progress }: Pick<Checkpoint, "config" | "folder" | "data" | "progress">,
  tensors: ReadonlyMap<string, Tensor>,
): Uint8Array {
  const random = { seed: config.seed, step: progress.step };
  const metadata = { format: "face88 checkpoint 1", config, folder, data, random, progress };
  return writeSafetensors({
    tensors,
    metadata: Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, JSON.stringify(value)])),
  });
}

/** @throws CheckpointError when the bytes are no whole checkpoint */
export function readCheckpoint(bytes: Uint8Array): Checkpoint {
  const { tensors, metadata } = readSafetensors(bytes);
  if (metadata.format !== JSON.stringify("face88 checkpoint 1")) {
    throw new CheckpointError(`expected a face88 checkpoint 1, got ${metadata.format ?? "other tensors"}`);
  }
  const parsed = (key: string) => JSON.parse(metadata[key] ?? "null");
  const parts = { weights: new Map<string, Tensor>(), average: new Map<string, Tensor>() };
  const state: Record<string, Float32Array> = {};
  for (const [name, tensor] of tensors) {
    if (name.startsWith(OPTIMIZER)) state[name.slice(OPTIMIZER.length)] = tensor.data as Float32Array;
    else if (name.startsWith(AVERAGE)) parts.average.set(name.slice(AVERAGE.length), tensor);
    else parts.weights.set(name, tensor);
  }
  return {
    config: parsed("config"),
    folder: parsed("folder"),
    data: parsed("data"),
    progress: parsed("progress"),
    weights: parts.weights,
    shown: new Map([...parts.weights, ...parts.average]),
    state,
  };
}

/** The state to go on from. @throws CheckpointError when the checkpoint is of other graphs */
export function restoreState({ gradient, update }: TrainGraphs, checkpoint: Checkpoint): TrainState {
  const { weights, shown, state, progress } = checkpoint;
  try {
    const known: Record<string, Float32Array> = {
      ...state,
      parameters: flatten(gradient.parameters, weights),
      average: flatten(gradient.parameters, shown),
    };
    if (gradient.statistics.length > 0) known.running = flatten(gradient.statistics, weights);
    const names = ["parameters", ...(known.running ? ["running"] : []), ...update.state];
    const missing = names.find((name) => known[name] === undefined);
    if (missing !== undefined) throw new RangeError(`expected a vector ${missing}, got none`);
    return { progress, vectors: Object.fromEntries(names.map((name) => [name, known[name]])) };
  } catch (cause) {
    throw new CheckpointError(`expected a checkpoint of this network: ${(cause as Error).message}`, { cause });
  }
}

/** Initial weights taken over from another run, where name and shape agree; the rest stays. */
export const matchingWeights = (network: Graph, { shown }: Checkpoint): Map<string, Tensor> =>
  new Map([...shown].filter(([name, { dims }]) => String(network.initializers.get(name)?.dims) === String(dims)));
