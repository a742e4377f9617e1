import { type Box, boundingBox } from "@face88/points";
import { type FaceShape, squareAround } from "face88";
import { digest } from "../../teachers/digest.js";
import { rankCorrelation } from "../labels/reliability.js";
import { type PredictionTime, type PredictOptions, predictFaces } from "../predict.js";
import { cutSpecimen, largest, type Specimen } from "../specimen.js";
import { mean } from "../statistics.js";
import { factsOf, type ModelFacts, type TestedModel } from "../tested-model.js";
import type { HandLabelledFace } from "./hand-labelled.js";
import { type HumanScore, scoreHumanFaces } from "./score-faces.js";

/** How exact one model is on hand-labelled faces. */
export interface ModelOnHuman extends ModelFacts, HumanScore {
  readonly time: PredictionTime;
  /**
   * Rank correlation of a face's confidence (the mean of its points', or its score where the model gives no other) with
   * its corrected error: -1 where confidence orders the faces perfectly.
   */
  readonly rankCorrelation: number;
}

/** How exact models are on hand-labelled faces. */
export interface HumanEvaluation {
  /** Folder or dataset that the faces are from. */
  readonly source: string;
  readonly faces: number;
  /** Digest of ids and points: the same faces give the same one. */
  readonly fingerprint: string;
  /** Ids of the faces, in the order of `each` of every score. */
  readonly ids: readonly string[];
  readonly models: readonly ModelOnHuman[];
  /** The worst faces of each model, the worst first. */
  readonly worst: readonly (readonly Specimen[])[];
}

/**
 * Scores models on hand-labelled faces as the judge does: given the box around the points from hand.
 * @param worst  faces of each model that are shown
 * @throws RangeError when the faces are of fewer than two photos
 */
export async function evaluateHuman(
  models: readonly TestedModel[],
  source: string,
  faces: readonly HandLabelledFace[],
  worst: number,
  options: PredictOptions = {},
): Promise<HumanEvaluation> {
  const boxed = faces.map((face) => ({ picture: () => face.picture(), box: boundingBox(face.points) }));
  const predictions = await predictFaces(models, boxed, options);
  const scores = predictions.map(({ shapes }) =>
    scoreHumanFaces(faces.map(({ points, group }, i) => ({ predicted: shapes[i].points, truth: points, group }))),
  );
  const specimens: Specimen[][] = [];
  for (const [i, { each }] of scores.entries()) {
    const shown = largest(each, worst).map(async (face) =>
      cutSpecimen({
        id: faces[face].id,
        error: each[face],
        picture: await faces[face].picture(),
        region: around(boxed[face].box),
        predicted: predictions[i].shapes[face].points,
        truth: faces[face].points,
      }),
    );
    specimens.push(await Promise.all(shown));
  }
  return {
    source,
    faces: faces.length,
    fingerprint: digest(...faces.flatMap(({ id, points }) => [id, new Uint8Array(points.buffer)])),
    ids: faces.map(({ id }) => id),
    models: models.map((model, i) => ({
      ...factsOf(model),
      ...scores[i],
      time: predictions[i].time,
      rankCorrelation: rankCorrelation(predictions[i].shapes.map(certainty), scores[i].each),
    })),
    worst: specimens,
  };
}

const certainty = ({ confidence, score }: FaceShape) => (confidence === undefined ? score : mean(confidence));

/** What is shown of a face: from the hair to below the chin. */
const around = (box: Box) => squareAround(box, 1.6, -0.08);
