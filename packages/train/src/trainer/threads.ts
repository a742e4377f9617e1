import { type Graph, writeOnnx } from "@face88/graph";
import type { Field, SourceReference } from "../data/source.js";
import { Thread } from "../threads/thread.js";
import type { ComputeRequest, ComputeSetup } from "./compute-worker.js";
import type { LossConfig } from "./config.js";
import { SampleError } from "./errors.js";
import { Feed, type Loaded, type Portion } from "./feed.js";
import type { LoaderSetup, LoadRequest } from "./loader-worker.js";
import { allocateResult, allocateSlots, type MicroBatchResult, resultViews } from "./memory.js";
import type { PointErrors } from "./point-errors.js";

/** What the threads of a run are made for. */
export interface ThreadsSetup {
  /** Training and validation data. */
  readonly sources: readonly [train: SourceReference, validation: SourceReference];
  readonly folder: string;
  readonly fields: readonly Field[];
  readonly unit: number;
  readonly seed: number;
  readonly microBatch: number;
  /** Micro-batches in a step. */
  readonly microBatches: number;
  readonly gradient: Graph;
  readonly parameterCount: number;
  readonly statisticCount: number;
  readonly provider: string;
  readonly loss: LossConfig;
  readonly workers: number;
  readonly loaders: number;
  /** Steps loaded ahead. */
  readonly prefetch: number;
}

/** The threads that load and compute, with the memory that they share. */
export class Threads implements AsyncDisposable {
  /** The trainable parameters; to be written only between steps. */
  readonly parameters: Float32Array;
  /** Results by micro-batch; to be read only after their step. */
  readonly results: readonly MicroBatchResult[];
  readonly #compute: readonly Thread<ComputeRequest>[];
  readonly #loaders: readonly Thread<LoadRequest>[];
  readonly #slots: readonly [train: readonly number[], validation: readonly number[]];
  readonly #setup: ThreadsSetup;

  constructor(setup: ThreadsSetup) {
    const { fields, microBatch, microBatches, parameterCount, statisticCount, workers } = setup;
    this.#setup = setup;
    const ahead = setup.prefetch * microBatches + workers;
    const slots = allocateSlots(fields, microBatch, ahead + 2 * workers);
    const numbers = slots.map((_, i) => i);
    this.#slots = [numbers.slice(0, ahead), numbers.slice(ahead)];
    const parameters = new SharedArrayBuffer(4 * parameterCount);
    const results = Array.from({ length: microBatches }, () => allocateResult(parameterCount, statisticCount));
    this.parameters = new Float32Array(parameters);
    this.results = results.map((result) => resultViews(result, parameterCount, statisticCount));

    const { folder, seed, sources, provider, unit, loss } = setup;
    const loading: LoaderSetup = { sources, folder, seed, fields, microBatch, slots };
    const gradient = writeOnnx(setup.gradient);
    const sizes = { microBatch, parameterCount, statisticCount };
    const judging = { unit, loss, folder };
    const computing: ComputeSetup = { gradient, provider, fields, ...judging, ...sizes, parameters, slots, results };
    const start = <Q>(module: string, given: unknown, count: number) =>
      Array.from({ length: count }, () => new Thread<Q>(new URL(module, import.meta.url), given, [SampleError]));
    this.#loaders = start<LoadRequest>("./loader-worker.js", loading, setup.loaders);
    this.#compute = start<ComputeRequest>("./compute-worker.js", computing, workers);
  }

  /** Begins to load portions of a source. A source has one feed at a time. @param source  0 training, 1 validation */
  feed(source: 0 | 1, portions: Iterator<Portion>): Feed {
    const load = (slot: number, { epoch, indices }: Portion) => {
      const [idlest] = this.#loaders.toSorted((a, b) => a.busy - b.busy);
      return idlest.ask<void>({ source, slot, epoch, indices });
    };
    return new Feed(load, this.#slots[source], portions);
  }

  /**
   * Lets the threads take the micro-batches of one step.
   * @param seeds  of dropout, by micro-batch
   * @returns what the micro-batches were made of, in order; losses and gradients are in `results`
   */
  async gradients(step: number, feed: Feed, seeds: readonly number[]): Promise<Loaded[]> {
    const taken: Loaded[] = [];
    let next = 0;
    await this.#all(async (thread) => {
      while (next < this.#setup.microBatches) {
        const result = next++;
        const loaded = await (feed.take() as Promise<Loaded>);
        taken[result] = loaded;
        await thread.ask({ kind: "gradient", slot: loaded.slot, result, step, seed: seeds[result] });
        feed.release(loaded.slot);
      }
    });
    return taken;
  }

  /** Errors of a network on each sample of a feed, in order. */
  async evaluate(network: Graph, feed: Feed): Promise<(PointErrors | undefined)[]> {
    const model = writeOnnx(network);
    const portions: (PointErrors | undefined)[][] = [];
    let next = 0;
    await this.#all(async (thread) => {
      await thread.ask({ kind: "network", model });
      for (let loading = feed.take(); loading; loading = feed.take()) {
        const place = next++;
        const { slot, indices } = await loading;
        portions[place] = await thread.ask({ kind: "evaluate", slot, count: indices.length });
        feed.release(slot);
      }
    });
    return portions.flat();
  }

  /** Ends all threads. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#compute, ...this.#loaders].map((thread) => thread.close()));
  }

  async #all(work: (thread: Thread<ComputeRequest>) => Promise<void>): Promise<void> {
    await Promise.all(this.#compute.map(work));
  }
}
