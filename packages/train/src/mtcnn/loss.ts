import { type GraphBuilder, int, type Value } from "@face88/graph";
import type { LossModule } from "../trainer/loss-module.js";

/** Options of {@link multiTaskLoss}: plain JSON, so that a config can hold them. */
export interface MultiTaskOptions {
  /** Weight of the box beside face or not, >= 0; default 0.5, the paper's. */
  readonly box?: number;
  /** Weight of the five points, >= 0; default 0: the network has none. The paper has 1 for O-Net. */
  readonly points?: number;
  /** Share of a micro-batch, the hardest, of which face or not is learned, above 0 to 1; default 0.5. */
  readonly hard?: number;
}

/**
 * The loss of MTCNN's networks: cross-entropy of face or not, on the hardest samples of a micro-batch only, and squared
 * errors of box and points, each on the samples that teach it. The network's output `faces` is `[N, 5]` or `[N, 15]`.
 * @see Zhang et al., Joint Face Detection and Alignment using Multi-task Cascaded CNNs, SPL 2016, section II.C
 */
export function multiTaskLoss({ box = 0.5, points = 0, hard = 0.5 }: MultiTaskOptions = {}): LossModule {
  if (!(hard > 0 && hard <= 1)) throw new RangeError(`hard: expected a number above 0 and at most 1, got ${hard}`);
  const length = points > 0 ? 15 : 5;
  return {
    output: "faces",
    length,
    loss(b, answer, targets) {
      const [isFace, hasBox, hasPoints] = b.split(targets.tasks, 1, [1, 1, 1]);
      const parts = b.split(answer, 1, points > 0 ? [1, 4, 10] : [1, 4]);
      const each = b.mul(crossEntropy(b, parts[0], targets.face), isFace);
      let loss = meanOf(b, each, b.mul(isFace, hardest(b, each, hard)));
      loss = b.add(loss, b.mul(squaredError(b, parts[1], targets.box, hasBox), box));
      if (points === 0) return loss;
      return b.add(loss, b.mul(squaredError(b, parts[2], targets.points, hasPoints), points));
    },
    error(answer, { face, box: trueBox, points: truePoints, tasks }) {
      const entropy = Math.log1p(Math.exp(-Math.abs(answer[0]))) + Math.max(answer[0], 0) - answer[0] * face[0];
      let sum = tasks[0] * entropy;
      sum += tasks[1] * box * meanSquare(answer.subarray(1, 5), trueBox);
      if (points > 0) sum += tasks[2] * points * meanSquare(answer.subarray(5), truePoints);
      return sum;
    },
  };
}

/** log(1 + e^z) - z y, without a power that overflows. */
function crossEntropy(b: GraphBuilder, logit: Value, face: Value): Value {
  const rest = b.log(b.add(b.exp(b.neg(b.abs(logit))), 1));
  return b.sub(b.add(b.relu(logit), rest), b.mul(logit, face));
}

/** 1 for the samples whose loss is among the highest, else 0. */
function hardest(b: GraphBuilder, losses: Value, share: number): Value {
  const count = Math.max(1, Math.round(share * Number(losses.dims[0])));
  const dims = [count, 1];
  const types = [
    { type: "float32", dims },
    { type: "int64", dims },
  ] as const;
  const [top] = b.nodes("TopK", [losses, b.ints([count])], { axis: int(0) }, { types, outputCount: 2 });
  const least = b.slice(top, [count - 1], [count], [0]);
  return b.cast(b.less(b.mul(least, 1 - 1e-6), losses), "float32");
}

/** Mean of what counts: sum(value * weight) / sum(weight). */
function meanOf(b: GraphBuilder, values: Value, weights: Value): Value {
  const total = b.reduceSum(weights, undefined, false);
  return b.div(b.reduceSum(b.mul(values, weights), undefined, false), b.max(total, 1));
}

function squaredError(b: GraphBuilder, answer: Value, truth: Value, weights: Value): Value {
  const difference = b.sub(answer, truth);
  return meanOf(b, b.reduceMean(b.mul(difference, difference), [1], true), weights);
}

function meanSquare(answer: Float32Array, truth: Float32Array): number {
  return truth.reduce((sum, value, i) => sum + (answer[i] - value) ** 2, 0) / truth.length;
}
