import { areaUnderCurve, failureRate, type Norm, PART_NAMES, PARTS, type Part, POINT_COUNT } from "@face88/points";
import { mean, median } from "../statistics.js";
import { type FaceErrors, NORMS } from "./face-errors.js";

/** Errors over a set of points, in pixels of the crop. */
export interface PixelErrors {
  /** Mean squared error over the coordinates, square pixels: the seed's MSE. */
  readonly mse: number;
  /** Mean absolute error over the coordinates, pixels: the seed's MAE. */
  readonly mae: number;
  /** Mean distance of a point, pixels. */
  readonly distance: number;
}

/** Errors over faces by one norm: fractions of the normalising distance. */
export interface NormalisedErrors {
  /** Normalised mean error. */
  readonly nme: number;
  /** Median over the faces. */
  readonly median: number;
  /** Area under the curve of cumulative errors up to 8 %, 0 to 1. */
  readonly areaUnderCurve: number;
  /** Share of the faces above 8 %. */
  readonly failureRate: number;
}

/** How far a model is from the labels of many faces. */
export interface LabelScore extends PixelErrors {
  /** Number of faces. */
  readonly faces: number;
  readonly norms: Readonly<Record<Norm, NormalisedErrors>>;
  readonly parts: Readonly<Record<Part, PixelErrors>>;
  /** Mean distance of each of the 88 points, pixels. */
  readonly points: readonly number[];
}

/** @throws RangeError when there is no face */
export function scoreLabels(faces: readonly FaceErrors[]): LabelScore {
  const over = (offset: number, count: number): PixelErrors => {
    const of = (key: "squared" | "absolute" | "distances") =>
      mean(faces.map((face) => mean(face[key].subarray(offset, offset + count))));
    return { mse: of("squared"), mae: of("absolute"), distance: of("distances") };
  };
  const normalised = (norm: Norm): NormalisedErrors => {
    const errors = faces.map((face) => face.normalised[norm]);
    return {
      nme: mean(errors),
      median: median(errors),
      areaUnderCurve: areaUnderCurve(errors),
      failureRate: failureRate(errors),
    };
  };
  return {
    faces: faces.length,
    ...over(0, POINT_COUNT),
    norms: Object.fromEntries(NORMS.map((norm) => [norm, normalised(norm)])) as LabelScore["norms"],
    parts: Object.fromEntries(
      PART_NAMES.map((part) => [part, over(PARTS[part].offset, PARTS[part].count)]),
    ) as LabelScore["parts"],
    points: Array.from({ length: POINT_COUNT }, (_, i) => over(i, 1).distance),
  };
}
