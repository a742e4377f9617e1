import { SPLITS, type Split } from "../face-record.js";
import { joinedGroups } from "../similar/joined-groups.js";
import { similarPairs } from "../similar/similar-pairs.js";
import type { Dataset } from "../store/dataset.js";
import { type SplitOptions, splitFaces } from "./split-faces.js";
import type { SplitFile } from "./split-file.js";

/**
 * Splits a dataset by person or photo, with groups joined whose pictures are alike. All faces are split, those that a
 * cleaning takes out as well, so that another cleaning changes nothing here. Nothing is written: the answer is what
 * `writeSplitFile` takes.
 * @param onPicture  called while pictures are compared, which takes longest
 */
export async function split(
  dataset: Dataset,
  options: SplitOptions = {},
  onPicture?: (done: number, total: number) => void,
): Promise<SplitFile> {
  const groups = joinedGroups(dataset.faces, await similarPairs(dataset, onPicture));
  const parts = splitFaces(dataset.faces, groups, options);
  const idsOf = (part: Split) => dataset.faces.flatMap(({ id }, index) => (parts[index] === part ? [id] : []));
  return {
    seed: options.seed ?? 1,
    val: options.val ?? 5,
    test: options.test ?? 5,
    parts: Object.fromEntries(SPLITS.map((part) => [part, idsOf(part)])) as Record<Split, string[]>,
  };
}
