import type { GraphBuilder } from "../ir/builder.js";
import type { Value } from "../ir/graph.js";

/** Loss of every coordinate on its own: predicted and true coordinates of one shape in, their losses out. */
export type CoordinateLoss = (b: GraphBuilder, predicted: Value, truth: Value) => Value;

/** Squared difference. */
export const squared: CoordinateLoss = (b, predicted, truth) => {
  const difference = b.sub(predicted, truth);
  return b.mul(difference, difference);
};

/** Absolute difference. */
export const absolute: CoordinateLoss = (b, predicted, truth) => b.abs(b.sub(predicted, truth));

/** `left` where x < bound, else `right`, without a branch that could put NaN into a gradient. */
function joined(
  b: GraphBuilder,
  x: Value,
  bound: number,
  left: (x: Value) => Value,
  right: (x: Value) => Value,
): Value {
  return b.where(b.less(x, bound), left(b.min(x, bound)), right(b.max(x, bound)));
}

/**
 * d² / (2 beta) near zero, |d| - beta / 2 further out.
 * @param beta  where the two meet, in coordinate units, > 0; default 1
 * @see Girshick, Fast R-CNN, 2015, equation 3
 */
export function smoothL1(beta = 1): CoordinateLoss {
  positive("beta", beta);
  return (b, predicted, truth) => {
    const near = (d: Value) => b.mul(b.mul(d, d), 0.5 / beta);
    return joined(b, absolute(b, predicted, truth), beta, near, (d) => b.sub(d, beta / 2));
  };
}

/**
 * Wing loss: w ln(1 + |d| / epsilon) near zero, which gives small errors a strong pull, |d| - c further out.
 * @param w  where the two meet, in coordinate units, > 0; default 10
 * @param epsilon  curvature near zero, in coordinate units, > 0; default 2
 * @see Feng et al., Wing Loss for Robust Facial Landmark Localisation, CVPR 2018, equation 5
 */
export function wing(w = 10, epsilon = 2): CoordinateLoss {
  positive("w", w);
  positive("epsilon", epsilon);
  const shift = w - w * Math.log(1 + w / epsilon);
  return (b, predicted, truth) => {
    const near = (d: Value) => b.mul(b.log(b.add(b.mul(d, 1 / epsilon), 1)), w);
    return joined(b, absolute(b, predicted, truth), w, near, (d) => b.sub(d, shift));
  };
}

/** Constants of {@link adaptiveWing}, the paper's by default. */
export interface AdaptiveWingOptions {
  /** Exponent at truth 0, > 1 + the largest truth; default 2.1. */
  readonly alpha?: number;
  /** Height of the curve, > 0; default 14. */
  readonly omega?: number;
  /** Curvature near zero, in coordinate units, > 0; default 1. */
  readonly epsilon?: number;
  /** Where the curve becomes a line, in coordinate units, > 0; default 0.5. */
  readonly theta?: number;
}

/**
 * Adaptive wing loss: omega ln(1 + |d / epsilon|^(alpha - y)) below theta, a line that continues it above. The truth y
 * must lie in 0..1, so coordinates go in as fractions of the crop.
 * @see Wang et al., Adaptive Wing Loss for Robust Face Alignment via Heatmap Regression, ICCV 2019, equation 3
 */
export function adaptiveWing(options: AdaptiveWingOptions = {}): CoordinateLoss {
  const { alpha = 2.1, omega = 14, epsilon = 1, theta = 0.5 } = options;
  for (const [name, value] of Object.entries({ alpha, omega, epsilon, theta })) positive(name, value);
  return (b, predicted, truth) => {
    const base = b.scalar(theta / epsilon, truth.type);
    const exponent = b.sub(alpha, truth);
    const ratio = b.pow(base, exponent);
    const slope = b.div(b.mul(b.mul(exponent, b.pow(base, b.sub(exponent, 1))), omega / epsilon), b.add(ratio, 1));
    const offset = b.sub(b.mul(slope, theta), b.mul(b.log(b.add(ratio, 1)), omega));
    // A power of exactly zero has no finite slope when the exponent is near 1; a hair above zero has.
    const near = (d: Value) => b.mul(b.log(b.add(b.pow(b.mul(b.max(d, 1e-12), 1 / epsilon), exponent), 1)), omega);
    return joined(b, absolute(b, predicted, truth), theta, near, (d) => b.sub(b.mul(slope, d), offset));
  };
}

function positive(name: string, value: number): void {
  if (!(value > 0)) throw new RangeError(`${name} must be above 0, got ${value}`);
}
