import { POINT_COUNT, transformPoints } from "@face88/points";
import { photoToCrop, seedRegion } from "../crop/seed-crop.js";
import type { LabelSet } from "../labels/label-set.js";
import type { Dataset } from "../store/dataset.js";

/** Where the points of the labels lie in the 160x160 seed crop. */
export interface MeanPoints {
  /** Mean of each point, x,y pairs in pixels of the crop, 176 numbers. */
  readonly points: readonly number[];
  /** Root mean square distance of each point from its mean, pixels of the crop, 88 numbers. */
  readonly spread: readonly number[];
}

/**
 * The mean label of some faces, in their crops as they are: how well the crops are laid shows in the spread.
 * @param indices  faces with a label
 * @returns undefined when there are none
 */
export function meanPoints(dataset: Dataset, labels: LabelSet, indices: readonly number[]): MeanPoints | undefined {
  if (indices.length === 0) return undefined;
  const sum = new Float64Array(2 * POINT_COUNT);
  const squares = new Float64Array(2 * POINT_COUNT);
  for (const index of indices) {
    const placed = transformPoints(
      photoToCrop(seedRegion(dataset.faces[index].box)),
      labels.points[index] as Float64Array,
    );
    for (let i = 0; i < placed.length; i++) {
      sum[i] += placed[i] / indices.length;
      squares[i] += placed[i] ** 2 / indices.length;
    }
  }
  const variance = squares.map((value, i) => Math.max(0, value - sum[i] ** 2));
  return {
    points: Array.from(sum, twoPlaces),
    spread: Array.from({ length: POINT_COUNT }, (_, i) => twoPlaces(Math.sqrt(variance[2 * i] + variance[2 * i + 1]))),
  };
}

function twoPlaces(value: number): number {
  return Math.round(value * 100) / 100;
}
