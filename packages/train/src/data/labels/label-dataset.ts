import { availableParallelism } from "node:os";
import { MissingDependencyError, UnreadableInputError } from "face88";
import { isService, type TeacherReference } from "../../teachers/open-teacher.js";
import { TeacherError } from "../../teachers/teacher.js";
import { Thread } from "../../threads/thread.js";
import { inOrder } from "../in-order.js";
import type { Dataset } from "../store/dataset.js";
import type { LabelLine } from "./label-set.js";
import type { LabelRequest, LabelSetup } from "./label-worker.js";
import { LabelWriter } from "./label-writer.js";

/** Options of {@link labelDataset}. */
export interface LabelOptions {
  /** Threads that label, >= 1; default one a core, and one where a service is asked. */
  readonly workers?: number | undefined;
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
 * Has a teacher label every face of a dataset that it has not labelled yet, on several threads. The teacher sees the
 * stored picture; labels are kept in pixels of the photo, in the order of the dataset, whatever the number of threads.
 * @param name  of the set of labels
 * @throws RangeError when the teacher is unknown, MissingDependencyError when its files are not there, TeacherError when
 *   it cannot answer
 */
export async function labelDataset(
  dataset: Dataset,
  name: string,
  teacher: TeacherReference,
  options: LabelOptions = {},
): Promise<LabelReport> {
  const { workers = isService(teacher) ? 1 : availableParallelism(), onFace, signal } = options;
  const module = new URL("./label-worker.js", import.meta.url);
  const setup: LabelSetup = { folder: dataset.folder, teacher };
  const expected = [RangeError, MissingDependencyError, UnreadableInputError, TeacherError];
  const threads = Array.from({ length: workers }, () => new Thread<LabelRequest>(module, setup, expected));
  try {
    const id = await threads[0].ask<string>({ kind: "id" });
    await using writer = await LabelWriter.open(dataset.folder, name, id);
    const open = dataset.faces.flatMap((face, index) => (writer.has(face.id) ? [] : [index]));
    const before = dataset.faces.length - open.length;
    let labelled = 0;
    let noFace = 0;
    const ask = (index: number) => {
      const [idlest] = threads.toSorted((a, b) => a.busy - b.busy);
      return idlest.ask<LabelLine>({ kind: "label", index });
    };
    // Two questions a thread, so that none waits while a label is written.
    for await (const line of inOrder(open, 2 * workers, ask)) {
      signal?.throwIfAborted();
      await writer.add(line);
      if ("rejected" in line) noFace++;
      else labelled++;
      onFace?.(before + labelled + noFace, dataset.faces.length);
    }
    return { before, labelled, noFace };
  } finally {
    await Promise.all(threads.map((thread) => thread.close()));
  }
}
