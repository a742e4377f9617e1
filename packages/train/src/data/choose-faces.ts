import { POINT_COUNT } from "@face88/points";
import { readCleaning } from "./clean/cleaning-file.js";
import type { Split, Tier } from "./face-record.js";
import { type LabelSet, readLabels } from "./labels/label-set.js";
import { readSplit } from "./split/split-file.js";
import { Dataset } from "./store/dataset.js";

/** Which faces of a dataset are wanted. */
export interface FaceChoice {
  /** Name of the labels. */
  readonly labels: string;
  /** Part of the data; default all of it. */
  readonly split?: Split | undefined;
  /** Only faces of this tier; default both. */
  readonly tier?: Tier | undefined;
  /** Only faces of these sources; default all. */
  readonly sources?: readonly string[] | undefined;
}

/** An open dataset with the faces that were chosen. */
export interface ChosenFaces {
  readonly dataset: Dataset;
  readonly labels: LabelSet;
  /** Indices of the faces in the dataset, rising. */
  readonly indices: readonly number[];
  /** The 88 points of a chosen face, in pixels of the photo, with corrections by hand. */
  pointsOf(index: number): Float64Array;
  /** Confidence of each of the 88 points of a chosen face, 0 to 1; all 1 where a person corrected them. */
  confidenceOf(index: number): Float32Array;
}

const CERTAIN = new Float32Array(POINT_COUNT).fill(1);

/**
 * Opens a dataset and chooses faces. Those that cleaning removed, or that have no label, are left out.
 * @throws RangeError when no face is left; UnreadableInputError when there is no such dataset, label set or split
 */
export async function chooseFaces(folder: string, choice: FaceChoice): Promise<ChosenFaces> {
  const { split, tier, sources } = choice;
  const dataset = await Dataset.open(folder);
  try {
    const labels = await readLabels(dataset, choice.labels);
    const cleaning = await readCleaning(folder, choice.labels);
    const parts = split === undefined ? undefined : await readSplit(folder);
    const indices = dataset.faces.flatMap((face, index) => {
      const kept =
        (labels.points[index] !== undefined || cleaning.fixed.has(face.id)) &&
        !cleaning.removed.has(face.id) &&
        (parts === undefined || parts.get(face.id) === split) &&
        (tier === undefined || face.tier === tier) &&
        (sources === undefined || sources.includes(face.source));
      return kept ? [index] : [];
    });
    if (indices.length === 0)
      throw new RangeError(`${folder}: expected faces to choose from, got none with these options`);
    return {
      dataset,
      labels,
      indices,
      pointsOf: (index) => cleaning.fixed.get(dataset.faces[index].id) ?? (labels.points[index] as Float64Array),
      confidenceOf: (index) =>
        cleaning.fixed.has(dataset.faces[index].id) ? CERTAIN : (labels.confidence[index] as Float32Array),
    };
  } catch (error) {
    await dataset[Symbol.asyncDispose]();
    throw error;
  }
}
