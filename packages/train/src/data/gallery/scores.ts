import { normalisedMeanError } from "@face88/points";
import { headPose } from "../../pose/head-pose.js";
import { fitShapes } from "../clean/shape-fit.js";
import type { LabelSet } from "../labels/label-set.js";
import type { Dataset } from "../store/dataset.js";
import type { GalleryScore } from "./gallery-data.js";

interface Measure extends GalleryScore {
  /** Figure of a face by its index; undefined where there is none. */
  of(index: number): number | undefined;
}

/** Names of the scores that faces can be sorted by. */
export const GALLERY_SORTS = [
  "confidence",
  "weakest",
  "shape",
  "deviation",
  "sharpness",
  "size",
  "yaw",
  "pitch",
  "roll",
  "teachers",
] as const;

/** Name of a score. */
export type GallerySort = (typeof GALLERY_SORTS)[number];

/**
 * Measures all that faces can be sorted by.
 * @param against  labels to compare with; without them there is no `teachers`
 */
export function galleryScores(dataset: Dataset, labels: LabelSet, against?: LabelSet): readonly Measure[] {
  const shapes = fitShapes(labels.points);
  const poses = labels.points.map((points) => points && headPose(points));
  const pose = (angle: "yaw" | "pitch" | "roll") => (index: number) => {
    const degrees = poses[index]?.[angle];
    return degrees === undefined ? undefined : Math.abs(degrees);
  };
  return [
    score("confidence", "mean confidence of the points, 0 to 1", "low", (i) => mean(labels.confidence[i])),
    score("weakest", "confidence of the least certain point, 0 to 1", "low", (i) => least(labels.confidence[i])),
    score("shape", "distance from the shape model, % of the face", "high", (i) => shapes.residual(i)),
    score("deviation", "distance within the shape model, 1 is usual", "high", (i) => shapes.distance(i)),
    score("sharpness", "sharpness of the crop", "low", (i) => dataset.faces[i].sharpness),
    score("size", "side of the face's box, pixels", "low", (i) => {
      const [, , width, height] = dataset.faces[i].box;
      return Math.sqrt(width * height);
    }),
    score("yaw", "turned to the side, degrees", "high", pose("yaw")),
    score("pitch", "turned up or down, degrees", "high", pose("pitch")),
    score("roll", "leaning, degrees", "high", pose("roll")),
    ...(against
      ? [
          score(
            "teachers",
            `distance from the labels ${against.name}, % of the face`,
            "high",
            disagreement(labels, against),
          ),
        ]
      : []),
  ];
}

function score(name: GallerySort, title: string, worst: "high" | "low", of: Measure["of"]): Measure {
  return { name, title, worst, of };
}

function disagreement(labels: LabelSet, against: LabelSet): Measure["of"] {
  return (index) => {
    const [points, other] = [labels.points[index], against.points[index]];
    return points && other && 100 * normalisedMeanError(points, other, "box");
  };
}

function mean(values: Float32Array | undefined): number | undefined {
  return values && values.reduce((sum, value) => sum + value, 0) / values.length;
}

function least(values: Float32Array | undefined): number | undefined {
  return values && Math.min(...values);
}
