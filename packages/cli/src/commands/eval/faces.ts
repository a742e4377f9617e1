import { type ChosenFaces, chooseFaces, type FaceChoice, labelNames } from "@face88/train/data";
import { UsageError } from "../../usage-error.js";

/**
 * The labelled faces of a dataset.
 * @param labels  name of the labels; may be left out where there are no others
 * @throws UsageError when no name is given and there is not exactly one
 */
export async function openFaces(
  folder: string,
  labels: string | undefined,
  choice: Omit<FaceChoice, "labels">,
): Promise<ChosenFaces> {
  if (labels !== undefined) return chooseFaces(folder, { labels, ...choice });
  const names = await labelNames(folder);
  if (names.length > 1) throw new UsageError(`--labels: expected one of ${names.join(", ")}, got none`);
  return chooseFaces(folder, { labels: names[0] ?? "", ...choice });
}
