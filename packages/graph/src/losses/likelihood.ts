import type { GraphBuilder } from "../ir/builder.js";
import type { Value } from "../ir/graph.js";
import { asPoints, weightedMean } from "./reduce.js";

/**
 * Negative log-likelihood of points under round Gaussians, constants left out:
 * |d|² / (2 sigma²) + 2 log sigma per point, so that the network learns how sure it is of each.
 * @param predicted  `[N, 2P]`, x and y in turn
 * @param logScale  log of sigma, in the unit of the coordinates, `[N, P]`
 * @param weights  one weight per point, `[P]` or `[N, P]`; 0 masks a point
 * @returns scalar, the mean over points
 * @see Kendall and Gal, What Uncertainties Do We Need in Bayesian Deep Learning, 2017, equation 5
 */
export function gaussianLikelihood(
  b: GraphBuilder,
  predicted: Value,
  logScale: Value,
  truth: Value,
  weights?: Value,
): Value {
  const difference = asPoints(b, b.sub(predicted, truth));
  const square = b.reduceSum(b.mul(difference, difference), [2], false);
  const fit = b.mul(b.mul(square, b.exp(b.mul(logScale, -2))), 0.5);
  return weightedMean(b, b.add(fit, b.mul(logScale, 2)), weights);
}

/**
 * Negative log-likelihood of points under Laplacians with one scale per point, constants left out:
 * (|dx| + |dy|) / s + 2 log s. Less shaken by wrong labels than the Gaussian.
 * @param predicted  `[N, 2P]`, x and y in turn
 * @param logScale  log of the scale s, in the unit of the coordinates, `[N, P]`
 * @param weights  one weight per point, `[P]` or `[N, P]`; 0 masks a point
 * @returns scalar, the mean over points
 * @see Kumar et al., LUVLi Face Alignment, CVPR 2020, section 3.2
 */
export function laplacianLikelihood(
  b: GraphBuilder,
  predicted: Value,
  logScale: Value,
  truth: Value,
  weights?: Value,
): Value {
  const distance = b.reduceSum(b.abs(asPoints(b, b.sub(predicted, truth))), [2], false);
  const fit = b.mul(distance, b.exp(b.neg(logScale)));
  return weightedMean(b, b.add(fit, b.mul(logScale, 2)), weights);
}
