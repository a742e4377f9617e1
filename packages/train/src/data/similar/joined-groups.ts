import type { FaceRecord } from "../face-record.js";
import { Clusters } from "./clusters.js";
import type { SimilarPair } from "./similar-pairs.js";

/** Similarity from which faces of different groups are not separated by the split. */
export const JOIN_SIMILARITY = 0.6;

/**
 * The groups, joined where pictures of theirs are alike.
 * @param least  similarity above which groups are joined
 * @returns for each face the group whose face was added first among those that were joined: faces that are added later
 *   do not change it, unless they are alike to faces of two groups
 */
export function joinedGroups(
  faces: readonly FaceRecord[],
  pairs: readonly SimilarPair[],
  least: number = JOIN_SIMILARITY,
): string[] {
  const clusters = new Clusters(faces.length);
  const first = new Map<string, number>();
  faces.forEach(({ group }, index) => {
    const known = first.get(group);
    if (known === undefined) first.set(group, index);
    else clusters.join(known, index);
  });
  for (const { faces: pair, similarity } of pairs) if (similarity > least) clusters.join(...pair);
  return faces.map((_, index) => faces[clusters.of(index)].group);
}
