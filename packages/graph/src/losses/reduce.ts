import type { GraphBuilder } from "../ir/builder.js";
import type { Value } from "../ir/graph.js";
import type { CoordinateLoss } from "./elementwise.js";

/** Coordinates `[N, 2P]` as points `[N, P, 2]`. */
export const asPoints = (b: GraphBuilder, coordinates: Value): Value =>
  b.reshape(coordinates, [0, Number(coordinates.dims[1]) / 2, 2]);

/**
 * Mean of losses per point, weighted: sum(weight * loss) / sum(weight).
 * @param losses  `[N, P]`
 * @param weights  `[P]` or `[N, P]`, not negative, 0 leaves a point out; default all alike. With all weights 0 the loss is 0.
 */
export function weightedMean(b: GraphBuilder, losses: Value, weights?: Value): Value {
  if (!weights) return b.reduceMean(losses, undefined, false);
  const all = b.mul(losses, weights);
  const total = b.reduceSum(b.add(b.mul(losses, 0), weights), undefined, false);
  return b.div(b.reduceSum(all, undefined, false), b.max(total, 1e-12));
}

/**
 * Mean of a coordinate loss over all coordinates.
 * @param predicted  `[N, 2P]`, x and y in turn
 * @param truth  of the same shape and unit
 * @param weights  one weight per point, `[P]` or `[N, P]`; 0 masks a point
 * @returns scalar
 */
export function meanLoss(
  b: GraphBuilder,
  loss: CoordinateLoss,
  predicted: Value,
  truth: Value,
  weights?: Value,
): Value {
  const each = loss(b, predicted, truth);
  if (!weights) return b.reduceMean(each, undefined, false);
  return weightedMean(b, b.reduceMean(asPoints(b, each), [2], false), weights);
}

/**
 * Distillation: a share of the loss against a teacher's output, the rest against the truth.
 * @param share  0 (truth only) to 1 (teacher only)
 * @returns scalar
 * @throws RangeError when the share is outside 0..1
 * @see Hinton et al., Distilling the Knowledge in a Neural Network, 2015
 */
export function distillation(b: GraphBuilder, againstTruth: Value, againstTeacher: Value, share: number): Value {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`share of the teacher must be in 0..1, got ${share}`);
  return b.add(b.mul(againstTruth, 1 - share), b.mul(againstTeacher, share));
}
