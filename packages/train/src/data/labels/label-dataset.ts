import { type Box, invert, transformPoints } from "@face88/points";
import { boxOfDetector, NoFaceError, type Teacher } from "../../teachers/teacher.js";
import { photoToStored } from "../crop/stored-rectangle.js";
import type { StoredRectangle } from "../face-record.js";
import { inOrder } from "../in-order.js";
import type { Dataset } from "../store/dataset.js";
import { LabelWriter, rounded } from "./label-writer.js";

/** Pictures that are decoded ahead of the teacher. */
const AHEAD = 3;

/** Options of {@link labelDataset}. */
export interface LabelOptions {
  /** Called after each face. */
  readonly onFace?: (done: number, total: number) => void;
  /** Ends the work after the face at hand. */
  readonly signal?: AbortSignal;
}

/** What labelling did. */
export interface LabelReport {
  /** Faces that had their line before. */
  readonly before: number;
  /** Labels that were added. */
  readonly labelled: number;
  /** Faces in which the teacher saw none. */
  readonly noFace: number;
}

/**
 * Has a teacher label every face of a dataset that it has not labelled yet. The teacher sees the stored picture; labels
 * are kept in pixels of the photo.
 * @param name  of the set of labels
 */
export async function labelDataset(
  dataset: Dataset,
  name: string,
  teacher: Teacher,
  options: LabelOptions = {},
): Promise<LabelReport> {
  await using writer = await LabelWriter.open(dataset.folder, name, teacher.id);
  const open = dataset.faces.flatMap(({ id }, index) => (writer.has(id) ? [] : [index]));
  const before = dataset.faces.length - open.length;
  let labelled = 0;
  let noFace = 0;
  for await (const [index, picture] of inOrder(open, AHEAD, async (i) => [i, await dataset.picture(i)] as const)) {
    options.signal?.throwIfAborted();
    const { id, box, stored } = dataset.faces[index];
    try {
      const label = await teacher.label(picture, boxOfDetector(boxInStored(box, stored)));
      const points = transformPoints(invert(photoToStored(stored)), Float64Array.from(label.points));
      await writer.add({ id, points: rounded(points), confidence: rounded(label.confidence) });
      labelled++;
    } catch (error) {
      if (!(error instanceof NoFaceError)) throw error;
      await writer.add({ id, rejected: error.message });
      noFace++;
    }
    options.onFace?.(before + labelled + noFace, dataset.faces.length);
  }
  return { before, labelled, noFace };
}

function boxInStored([x, y, width, height]: Box, stored: StoredRectangle): Box {
  const [left, top] = transformPoints(photoToStored(stored), new Float64Array([x, y]));
  return [left, top, width * stored.scale, height * stored.scale];
}
