import {
  areaUnderCurve,
  type Coordinates,
  faceOffsets25,
  failureRate,
  medianOffsets25,
  SCORE_25_POINTS,
  type ScoreRegion,
  score25,
} from "@face88/points";
import { mean, median } from "../statistics.js";
import { halves } from "./halves.js";

/** A hand-labelled face with what a model says of it. */
export interface ScoredFace {
  /** The 88 points of the model, x,y pairs in pixels. */
  readonly predicted: Coordinates;
  /** The 68 points from hand, x,y pairs in the same pixels. */
  readonly truth: Coordinates;
  /** Key of the photo (or person): faces of one are never used to correct each other. */
  readonly group: string;
}

/** Error with and without the differences of definition. */
export interface PlainAndCorrected {
  /** As it is. */
  readonly plain: number;
  /** After the offsets of definition, measured on the other half of the photos, were taken away. */
  readonly corrected: number;
}

/** The 25-point score of many faces; errors are fractions of the distance of the outer eye corners. */
export interface HumanScore extends PlainAndCorrected {
  /** Number of faces. */
  readonly faces: number;
  /** Corrected by offsets that were measured on all of these faces: a little too good. */
  readonly correctedByOwn: number;
  /** Median over the faces, corrected. */
  readonly median: number;
  /** Area under the curve of cumulative errors up to 8 %, corrected, 0 to 1. */
  readonly areaUnderCurve: number;
  /** Share of the faces whose corrected error is above 8 %. */
  readonly failureRate: number;
  /** Mean error of each region of the face. */
  readonly regions: Readonly<Record<ScoreRegion, PlainAndCorrected>>;
  /** Mean error of each of the 25 points, in the order of `SCORE_25_POINTS`. */
  readonly points: readonly (PlainAndCorrected & { readonly ibug: number })[];
  /** Offsets of definition over all faces, 25 x,y pairs in the face's own frame: for correcting other faces. */
  readonly offsets: readonly number[];
  /** Corrected error of each face, in order. */
  readonly each: readonly number[];
}

/**
 * The score by which models are compared on hand-labelled faces. Offsets of definition come from the other half of the
 * photos, so that no face corrects itself.
 * @throws RangeError when the faces are of fewer than two photos, or points have a wrong length
 */
export function scoreHumanFaces(faces: readonly ScoredFace[]): HumanScore {
  const half = halves(faces.map(({ group }) => group));
  if (!half.includes(0) || !half.includes(1)) {
    throw new RangeError(`faces: expected hand-labelled faces of at least two photos, got ${new Set(half).size}`);
  }
  const offsets = faces.map(({ predicted, truth }) => faceOffsets25(predicted, truth));
  const ofOther = [1, 0].map((other) => medianOffsets25(offsets.filter((_, i) => half[i] === other)));
  const own = medianOffsets25(offsets);
  const score = (corrections: (i: number) => Float64Array | undefined) =>
    faces.map(({ predicted, truth }, i) => score25(predicted, truth, corrections(i)));
  const plain = score(() => undefined);
  const corrected = score((i) => ofOther[half[i]]);
  const each = corrected.map(({ nme }) => nme);
  const points = SCORE_25_POINTS.map(({ ibug }, point) => ({
    ibug,
    plain: mean(plain.map(({ errors }) => errors[point])),
    corrected: mean(corrected.map(({ errors }) => errors[point])),
  }));
  return {
    faces: faces.length,
    plain: mean(plain.map(({ nme }) => nme)),
    corrected: mean(each),
    correctedByOwn: mean(score(() => own).map(({ nme }) => nme)),
    median: median(each),
    areaUnderCurve: areaUnderCurve(each),
    failureRate: failureRate(each),
    regions: byRegion(points),
    points,
    offsets: [...own],
    each,
  };
}

function byRegion(points: readonly PlainAndCorrected[]): Record<ScoreRegion, PlainAndCorrected> {
  const names = [...new Set(SCORE_25_POINTS.map(({ region }) => region))];
  const entries = names.map((name) => {
    const some = points.filter((_, i) => SCORE_25_POINTS[i].region === name);
    const over = (key: keyof PlainAndCorrected) => mean(some.map((point) => point[key]));
    return [name, { plain: over("plain"), corrected: over("corrected") }] as const;
  });
  return Object.fromEntries(entries) as Record<ScoreRegion, PlainAndCorrected>;
}
