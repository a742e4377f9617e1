import { type Coordinates, type Norm, normalisationDistance, POINT_COUNT, pointErrors } from "@face88/points";

/** The distances by which errors are divided. */
export const NORMS: readonly Norm[] = ["inter-ocular", "inter-pupil", "box", "diagonal"];

/** How far the 88 points of one face lie from its label. */
export interface FaceErrors {
  /** Distance of each point, pixels of the crop, length 88. */
  readonly distances: Float64Array;
  /** Mean of the squares of the x and y differences of each point, square pixels, length 88. */
  readonly squared: Float64Array;
  /** Mean of their sizes, pixels, length 88. */
  readonly absolute: Float64Array;
  /** Normalised mean error by each norm, measured on the label: fractions. */
  readonly normalised: Readonly<Record<Norm, number>>;
}

/**
 * @param predicted  the 88 points, x,y pairs in pixels of the crop
 * @param truth  the label, in the same pixels
 */
export function faceErrors(predicted: Coordinates, truth: Coordinates): FaceErrors {
  const distances = pointErrors(predicted, truth);
  const squared = new Float64Array(POINT_COUNT);
  const absolute = new Float64Array(POINT_COUNT);
  for (let i = 0; i < POINT_COUNT; i++) {
    const dx = Math.abs(predicted[2 * i] - truth[2 * i]);
    const dy = Math.abs(predicted[2 * i + 1] - truth[2 * i + 1]);
    squared[i] = (dx * dx + dy * dy) / 2;
    absolute[i] = (dx + dy) / 2;
  }
  const mean = distances.reduce((sum, distance) => sum + distance, 0) / POINT_COUNT;
  const normalised = Object.fromEntries(NORMS.map((norm) => [norm, mean / normalisationDistance(truth, norm)]));
  return { distances, squared, absolute, normalised: normalised as Record<Norm, number> };
}
