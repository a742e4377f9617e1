import { type Affine, compose, invert, transformPoints } from "@face88/points";
import { CONFIDENCE_RADIUS } from "face88";
import type { ChosenFaces } from "../../data/choose-faces.js";
import { photoToCrop, SEED_SIDE, seedRegion } from "../../data/crop/seed-crop.js";
import { boxInStored, photoToStored, regionInStored } from "../../data/crop/stored-rectangle.js";
import type { FaceRecord } from "../../data/face-record.js";
import type { HeadPose } from "../../pose/head-pose.js";
import { digest } from "../../teachers/digest.js";
import { boxOfDetector } from "../../teachers/teacher.js";
import { type Predictions, type PredictionTime, type PredictOptions, predictFaces } from "../predict.js";
import { cutSpecimen, largest, type Specimen } from "../specimen.js";
import { factsOf, type ModelFacts, type TestedModel } from "../tested-model.js";
import { faceErrors } from "./face-errors.js";
import { type GroupErrors, groupErrors } from "./groups.js";
import { type LabelScore, scoreLabels } from "./label-score.js";
import { POSE_BINS, poseBins } from "./pose-bins.js";
import { type Reliability, reliabilityOf } from "./reliability.js";

/** Attributes by which errors are told apart, as FairFace has them. */
const ATTRIBUTES = ["age", "gender", "race"] as const;
type Attribute = (typeof ATTRIBUTES)[number];

/** How far one model is from the labels. Errors by group are normalised by the box of the label's points. */
export interface ModelOnLabels extends ModelFacts, LabelScore {
  readonly time: PredictionTime;
  /** Errors by how the head is turned. */
  readonly pose: Readonly<Record<keyof HeadPose, readonly GroupErrors[]>>;
  /** Errors by what the dataset knows of the person; attributes that no face has are left out. */
  readonly attributes: Readonly<Partial<Record<Attribute, readonly GroupErrors[]>>>;
  /** Whether confidence keeps its promise, where the model gives one. */
  readonly reliability?: Reliability;
  /** Error of each face normalised by the inter-ocular distance, in the order of `ids`. */
  readonly each: readonly number[];
}

/** How far models are from the labels of a dataset. */
export interface LabelEvaluation {
  /** Folder of the dataset. */
  readonly dataset: string;
  /** Name of the labels. */
  readonly labels: string;
  /** Who made the labels. */
  readonly teacher: string;
  /** Part of the data; left out for all of it. */
  readonly split?: string;
  readonly faces: number;
  /** Digest of ids, boxes and labels: the same data gives the same one. */
  readonly fingerprint: string;
  /** Ids of the faces. */
  readonly ids: readonly string[];
  readonly models: readonly ModelOnLabels[];
  /** The worst faces of each model by the error over the box, the worst first. */
  readonly worst: readonly (readonly Specimen[])[];
}

/** A face with its way into the seed's crop. */
interface Placed {
  readonly index: number;
  readonly record: FaceRecord;
  /** From the stored picture to the seed's crop of 160x160. */
  readonly toCrop: Affine;
  /** The label in the crop. */
  readonly truth: Float64Array;
}

/**
 * Compares models with the labels of a dataset, in pixels of the seed's crop.
 * @param worst  faces of each model that are shown
 */
export async function evaluateLabels(
  models: readonly TestedModel[],
  chosen: ChosenFaces,
  split: string | undefined,
  worst: number,
  options: PredictOptions = {},
): Promise<LabelEvaluation> {
  const { dataset, labels } = chosen;
  const faces = chosen.indices.map((index) => placed(chosen, index));
  const boxed = faces.map(({ index, record: { box, stored } }) => ({
    picture: () => dataset.picture(index),
    box: boxOfDetector(boxInStored(box, stored)),
  }));
  const predictions = await predictFaces(models, boxed, options);
  const results = models.map((model, i) => ofModel(model, predictions[i], faces));
  const specimens: Specimen[][] = [];
  for (const [i, { byBox }] of results.entries()) {
    const shown = largest(byBox, worst).map(async (face) => {
      const { index, record, toCrop, truth } = faces[face];
      return cutSpecimen({
        id: record.id,
        error: byBox[face],
        picture: await dataset.picture(index),
        region: regionInStored(seedRegion(record.box), record.stored),
        predicted: predictions[i].shapes[face].points,
        truth: transformPoints(invert(toCrop), truth),
      });
    });
    specimens.push(await Promise.all(shown));
  }
  const parts = faces.flatMap(({ record: { id, box }, truth }) => [
    `${id} ${box.join(" ")}`,
    new Uint8Array(truth.buffer),
  ]);
  return {
    dataset: dataset.folder,
    labels: labels.name,
    teacher: labels.teacher,
    ...(split !== undefined && { split }),
    faces: faces.length,
    fingerprint: digest(...parts),
    ids: faces.map(({ record }) => record.id),
    models: results.map(({ result }) => result),
    worst: specimens,
  };
}

function placed({ dataset, pointsOf }: ChosenFaces, index: number): Placed {
  const record = dataset.faces[index];
  const photoToSeed = photoToCrop(seedRegion(record.box), SEED_SIDE);
  return {
    index,
    record,
    toCrop: compose(photoToSeed, invert(photoToStored(record.stored))),
    truth: transformPoints(photoToSeed, pointsOf(index)),
  };
}

function ofModel(tested: TestedModel, { shapes, time }: Predictions, faces: readonly Placed[]) {
  const errors = shapes.map(({ points }, i) =>
    faceErrors(transformPoints(faces[i].toCrop, Float64Array.from(points)), faces[i].truth),
  );
  const confident = shapes.flatMap((shape, i) => {
    if (shape.confidence === undefined) return [];
    const [a, b] = faces[i].toCrop;
    const radius = CONFIDENCE_RADIUS * tested.model.regionOfShape(shape).side * Math.hypot(a, b);
    return [{ confidence: shape.confidence, distances: errors[i].distances, radius }];
  });
  const byBox = errors.map(({ normalised }) => normalised.box);
  const bins = faces.map(({ truth }) => poseBins(truth));
  const pose = (angle: keyof HeadPose) =>
    groupErrors(
      byBox,
      bins.map((bin) => bin[angle]),
      POSE_BINS[angle].names,
    );
  const attributes = ATTRIBUTES.flatMap((name) => {
    const rows = groupErrors(
      byBox,
      faces.map(({ record }) => record.attributes?.[name]?.toString()),
    );
    return rows.length > 0 ? [[name, rows]] : [];
  });
  const result: ModelOnLabels = {
    ...factsOf(tested),
    ...scoreLabels(errors),
    time,
    pose: { yaw: pose("yaw"), pitch: pose("pitch"), roll: pose("roll") },
    attributes: Object.fromEntries(attributes),
    ...(confident.length > 0 && { reliability: reliabilityOf(confident) }),
    each: errors.map(({ normalised }) => normalised["inter-ocular"]),
  };
  return { result, byBox };
}
