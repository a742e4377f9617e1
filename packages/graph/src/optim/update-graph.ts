import type { FlatLayout } from "../diff/flat.js";
import type { GradientGraph } from "../diff/gradient-graph.js";
import { GraphBuilder } from "../ir/builder.js";
import type { Graph, Value } from "../ir/graph.js";
import { tensor } from "../ir/tensor.js";
import type { Optimizer } from "./optimizer.js";

/** Options of {@link updateGraph}. */
export interface UpdateGraphOptions {
  /** Makes a step of the gradient, such as {@link adam}. */
  readonly optimizer: Optimizer;
  /** Decoupled weight decay: p shrinks by lr * decay at each step, >= 0; default 0. With Adam this is AdamW. */
  readonly weightDecay?: number;
  /** Which parameters decay, by name and shape; default those of rank 2 and more, so no biases and normalisations. */
  readonly decays?: (name: string, dims: readonly number[]) => boolean;
  /** Scales the gradient down when its Euclidean norm over all parameters is above this, > 0; default no limit. */
  readonly clipNorm?: number;
  /**
   * Keeps an exponential moving average of the weights with this decay, 0..1 (1 excluded); default none. The first steps
   * have less, (1 + step) / (10 + step), so that the random weights at the start are soon forgotten.
   */
  readonly averageDecay?: number;
}

/**
 * Graph of one optimiser step.
 * Inputs: `parameters`, `gradient` (sum over micro-batches) `[P]`, `share` (1 / number of micro-batches),
 * `learning_rate`, `step` (from 1 on) float32 scalars; `running`, `statistics` (sum over micro-batches) `[S]` when the
 * network has batch normalisation; one `[P]` vector for each entry of `state`.
 * Outputs: `next.` before each of `parameters`, `running` and the entries of `state`, and `norm`, the gradient's
 * Euclidean norm before clipping.
 */
export interface UpdateGraph {
  readonly graph: Graph;
  /** State before the first step, given the initial parameters: input name to vector. */
  init(parameters: Float32Array): Record<string, Float32Array>;
  /** Names of the state vectors, which are inputs and, after `next.`, outputs. */
  readonly state: readonly string[];
}

/**
 * Graph that takes one optimiser step with the summed gradients of a gradient graph.
 * @throws RangeError when an option is out of its range
 */
export function updateGraph(gradient: GradientGraph, options: UpdateGraphOptions): UpdateGraph {
  const { optimizer, weightDecay = 0, clipNorm, averageDecay } = options;
  check("weightDecay", weightDecay, weightDecay >= 0, "at least 0");
  if (clipNorm !== undefined) check("clipNorm", clipNorm, clipNorm > 0, "above 0");
  if (averageDecay !== undefined) check("averageDecay", averageDecay, averageDecay >= 0 && averageDecay < 1, "in 0..1");
  const { length } = gradient.parameters;
  const slots = Object.keys(optimizer.init(0)).map((slot) => `${optimizer.name}.${slot}`);

  const b = new GraphBuilder("update");
  const vector = (name: string) => b.input(name, "float32", [length]);
  const scalar = (name: string) => b.input(name, "float32", []);
  const parameters = vector("parameters");
  const share = scalar("share");
  const mean = b.mul(vector("gradient"), share);
  const learningRate = scalar("learning_rate");
  const step = scalar("step");
  const norm = b.reduce("ReduceL2", mean, undefined, false);
  const clipped = clipNorm === undefined ? mean : b.mul(mean, b.div(clipNorm, b.max(norm, clipNorm)));
  const state = Object.fromEntries(slots.map((slot) => [slot.slice(optimizer.name.length + 1), vector(slot)]));
  const inputs = { parameters, gradient: clipped, state, learningRate, step };
  const updated = optimizer.update(b, inputs);
  const decay = weightDecay > 0 ? decayVector(b, gradient.parameters, options) : undefined;
  const next = decay
    ? b.sub(updated.parameters, b.mul(b.mul(parameters, decay), b.mul(learningRate, weightDecay)))
    : updated.parameters;

  b.output(next, "next.parameters");
  for (const [slot, value] of Object.entries(updated.state)) b.output(value, `next.${optimizer.name}.${slot}`);
  if (averageDecay !== undefined) {
    const kept = b.min(b.div(b.add(step, 1), b.add(step, 10)), averageDecay);
    const blended = b.add(b.mul(vector("average"), kept), b.mul(next, b.sub(1, kept)));
    b.output(blended, "next.average");
  }
  if (gradient.statistics.length > 0) runningStatistics(b, gradient, share);
  b.output(norm, "norm");
  return {
    graph: b.build(),
    state: averageDecay === undefined ? slots : [...slots, "average"],
    init: (initial) => ({
      ...Object.fromEntries(
        Object.entries(optimizer.init(length)).map(([slot, v]) => [`${optimizer.name}.${slot}`, v]),
      ),
      ...(averageDecay !== undefined && { average: initial.slice() }),
    }),
  };
}

/** running = momentum * running + (1 - momentum) * mean of the step's statistics. */
function runningStatistics(b: GraphBuilder, { statistics, momentum }: GradientGraph, share: Value): void {
  const { length } = statistics;
  const kept = perSlot(b, statistics, (slot) => momentum[slot]);
  const running = b.input("running", "float32", [length]);
  const step = b.mul(b.input("statistics", "float32", [length]), share);
  b.output(b.add(b.mul(running, kept), b.mul(step, b.sub(1, kept))), "next.running");
}

function decayVector(b: GraphBuilder, layout: FlatLayout, options: UpdateGraphOptions): Value {
  const { decays = (_, dims) => dims.length > 1 } = options;
  return perSlot(b, layout, (slot) => (decays(layout.slots[slot].name, layout.slots[slot].dims) ? 1 : 0));
}

function perSlot(b: GraphBuilder, layout: FlatLayout, number: (slot: number) => number): Value {
  const data = new Float32Array(layout.length);
  layout.slots.forEach(({ offset, length }, slot) => {
    data.fill(number(slot), offset, offset + length);
  });
  return b.constant(tensor("float32", [layout.length], data));
}

function check(name: string, value: number, ok: boolean, expected: string): void {
  if (!ok) throw new RangeError(`${name} must be ${expected}, got ${value}`);
}
