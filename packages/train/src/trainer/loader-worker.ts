import { workerData } from "node:worker_threads";
import { type Field, openSource, type SourceReference } from "../data/source.js";
import { serve } from "../threads/thread.js";
import { SampleError } from "./errors.js";
import { fieldViews, sampleViews } from "./memory.js";
import { sampleRandom } from "./order.js";

/** What a loader thread is started with. */
export interface LoaderSetup {
  readonly sources: readonly SourceReference[];
  readonly folder: string;
  readonly seed: number;
  readonly fields: readonly Field[];
  readonly microBatch: number;
  readonly slots: readonly SharedArrayBuffer[];
}

/** Fills a slot with samples. */
export interface LoadRequest {
  /** Index among the sources. */
  readonly source: number;
  readonly slot: number;
  readonly epoch: number;
  readonly indices: readonly number[];
}

const { sources, folder, seed, fields, microBatch, slots } = workerData as LoaderSetup;
const opened = sources.map((reference) => openSource(reference, folder));
const views = slots.map((slot) => fieldViews(slot, fields, microBatch));

serve<LoadRequest>(async ({ source, slot, epoch, indices }) => {
  const from = await opened[source];
  for (const [place, index] of indices.entries()) {
    try {
      await from.fill(index, sampleRandom(seed, epoch, index), sampleViews(views[slot], microBatch, place));
    } catch (cause) {
      throw new SampleError(`sample ${from.id(index)}: ${(cause as Error).message}`, { cause });
    }
  }
});
