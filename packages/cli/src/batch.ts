import { TruncatedVideoError } from "face88";
import type { Progress } from "./progress.js";
import { describeError } from "./report-error.js";

/** How a batch ended. */
export interface BatchResult {
  readonly done: number;
  readonly failed: number;
}

/**
 * Works through inputs one by one. One that fails is reported on standard error and the rest goes on; with a single
 * input the error itself is thrown, so that its exit code tells what it was. A video that is cut short is only reported,
 * so that what could be read of it is kept.
 */
export async function workThrough<T extends { readonly path: string }>(
  inputs: readonly T[],
  progress: Progress,
  signal: AbortSignal,
  work: (input: T, index: number) => Promise<void>,
): Promise<BatchResult> {
  let failed = 0;
  for (const [index, input] of inputs.entries()) {
    signal.throwIfAborted();
    try {
      await work(input, index);
    } catch (error) {
      progress.clear();
      if (signal.aborted) throw error;
      nameInput(error, input.path);
      if (inputs.length === 1 && !(error instanceof TruncatedVideoError)) throw error;
      process.stderr.write(`face88: ${describeError(error)}\n`);
      failed++;
    }
  }
  return { done: inputs.length - failed, failed };
}

/** Puts the input's path in front of the message, once. */
export function nameInput(error: unknown, path: string): void {
  if (error instanceof Error && !error.message.startsWith(path)) error.message = `${path}: ${error.message}`;
}
