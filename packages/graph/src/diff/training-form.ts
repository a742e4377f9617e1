import { floatOf } from "../ir/attributes.js";
import { GraphBuilder } from "../ir/builder.js";
import type { Graph, Value } from "../ir/graph.js";
import { inlineGraph } from "../ir/rewrite.js";
import { toNumbers } from "../ir/tensor.js";
import { batchNormTraining } from "./composite.js";
import { dropout } from "./dropout.js";

/** Running statistics of one batch normalisation and the edges that hold those of the step. */
export interface StepStatistics {
  /** Names of the initializers with the running mean and variance. */
  readonly running: readonly [mean: string, variance: string];
  /** Names of the edges with this step's mean and variance. */
  readonly step: readonly [mean: string, variance: string];
  /** Share of the running statistics that a step keeps. */
  readonly momentum: number;
}

/** A network as it is trained. */
export interface TrainingForm {
  readonly graph: Graph;
  readonly statistics: readonly StepStatistics[];
  /** Name of the int64 scalar input that seeds dropout; undefined when the network drops nothing. */
  readonly seed: string | undefined;
}

/** Name of the input that seeds dropout. */
export const SEED = "seed";

/**
 * The training form of a network in inference form: the batch fixed, batch normalisation with the statistics of its
 * batch, dropout at work. A normalisation whose scale is frozen keeps its running statistics.
 * @param samples  batch size, in the place of the named first dimension of each input
 */
export function trainingForm(network: Graph, samples: number, frozen: (name: string) => boolean): TrainingForm {
  const b = new GraphBuilder(network.name);
  const statistics: StepStatistics[] = [];
  const learns = new Set(network.parameters.filter((name) => !frozen(name)));
  const bindings = new Map(
    network.inputs.map(({ name, type, dims }) => [
      name,
      b.input(
        name,
        type,
        dims.map((dim, i) => (i === 0 && typeof dim === "string" ? samples : dim)),
      ),
    ]),
  );
  const drops = network.nodes.filter((node) => node.op === "Dropout");
  const seed = drops.length > 0 ? b.input(SEED, "int64", []) : undefined;
  const edges = inlineGraph(b, network, {
    bindings,
    rewrite: (node, inputs) => {
      if (node.op === "Dropout" && seed) {
        const ratio = inputs[1] && b.data(inputs[1]);
        return [dropout(b, inputs[0] as Value, ratio ? toNumbers(ratio)[0] : 0.5, seed, drops.indexOf(node))];
      }
      if (node.op !== "BatchNormalization" || !learns.has(node.inputs[1])) return undefined;
      const [x, scale, bias] = inputs as Value[];
      const options = { epsilon: floatOf(node, "epsilon", 1e-5), activation: "", samples: 0 } as const;
      const { y, mean, variance } = batchNormTraining(b, x, scale, bias, options, node.name);
      statistics.push({
        running: [node.inputs[3], node.inputs[4]],
        step: [mean.name, variance.name],
        momentum: floatOf(node, "momentum", 0.9),
      });
      return [y];
    },
  });
  for (const { name } of network.outputs) b.output(edges.get(name) as Value, name);
  for (const { step } of statistics) for (const name of step) b.output(b.value(name), name);
  return { graph: b.build(), statistics, seed: seed?.name };
}
