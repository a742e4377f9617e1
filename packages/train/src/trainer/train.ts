import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { assignInitializers } from "@face88/graph";
import { openSource, type SampleSource, type SourceReference } from "../data/source.js";
import { transferSources } from "../features/transfer-sources.js";
import { widenedWeights } from "../networks/widen.js";
import { readTrainConfig, type TrainConfig } from "./config.js";
import { CheckpointError, ConfigError, NonFiniteError } from "./errors.js";
import type { Portion } from "./feed.js";
import { buildGraphs, buildNetwork, scheduleOf, shownParameters } from "./graphs.js";
import { machineLanes } from "./machine.js";
import { dropoutSeed, epochOrder } from "./order.js";
import { meanErrors } from "./point-errors.js";
import { requireProvider } from "./provider.js";
import { openCheckpoint, RunFiles } from "./run-files.js";
import {
  type Checkpoint,
  type DataDescription,
  type HistoryRow,
  initialState,
  matchingWeights,
  NO_PROGRESS,
  type Progress,
  restoreState,
  type TrainState,
  weightsOf,
  writeCheckpoint,
} from "./state.js";
import { sumInOrder } from "./sum-in-order.js";
import { Threads } from "./threads.js";
import { Updater } from "./updater.js";

/** How far a run is, after each step. */
export interface StepReport {
  /** Steps taken and steps of the whole run. */
  readonly step: number;
  readonly steps: number;
  /** Loss of this step, mean over the batch. */
  readonly loss: number;
  readonly learningRate: number;
  /** Training speed, smoothed over the last steps. */
  readonly imagesPerSecond: number;
}

/** Options of {@link train}. */
export interface TrainOptions {
  /** Folder from which the config's relative paths start, absolute; default the working folder. */
  readonly folder?: string;
  /**
   * `new` (default): the run's folder must not hold a run yet. `resume`: goes on from `last`, begins if there is none.
   * `restart`: begins anew, whatever the folder holds.
   */
  readonly start?: "new" | "resume" | "restart";
  /** Called while a frozen backbone computes features, with the rows done and those of the whole. */
  readonly onFeatures?: (done: number, rows: number) => void;
  /** Called after each step. */
  readonly onStep?: (report: StepReport) => void;
  /** Called after each validation. */
  readonly onValidation?: (row: HistoryRow, best: boolean) => void;
  /** Ends the run after the step at hand, with a checkpoint; default never. */
  readonly signal?: AbortSignal;
}

/** How a run ended. */
export interface TrainResult {
  readonly progress: Progress;
  /** All epochs done, no better validation for too long, or the signal. */
  readonly ended: "epochs" | "patience" | "interrupted";
  /** Paths of the checkpoints; `best` is written at the first validation. */
  readonly last: string;
  readonly best: string;
}

/**
 * Trains a network as a config says. Threads change the speed only: any number of workers, and any number of stops and
 * resumes, give the same weights to the bit.
 * @param configuration  a `TrainConfig` without what has a default
 * @throws ConfigError, ModuleReferenceError when the config or its data cannot be trained
 * @throws MissingDependencyError when this machine has no such provider
 * @throws CheckpointError when there is no going on from the run's checkpoint
 * @throws SampleError when a sample cannot be read
 * @throws NonFiniteError when the loss or the gradient is NaN or infinite
 */
export async function train(configuration: unknown, options: TrainOptions = {}): Promise<TrainResult> {
  const { start = "new", onFeatures, onStep, onValidation, signal } = options;
  const folder = resolve(options.folder ?? ".");

  // What is asked for: the config, its data, and what an earlier run left.
  const asked = readTrainConfig(configuration);
  await requireProvider(asked.provider);
  const files = new RunFiles(asked, folder);
  if (start === "new" && (await files.hasRun())) {
    throw new ConfigError(`out: expected a folder without a run, or to resume or restart it, got ${asked.out}`);
  }
  const earlier = start === "resume" && (await files.hasRun()) ? await openCheckpoint(files.last) : undefined;
  const config: TrainConfig = { ...asked, lanes: asked.lanes ?? earlier?.config.lanes ?? lanesFor(asked.microBatch) };
  const { batch, microBatch, seed } = config;
  if (config.lanes !== null && config.lanes > 0 && config.lanes < machineLanes()) {
    throw new ConfigError(`lanes: expected ${machineLanes()} or 0 on this machine, got ${config.lanes}`);
  }
  const given = await openBoth([config.data.train, config.data.validation], folder);
  describeData(config, ...given);
  await files.prepare();

  // What is learned from: the data, or for a transfer network its features.
  const cache = config.network.kind === "transfer" ? config.network.features : null;
  const kept = cache === null ? files.features : resolve(folder, cache);
  const sources = await transferSources(config, given, folder, kept, { onFeatures, signal });
  if (config.network.kind === "transfer") await closeAll(given);
  if (sources === undefined) {
    const { progress } = earlier ?? { progress: NO_PROGRESS };
    return { progress, ended: "interrupted", last: files.last, best: files.best };
  }
  const [source, validation] = config.network.kind === "transfer" ? await openBoth(sources, folder) : given;
  const data = describeData(config, source, validation);
  if (earlier) checkResume(config, data, earlier, files.last);

  // What is computed with: graphs, state, threads.
  const graphs = await buildGraphs(config, await initialNetwork(config, source, folder), source, folder);
  const first = earlier ? restoreState(graphs, earlier) : initialState(graphs);
  const { parameters, statistics } = graphs.gradient;
  const stepsPerEpoch = Math.floor(source.length / batch);
  const steps = config.epochs * stepsPerEpoch;
  const learningRateOf = scheduleOf(config, stepsPerEpoch);
  const microBatches = batch / microBatch;
  const workers = config.workers ?? (config.provider === "cpu" ? availableParallelism() : 1);
  const { provider, loaders, prefetch } = config;
  const updater = await Updater.create(graphs.update, first.vectors, provider);
  await using threads = new Threads({
    ...{ sources, folder, fields: source.fields, unit: source.unit, seed, microBatch, microBatches },
    ...{ gradient: graphs.gradient.graph, parameterCount: parameters.length, statisticCount: statistics.length },
    ...{ provider, workers, loaders, prefetch, loss: config.loss },
  });
  threads.parameters.set(first.vectors.parameters);

  // The run.
  let { progress } = first;
  const feed = threads.feed(0, trainingPortions(config, source.length, progress.step, steps));
  const gradientParts = threads.results.map(({ gradient }) => gradient);
  const statisticParts = threads.results.map(({ statistics }) => statistics);
  const gradientSum = new Float32Array(parameters.length);
  const statisticSum = new Float32Array(statistics.length);
  const began = performance.now();
  const secondsBefore = progress.seconds;
  const seconds = () => secondsBefore + (performance.now() - began) / 1000;
  let saved = earlier ? files.last : undefined;
  let speed = 0;
  let ended: TrainResult["ended"] = "epochs";

  while (progress.step < steps) {
    if (config.patience !== null && progress.sinceBest >= config.patience) {
      ended = "patience";
      break;
    }
    const step = progress.step + 1;
    const stepBegan = performance.now();

    // Gradients of the micro-batches, summed in their order whatever the order in which threads finished them.
    const seeds = threads.results.map((_, i) => dropoutSeed(seed, step, i));
    const loaded = await threads.gradients(step, feed, seeds);
    sumInOrder(gradientParts, gradientSum);
    sumInOrder(statisticParts, statisticSum);
    const losses = threads.results.map((result) => result.loss[0]);
    const idsOf = (portions: readonly Portion[]) =>
      portions.flatMap(({ indices }) => indices.map((index) => source.id(index)));
    const broken = loaded.filter((_, i) => !Number.isFinite(losses[i]));
    if (broken.length > 0) {
      const bad = losses.find((loss) => !Number.isFinite(loss));
      throw new NonFiniteError(`loss ${bad}`, step, idsOf(broken), saved);
    }
    const loss = losses.reduce((sum, each) => sum + each, 0) / microBatches;

    // One step of the optimiser.
    const learningRate = learningRateOf(step);
    const norm = await updater.step(gradientSum, statisticSum, { step, learningRate, microBatches });
    if (!Number.isFinite(norm)) throw new NonFiniteError(`gradient norm ${norm}`, step, idsOf(loaded), saved);
    threads.parameters.set(updater.vectors.parameters);
    const stepSeconds = (performance.now() - stepBegan) / 1000;
    speed = speed === 0 ? batch / stepSeconds : 0.9 * speed + (0.1 * batch) / stepSeconds;
    progress = {
      ...progress,
      step,
      lossSum: progress.lossSum + loss,
      seconds: seconds(),
      trainingSeconds: progress.trainingSeconds + stepSeconds,
      timedSteps: progress.timedSteps + 1,
    };
    onStep?.({ step, steps, loss, learningRate, imagesPerSecond: speed });

    // Now and then: validation, checkpoints, the report.
    const state = (): TrainState => ({ progress, vectors: updater.vectors });
    const save = async (path: string) => {
      await files.writeCheckpoint(path, writeCheckpoint(config, files.folder, data, graphs, state()));
    };
    const validates = step % (stepsPerEpoch * config.validateEvery) === 0 || step === steps;
    if (validates) {
      const network = assignInitializers(graphs.network, weightsOf(graphs, state(), shownParameters(config.optimizer)));
      const errors = await threads.evaluate(
        network,
        threads.feed(1, validationPortions(microBatch, validation.length)),
      );
      const measured = { validation: meanErrors(errors), learningRate, seconds: seconds() };
      const isBest = !(measured.validation.distance >= (progress.best?.distance ?? Number.POSITIVE_INFINITY));
      progress = afterValidation(progress, measured, { batch, stepsPerEpoch, isBest });
      onValidation?.(progress.history[progress.history.length - 1], isBest);
      // Best before last: a run that ends in between goes on from the older `last` and writes the same best again.
      if (isBest) await save(files.best);
    }
    const stops = signal?.aborted === true;
    if (validates || stops || (config.checkpointEvery !== null && step % config.checkpointEvery === 0)) {
      await save(files.last);
      saved = files.last;
    }
    if (validates) await files.writeReport(config, progress);
    if (stops) {
      ended = "interrupted";
      break;
    }
  }
  await updater.release();
  await closeAll([source, validation]);
  return { progress, ended, last: files.last, best: files.best };
}

/** The layout that this machine is fast with, if the micro-batch fills it. */
function lanesFor(microBatch: number): 0 | 8 | 16 {
  const lanes = machineLanes();
  return lanes > 0 && microBatch % lanes === 0 ? lanes : 0;
}

async function openBoth(
  [train, validation]: readonly [SourceReference, SourceReference],
  folder: string,
): Promise<[train: SampleSource, validation: SampleSource]> {
  return Promise.all([openSource(train, folder), openSource(validation, folder)]);
}

async function closeAll(sources: readonly SampleSource[]): Promise<void> {
  await Promise.all(sources.map((source) => source.dispose?.()));
}

function describeData({ batch }: TrainConfig, source: SampleSource, validation: SampleSource): DataDescription {
  const { fields, unit, normalisation } = source;
  const shapes = (of: SampleSource) => JSON.stringify([of.fields, of.unit]);
  if (shapes(source) !== shapes(validation)) {
    throw new ConfigError(
      `data.validation: expected samples as in training ${shapes(source)}, got ${shapes(validation)}`,
    );
  }
  if (source.length < batch)
    throw new ConfigError(`data.train: expected a batch (${batch}) or more, got ${source.length}`);
  if (validation.length === 0) throw new ConfigError("data.validation: expected samples, got none");
  return { fingerprint: `${source.fingerprint} ${validation.fingerprint}`, unit, normalisation, fields };
}

/** What may differ between a run and its resumption. */
const FREE = new Set(["out", "epochs", "patience", "checkpointEvery", "workers", "loaders", "prefetch", "provider"]);

function checkResume(config: TrainConfig, data: DataDescription, earlier: Checkpoint, path: string): void {
  for (const [name, value] of Object.entries(config)) {
    const before = JSON.stringify(earlier.config[name as keyof TrainConfig]);
    if (!FREE.has(name) && JSON.stringify(value) !== before) {
      throw new CheckpointError(`${path}: expected a run with ${name} ${JSON.stringify(value)}, got ${before}`);
    }
  }
  if (data.fingerprint !== earlier.data.fingerprint) {
    throw new CheckpointError(
      `${path}: expected a run on data ${data.fingerprint}, got ${earlier.data.fingerprint} (the data changed)`,
    );
  }
}

async function initialNetwork(config: TrainConfig, source: SampleSource, folder: string) {
  const network = await buildNetwork(config, source, folder);
  if (config.weights === null) return network;
  const checkpoint = await openCheckpoint(resolve(folder, config.weights));
  const { widen: noise, seed } = config;
  return assignInitializers(
    network,
    noise === null ? matchingWeights(network, checkpoint) : widenedWeights(checkpoint.shown, network, { noise, seed }),
  );
}

/** Micro-batches of all steps after `taken`. */
function* trainingPortions(
  { seed, batch, microBatch }: TrainConfig,
  length: number,
  taken: number,
  steps: number,
): Generator<Portion> {
  const stepsPerEpoch = Math.floor(length / batch);
  let order: Uint32Array = new Uint32Array();
  for (let step = taken; step < steps; step++) {
    const epoch = Math.floor(step / stepsPerEpoch);
    const begin = (step % stepsPerEpoch) * batch;
    if (begin === 0 || step === taken) order = epochOrder(seed, epoch, length);
    for (let i = begin; i < begin + batch; i += microBatch) {
      yield { epoch, indices: Array.from(order.subarray(i, i + microBatch)) };
    }
  }
}

function* validationPortions(microBatch: number, length: number): Generator<Portion> {
  for (let i = 0; i < length; i += microBatch) {
    yield { epoch: 0, indices: Array.from({ length: Math.min(microBatch, length - i) }, (_, j) => i + j) };
  }
}

function afterValidation(
  progress: Progress,
  measured: Pick<HistoryRow, "validation" | "learningRate" | "seconds">,
  { batch, stepsPerEpoch, isBest }: { batch: number; stepsPerEpoch: number; isBest: boolean },
): Progress {
  const { step, lossSum, trainingSeconds, timedSteps, history, best } = progress;
  const row: HistoryRow = {
    step,
    epoch: step / stepsPerEpoch,
    loss: lossSum / (step - (history.at(-1)?.step ?? 0)),
    imagesPerSecond: (timedSteps * batch) / trainingSeconds,
    ...measured,
  };
  return {
    step,
    lossSum: 0,
    seconds: measured.seconds,
    trainingSeconds: 0,
    timedSteps: 0,
    best: isBest ? { step, distance: measured.validation.distance } : best,
    sinceBest: isBest ? 0 : progress.sinceBest + 1,
    history: [...history, row],
  };
}
