import type { GraphBuilder, Value } from "@face88/graph";
import { importReference, type Sample } from "../data/source.js";
import type { LossConfig } from "./config.js";

/**
 * A loss of one's own, for what is not 88 points: the export of the config's `loss` makes one. Threads import its module,
 * too, to measure errors.
 */
export interface LossModule {
  /** Output of the network that is judged, `[N, length]`. */
  readonly output: string;
  /** Numbers that the network gives for a sample. */
  readonly length: number;
  /**
   * Scalar loss, the mean over a micro-batch.
   * @param answer  the network's output
   * @param targets  fields of the samples that are no input of the network, by name, the micro-batch in front
   */
  loss(b: GraphBuilder, answer: Value, targets: Readonly<Record<string, Value>>): Value;
  /** Error of one sample; validation looks for the network whose mean is the least. */
  error(answer: Float32Array, sample: Sample): number;
}

/**
 * The loss module of a config.
 * @param folder  where the config lies
 * @returns undefined where the loss is one of the trainer's own
 * @throws ModuleReferenceError when the module or its export is missing
 */
export async function openLossModule(loss: LossConfig, folder: string): Promise<LossModule | undefined> {
  if (loss.kind !== "module") return undefined;
  const make = await importReference(loss, folder);
  return make(loss.options as never) as LossModule;
}
