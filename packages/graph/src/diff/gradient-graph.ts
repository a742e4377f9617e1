import { GraphBuilder } from "../ir/builder.js";
import type { DataType, Graph, Value } from "../ir/graph.js";
import { inlineGraph } from "../ir/rewrite.js";
import { fuseActivations } from "../passes/fuse-activations.js";
import { extractGraph } from "../passes/prune.js";
import { toLanes } from "../passes/to-lanes.js";
import { differentiate } from "./differentiate.js";
import { type FlatLayout, flatLayout, joinFlat, splitFlat } from "./flat.js";
import { lowerComposites } from "./lower/lower.js";
import { trainingForm } from "./training-form.js";

/** Scalar loss, the mean over the micro-batch, from the network's outputs and the targets, both by name. */
export type Loss = (
  b: GraphBuilder,
  outputs: Readonly<Record<string, Value>>,
  targets: Readonly<Record<string, Value>>,
) => Value;

/** Shape of one sample of a target. */
export interface TargetShape {
  readonly dims: readonly number[];
  /** Default float32. */
  readonly type?: DataType;
}

/** Options of {@link gradientGraph}. */
export interface GradientGraphOptions {
  /** Samples per micro-batch; batch-norm statistics are those of a micro-batch. */
  readonly microBatch: number;
  /** What is made smaller. */
  readonly loss: Loss;
  /** Inputs that the loss needs beside the network's outputs; shapes of one sample. `type` is float32 by default. */
  readonly targets: Readonly<Record<string, TargetShape>>;
  /** Tells which parameters stay as they are, by name; default none. */
  readonly frozen?: (name: string) => boolean;
  /**
   * Width of onnxruntime's blocked kernels on this machine, 16 with AVX-512 and 8 with AVX2: uses the fast
   * batch-innermost layout, in which the micro-batch must be a multiple of it. Default 0: standard layout, runs everywhere.
   */
  readonly lanes?: number;
}

/**
 * Graph of one micro-batch.
 * Inputs: the network's inputs and the targets by their names with the batch in front, `parameters` `[P]`, and `seed`
 * (int64 scalar) when the network has dropout.
 * Outputs: `loss` scalar, `gradient` `[P]`, `statistics` `[S]` when the network has batch normalisation, and the network's outputs.
 */
export interface GradientGraph {
  readonly graph: Graph;
  /** How the trainable parameters lie in `parameters` and `gradient`. */
  readonly parameters: FlatLayout;
  /** How running means and variances lie in `statistics`. */
  readonly statistics: FlatLayout;
  /** For each slot of `statistics`: the share of the running value that a step keeps. */
  readonly momentum: readonly number[];
  /** True when the graph has the input `seed`. */
  readonly seeded: boolean;
}

/** Names of the inputs and outputs that the gradient graph adds to those of the network. */
export const PARAMETERS = "parameters";

/**
 * Graph from a network's parameters and one micro-batch to the loss and its gradient. Micro-batch gradients and
 * statistics are meant to be summed in a fixed order and handed to the update graph.
 * @param network  in inference form: named batch dimension, batch normalisation with running statistics
 * @throws NotDifferentiableError when an operator on the way has no gradient rule
 * @throws RangeError when nothing is trainable or the micro-batch is not a multiple of `lanes`
 */
export function gradientGraph(network: Graph, options: GradientGraphOptions): GradientGraph {
  const { microBatch, frozen = () => false, lanes = 0 } = options;
  const form = trainingForm(network, microBatch, frozen);
  const fused = fuseActivations(form.graph);
  const forward = lanes === 0 ? fused : toLanes(fused, lanes);

  const trainable = network.parameters.filter((name) => !frozen(name) && forward.initializers.has(name));
  if (trainable.length === 0) throw new RangeError(`network "${network.name}" has no trainable parameters`);
  const dimsOf = (name: string) => network.initializers.get(name)?.dims ?? [];
  const parameters = flatLayout(trainable.map((name) => ({ name, dims: dimsOf(name) })));
  const running = form.statistics.flatMap((entry) => entry.running);
  const statistics = flatLayout(running.map((name) => ({ name, dims: dimsOf(name) })));

  const b = new GraphBuilder(`${network.name} gradient`);
  const sources = splitFlat(b, parameters, b.input(PARAMETERS, "float32", [parameters.length]));
  const edges = inlineGraph(b, forward, { bindings: sources });
  const targets = Object.entries(options.targets).map(([name, { type = "float32", dims }]) => {
    return [name, b.input(name, type, [microBatch, ...dims])] as const;
  });
  const outputs = network.outputs.map(({ name }) => [name, edges.get(name) as Value] as const);
  const loss = options.loss(b, Object.fromEntries(outputs), Object.fromEntries(targets));
  const gradients = differentiate(b, loss, [...sources.values()]);

  b.output(b.reshape(loss, []), "loss");
  b.output(joinFlat(b, gradients), "gradient");
  const step = form.statistics.flatMap((entry) => entry.step);
  if (step.length > 0)
    b.output(
      joinFlat(
        b,
        step.map((name) => edges.get(name) as Value),
      ),
      "statistics",
    );
  for (const [name, value] of outputs) b.output(value, name);
  return {
    graph: extractGraph(lowerComposites(b.build())),
    parameters,
    statistics,
    momentum: form.statistics.flatMap(({ momentum }) => [momentum, momentum]),
    seeded: form.seed !== undefined,
  };
}
