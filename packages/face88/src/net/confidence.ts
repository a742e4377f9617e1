import type { NetDescription } from "./description.js";

/**
 * What a point's confidence is about: the chance that it lies within this distance of the true place, in shares of the
 * crop's side (that of `LandmarkModel.regionOfShape`); some 5 % of the distance of the eyes' outer corners.
 */
export const CONFIDENCE_RADIUS = 0.02;

/**
 * What a network says of itself, in words that users understand.
 * @param logScale  logarithm of each point's Laplacian scale, pixels of the crop
 * @returns `confidence` of each point: the chance that it lies within 2 % of the crop's side (some 5 % of the distance of
 *   the eyes' outer corners) of the true place; `score`: the chance that the crop holds a face, since a network that sees
 *   none does not know where its points are
 */
export function confidenceOf(
  logScale: Float32Array,
  { side, spread, score }: Pick<NetDescription, "side" | "spread" | "score">,
): { readonly confidence: Float32Array; readonly score: number } {
  let sum = 0;
  const confidence = logScale.map((value) => {
    const scale = spread * Math.exp(value);
    sum += scale;
    return within(CONFIDENCE_RADIUS * side, scale);
  });
  const mean = (100 * sum) / logScale.length / side;
  return { confidence, score: 1 / (1 + Math.exp((mean - score.middle) / score.width)) };
}

/**
 * Chance that a point lies within `radius` when each coordinate is off by `scale` in the mean, for the round
 * distribution whose density falls exponentially with the distance r: 1 - (1 + r / s) exp(-r / s) with s = pi / 4 * scale.
 */
function within(radius: number, scale: number): number {
  const ratio = radius / ((Math.PI / 4) * scale);
  return 1 - (1 + ratio) * Math.exp(-ratio);
}
