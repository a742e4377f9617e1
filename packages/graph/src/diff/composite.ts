import { float, floatOf, int, intOf, string, stringOf } from "../ir/attributes.js";
import type { GraphBuilder } from "../ir/builder.js";
import type { Node, Value } from "../ir/graph.js";

/**
 * Operators that exist only between differentiation and lowering: each is differentiated as one formula and then
 * written out in ONNX operators by `lowerComposites`. They live in this domain.
 */
export const COMPOSITE = "face88";

/** Activation that is computed together with a normalisation. */
export type FusedActivation = "" | "Relu";

/** What a batch normalisation over the samples of a step needs to know. */
export interface BatchNormOptions {
  /** Added to the variance before its root, > 0. */
  readonly epsilon: number;
  /** Applied to the normalised values. */
  readonly activation: FusedActivation;
  /** 0 for `[N, C, ...]`, else the batch-innermost layout of `toLanes` with this many samples. */
  readonly samples: number;
}

/** Result of {@link batchNormTraining}; mean and (population) variance are those of the samples of this step, `[C]`. */
export interface Normalised {
  readonly y: Value;
  readonly mean: Value;
  readonly variance: Value;
}

/**
 * Batch normalisation with the statistics of its own input, differentiated through them.
 * @see Ioffe and Szegedy, Batch Normalization, 2015, algorithm 1
 */
export function batchNormTraining(
  b: GraphBuilder,
  x: Value,
  scale: Value,
  bias: Value,
  options: BatchNormOptions,
  name?: string,
): Normalised {
  const perChannel = { type: x.type, dims: scale.dims };
  const map = { type: x.type, dims: x.dims };
  // The fourth output is the slope of the activation, 0 or 1, for the gradient.
  const [y, mean, variance] = b.nodes("BatchNormTraining", [x, scale, bias], attributesOf(options), {
    domain: COMPOSITE,
    outputCount: 4,
    types: [map, perChannel, perChannel, map],
    ...(name !== undefined && { name }),
  });
  return { y, mean, variance };
}

/** Options that a composite node was made with. */
export const optionsOf = (node: Node): BatchNormOptions => ({
  epsilon: floatOf(node, "epsilon", 1e-5),
  activation: stringOf(node, "activation", "") as FusedActivation,
  samples: intOf(node, "samples", 0),
});

/** The same options as node attributes. */
export const attributesOf = ({ epsilon, activation, samples }: BatchNormOptions) => ({
  epsilon: float(epsilon),
  activation: string(activation),
  samples: int(samples),
});
