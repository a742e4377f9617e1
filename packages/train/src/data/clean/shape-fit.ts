import { POINT_COUNT } from "@face88/points";
import { median } from "../../evaluate/statistics.js";
import { symmetricEigen } from "./eigen.js";
import { FRAME, upright } from "./upright.js";

/** Faces below which a model of their shapes would be chance: then no face is an outlier. */
const LEAST_FACES = 100;
/** Most faces that the model is fitted to, evenly spread. */
const MOST_FACES = 20_000;
/** Share of the faces that the first fit trusts: the nearest to the median shape. */
const FIRST_SHARE = 0.75;
/** Each further fit trusts the faces that are no further from the last one than so many times the usual face. */
const TRUST = 3;
const ROUNDS = 3;
/** Share of the trusted faces' variance that the model's components explain. */
const EXPLAINED = 0.98;

/** A shape model of a set of labels, and how far each label is from it. */
export interface ShapeFit {
  /** The mean of the trusted shapes, in the frame of `upright`, 176 numbers; undefined where there were too few faces. */
  readonly mean?: Float64Array;
  /** Number of components. */
  readonly components: number;
  /** Root mean square distance of a face's points from the nearest shape of the model, percent of the face's size. */
  residual(index: number): number | undefined;
  /** Mahalanobis distance in the model, divided by that of the usual face: 1 is usual. */
  distance(index: number): number | undefined;
}

/**
 * Fits the shapes' mean and principal components, from those shapes that agree with them: a label that has gone wrong
 * would pull both towards itself. The first fit trusts the three quarters that are nearest to the median shape; each further
 * one trusts what the last one comes near to, so that the model grows over turned heads, of which there are all degrees,
 * and not over a heap of labels that went wrong in one way.
 * @param shapes  the 88 points of each face, in any frame; undefined for a face without a label
 * @see Cootes et al., Active Shape Models, CVIU 1995 (the model); Hubert, Rousseeuw, Vanden Branden, ROBPCA,
 *   Technometrics 2005 (distance in the model and from the model); Atkinson, Riani, Cerioli, Exploring Multivariate Data with the
 *   Forward Search, 2004 (growing from a trusted part)
 */
export function fitShapes(shapes: readonly (Float64Array | undefined)[]): ShapeFit {
  const aligned = shapes.map((shape) => shape && (upright(shape) ?? "none"));
  const all = aligned.filter((shape) => shape instanceof Float64Array);
  if (all.length < LEAST_FACES) {
    return { components: 0, residual: () => undefined, distance: () => undefined };
  }
  const sample = evenly(all, MOST_FACES);
  let trusted = nearest(sample, distanceFromMedian(sample), FIRST_SHARE);
  let model = fit(trusted);
  for (let round = 0; round < ROUNDS; round++) {
    const measured = sample.map((shape) => measure(model, shape));
    const residual = TRUST * median(measured.map((m) => m.residual));
    const distance = TRUST * median(measured.map((m) => m.distance));
    trusted = sample.filter((_, i) => measured[i].residual <= residual && measured[i].distance <= distance);
    model = fit(trusted);
  }
  const measured = aligned.map((shape) => (shape instanceof Float64Array ? measure(model, shape) : shape));
  const usual = median(trusted.map((shape) => measure(model, shape).distance));
  // A label whose points coincide has no shape: nothing is further away.
  const figure = (index: number, read: (m: Measured) => number) => {
    const m = measured[index];
    return m === undefined ? undefined : m === "none" ? Number.POSITIVE_INFINITY : read(m);
  };
  return {
    mean: model.mean,
    components: model.vectors.length,
    residual: (index) => figure(index, (m) => m.residual),
    distance: (index) => figure(index, (m) => m.distance / usual),
  };
}

const SIZE = 2 * POINT_COUNT;

interface Model {
  readonly mean: Float64Array;
  readonly vectors: readonly Float64Array[];
  readonly variances: Float64Array;
}

interface Measured {
  readonly residual: number;
  readonly distance: number;
}

function fit(shapes: readonly Float64Array[]): Model {
  const mean = new Float64Array(SIZE);
  for (const shape of shapes) for (let i = 0; i < SIZE; i++) mean[i] += shape[i] / shapes.length;
  const covariance = new Float64Array(SIZE * SIZE);
  const d = new Float64Array(SIZE);
  for (const shape of shapes) {
    for (let i = 0; i < SIZE; i++) d[i] = shape[i] - mean[i];
    for (let i = 0; i < SIZE; i++) for (let j = 0; j <= i; j++) covariance[i * SIZE + j] += d[i] * d[j];
  }
  for (let i = 0; i < SIZE; i++) {
    for (let j = 0; j <= i; j++) {
      covariance[i * SIZE + j] /= shapes.length - 1;
      covariance[j * SIZE + i] = covariance[i * SIZE + j];
    }
  }
  const { values, vectors } = symmetricEigen(covariance);
  const total = values.reduce((sum, value) => sum + Math.max(0, value), 0);
  let count = 0;
  for (let explained = 0; explained < EXPLAINED * total && values[count] > 0; count++) explained += values[count];
  return { mean, vectors: vectors.slice(0, count), variances: values.slice(0, count) };
}

function measure({ mean, vectors, variances }: Model, shape: Float64Array): Measured {
  const rest = shape.map((value, i) => value - mean[i]);
  let mahalanobis = 0;
  vectors.forEach((vector, k) => {
    let along = 0;
    for (let i = 0; i < SIZE; i++) along += vector[i] * rest[i];
    for (let i = 0; i < SIZE; i++) rest[i] -= along * vector[i];
    mahalanobis += along ** 2 / variances[k];
  });
  const squares = rest.reduce((sum, value) => sum + value * value, 0);
  return {
    residual: (Math.sqrt(squares / POINT_COUNT) / FRAME) * 100,
    distance: Math.sqrt(mahalanobis / Math.max(1, vectors.length)),
  };
}

function distanceFromMedian(shapes: readonly Float64Array[]): number[] {
  const middle = Float64Array.from({ length: SIZE }, (_, i) => median(shapes.map((shape) => shape[i])));
  return shapes.map((shape) => shape.reduce((sum, value, i) => sum + (value - middle[i]) ** 2, 0));
}

/** The share of the items whose figures are least. */
function nearest<T>(items: readonly T[], figures: readonly number[], share: number): T[] {
  const order = items.map((_, i) => i).sort((a, b) => figures[a] - figures[b]);
  return order.slice(0, Math.ceil(share * items.length)).map((i) => items[i]);
}

function evenly<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, i) => items[Math.floor((i * items.length) / most)]);
}
