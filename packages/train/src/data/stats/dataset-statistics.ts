import { mean } from "../../evaluate/statistics.js";
import { type HeadPose, headPose } from "../../pose/head-pose.js";
import { readCleaningFile } from "../clean/cleaning-file.js";
import { seedRegion } from "../crop/seed-crop.js";
import { SPLITS } from "../face-record.js";
import { type LabelSet, readLabels } from "../labels/label-set.js";
import { findSplit } from "../split/split-file.js";
import type { Dataset } from "../store/dataset.js";
import { type Distribution, distribution } from "./distribution.js";
import { type MeanPoints, meanPoints } from "./mean-points.js";

/** How often each value of something occurs, the most frequent first. */
export type Counts = Readonly<Record<string, number>>;

/** Measures of which the spread is taken. */
export type Measure = "side" | "sharpness" | "confidence" | keyof HeadPose;

/** What a source gave. */
export interface SourceStatistics {
  readonly source: string;
  readonly faces: number;
  /** Persons or photos. */
  readonly groups: number;
  /** Faces with points that came with them, most of them from hand. */
  readonly withPoints: number;
  /** Faces in each part, without those that cleaning removed; nothing where no split was made. */
  readonly split?: Counts;
  /** Faces that cleaning removed. */
  readonly removed: number;
}

/** What there is to say of a dataset: plain JSON. */
export interface DatasetStatistics {
  readonly dataset: string;
  /** All faces, those that cleaning removed among them. */
  readonly faces: number;
  /** Set of labels that was looked at. */
  readonly labels?: string;
  readonly sources: readonly SourceStatistics[];
  readonly tiers: Counts;
  readonly licences: Counts;
  /** Entries of sources that gave no face, by reason. */
  readonly rejections: Counts;
  /** Faces that cleaning removed, by rule. */
  readonly removed: Counts;
  /** Faces in each part, without those that cleaning removed; nothing where no split was made. */
  readonly split?: Counts;
  /**
   * Over the faces that cleaning left: `side` of the seed crop in pixels of the photo, `sharpness` as in the records, mean
   * `confidence` of the 88 points, and `yaw`, `pitch` and `roll` in degrees, as `headPose` finds them.
   */
  readonly measures: Readonly<Partial<Record<Measure, Distribution>>>;
  /** Over the same faces. */
  readonly meanPoints?: MeanPoints;
}

/**
 * Counts and measures of a dataset.
 * @param labelName  set of labels, for what needs points and for what cleaning removed; default none
 * @throws UnreadableInputError when there is no such set
 */
export async function datasetStatistics(dataset: Dataset, labelName?: string): Promise<DatasetStatistics> {
  const { faces, folder } = dataset;
  const labels = labelName === undefined ? undefined : await readLabels(dataset, labelName);
  const cleaning = labelName === undefined ? undefined : await readCleaningFile(folder, labelName);
  const removed = new Map(cleaning?.removed.map(({ id, rule }) => [id, rule]));
  const parts = await findSplit(folder);
  const left = faces.map((_, index) => index).filter((index) => !removed.has(faces[index].id));
  const splitOf = (indices: readonly number[]) =>
    parts && {
      split: Object.fromEntries(
        SPLITS.map((part) => [part, indices.filter((index) => parts.get(faces[index].id) === part).length]),
      ),
    };
  const sources = [...new Set(faces.map(({ source }) => source))].map((source) => {
    const own = faces.filter((face) => face.source === source);
    return {
      source,
      faces: own.length,
      groups: new Set(own.map(({ group }) => group)).size,
      withPoints: own.filter(({ points }) => points !== undefined).length,
      ...splitOf(left.filter((index) => faces[index].source === source)),
      removed: own.filter(({ id }) => removed.has(id)).length,
    };
  });
  const labelled = labels ? left.filter((index) => labels.points[index] !== undefined) : [];
  const mean88 = labels && meanPoints(dataset, labels, labelled);
  return {
    dataset: folder,
    faces: faces.length,
    ...(labels && { labels: labels.name }),
    sources,
    tiers: counts(faces.map(({ tier }) => tier)),
    licences: counts(faces.map(({ licence }) => licence)),
    rejections: counts(dataset.rejections.map(({ reason }) => reason)),
    removed: counts([...removed.values()]),
    ...splitOf(left),
    measures: measuresOf(dataset, labels, left, labelled),
    ...(mean88 && { meanPoints: mean88 }),
  };
}

function measuresOf(
  { faces }: Dataset,
  labels: LabelSet | undefined,
  left: readonly number[],
  labelled: readonly number[],
): DatasetStatistics["measures"] {
  const poses = labelled.map((index) => headPose(labels?.points[index] as Float64Array));
  const values: Readonly<Record<Measure, readonly number[]>> = {
    side: left.map((index) => seedRegion(faces[index].box).side),
    sharpness: left.map((index) => faces[index].sharpness),
    confidence: labelled.map((index) => mean(labels?.confidence[index] as Float32Array)),
    yaw: poses.map(({ yaw }) => yaw),
    pitch: poses.map(({ pitch }) => pitch),
    roll: poses.map(({ roll }) => roll),
  };
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, list]) => {
      const spread = distribution(list);
      return spread ? [[name, spread]] : [];
    }),
  );
}

function counts(values: readonly string[]): Counts {
  const found = new Map<string, number>();
  for (const value of values) found.set(value, (found.get(value) ?? 0) + 1);
  return Object.fromEntries([...found].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}
