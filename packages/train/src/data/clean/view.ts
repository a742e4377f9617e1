import { transformPoints } from "@face88/points";
import { photoToCrop, seedRegion } from "../crop/seed-crop.js";
import type { Split } from "../face-record.js";
import type { LabelSet } from "../labels/label-set.js";
import type { SimilarPair } from "../similar/similar-pairs.js";
import type { Dataset } from "../store/dataset.js";
import { fitShapes, type ShapeFit } from "./shape-fit.js";

/** What the rules see of a dataset. */
export interface CleaningView {
  readonly dataset: Dataset;
  readonly labels: LabelSet;
  /** Labels to compare with, where the user named some. */
  readonly against?: LabelSet;
  /** Part that a face stands in: that of the split, else the one that its source demands. */
  readonly parts: ReadonlyMap<string, Split>;
  /** Indices of the faces that no earlier rule took out. */
  readonly left: readonly number[];
  /** Faces that a person wants to keep, by index. */
  readonly kept: ReadonlySet<number>;
  /** The 88 points in pixels of the 160x160 seed crop; undefined for a face without a label. */
  cropPoints(index: number): Float64Array | undefined;
  /** The shape model of all labels, and how far each face is from it. */
  shapes(): ShapeFit;
  /** Faces that show the same picture. */
  similar(): Promise<readonly SimilarPair[]>;
}

/** A view, but for the faces that are left. What is costly is made when a rule first asks for it, and kept. */
export function cleaningView(
  dataset: Dataset,
  labels: LabelSet,
  more: Pick<CleaningView, "parts" | "kept" | "against" | "similar">,
): Omit<CleaningView, "left"> {
  let shapes: ShapeFit | undefined;
  const cropPoints = (index: number) => {
    const points = labels.points[index];
    return points && transformPoints(photoToCrop(seedRegion(dataset.faces[index].box)), points);
  };
  return {
    ...more,
    dataset,
    labels,
    cropPoints,
    shapes() {
      shapes ??= fitShapes(dataset.faces.map((_, index) => cropPoints(index)));
      return shapes;
    },
  };
}
