import type { Field, Sample } from "../data/source.js";

/**
 * Memory that threads share: micro-batches of samples, and what a micro-batch gives. Threads import this module, so it
 * does without the graph package, which would cost each of them time and memory.
 */

/** Elements of a tensor. */
export const sizeOf = (dims: readonly number[]): number => dims.reduce((product, dim) => product * dim, 1);

/** Input of the gradient graph for a field that is no input of the network, whose outputs have such names too. */
export const targetName = (field: string): string => `target.${field}`;

/** Bytes of `count` samples. */
const bytesOf = (fields: readonly Field[], count: number): number =>
  4 * count * fields.reduce((sum, field) => sum + sizeOf(field.dims), 0);

/** Room for `slots` micro-batches. */
export const allocateSlots = (fields: readonly Field[], samples: number, slots: number): SharedArrayBuffer[] =>
  Array.from({ length: slots }, () => new SharedArrayBuffer(bytesOf(fields, samples)));

/** Views of a micro-batch, field by field, all its samples in a row. */
export function fieldViews(slot: SharedArrayBuffer, fields: readonly Field[], samples: number): Sample {
  let offset = 0;
  return Object.fromEntries(
    fields.map(({ name, dims }) => {
      const view = new Float32Array(slot, offset, samples * sizeOf(dims));
      offset += view.byteLength;
      return [name, view];
    }),
  );
}

/** Views of one sample of a micro-batch. */
export const sampleViews = (views: Sample, samples: number, index: number): Sample =>
  Object.fromEntries(
    Object.entries(views).map(([name, view]) => {
      const each = view.length / samples;
      return [name, view.subarray(index * each, (index + 1) * each)];
    }),
  );

/** What one micro-batch gives. */
export interface MicroBatchResult {
  readonly loss: Float32Array;
  readonly gradient: Float32Array;
  readonly statistics: Float32Array;
}

/** Views of the memory that {@link allocateResult} made. */
export function resultViews(memory: SharedArrayBuffer, parameters: number, statistics: number): MicroBatchResult {
  return {
    loss: new Float32Array(memory, 0, 1),
    gradient: new Float32Array(memory, 4, parameters),
    statistics: new Float32Array(memory, 4 * (1 + parameters), statistics),
  };
}

/** Memory for the result of one micro-batch. */
export const allocateResult = (parameters: number, statistics: number): SharedArrayBuffer =>
  new SharedArrayBuffer(4 * (1 + parameters + statistics));
