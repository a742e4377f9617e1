import { workerData } from "node:worker_threads";
import { invert, transformPoints } from "@face88/points";
import { openTeacher, type TeacherReference } from "../../teachers/open-teacher.js";
import { boxOfDetector, NoFaceError } from "../../teachers/teacher.js";
import { serve } from "../../threads/thread.js";
import { boxInStored, photoToStored } from "../crop/stored-rectangle.js";
import { Dataset } from "../store/dataset.js";
import type { LabelLine } from "./label-set.js";
import { rounded } from "./label-writer.js";

/** What a labelling thread is started with. */
export interface LabelSetup {
  /** Folder of the dataset. */
  readonly folder: string;
  readonly teacher: TeacherReference;
}

/** What a labelling thread is asked: the teacher's id (also whether it can be opened at all), or the label of a face. */
export type LabelRequest = { readonly kind: "id" } | { readonly kind: "label"; readonly index: number };

const { folder, teacher: reference } = workerData as LabelSetup;
let opening: ReturnType<typeof open> | undefined;

serve<LabelRequest>(async (request) => {
  opening ??= open();
  const { dataset, teacher } = await opening;
  if (request.kind === "id") return teacher.id;
  const { id, box, stored } = dataset.faces[request.index];
  try {
    const label = await teacher.label(await dataset.picture(request.index), boxOfDetector(boxInStored(box, stored)));
    const points = transformPoints(invert(photoToStored(stored)), Float64Array.from(label.points));
    return { id, points: rounded(points), confidence: rounded(label.confidence) } satisfies LabelLine;
  } catch (error) {
    if (!(error instanceof NoFaceError)) throw error;
    return { id, rejected: error.message } satisfies LabelLine;
  }
});

async function open() {
  return { dataset: await Dataset.open(folder), teacher: await openTeacher(reference) };
}
