import { join } from "node:path";
import { IBUG_68 } from "@face88/points";
import { UnreadableInputError } from "face88";
import { openSource } from "../../data/import/open-source.js";

/** A face that was labelled by hand. */
export interface HumanFace {
  /** Source and photo, as an import would name it. */
  readonly id: string;
  /** Path of the photo. */
  readonly photo: string;
  /** Key of the photo that the face was cut from. */
  readonly group: string;
  /** The 68 points of iBUG, x,y pairs in pixels of the photo. */
  readonly points: Float64Array;
}

/**
 * The hand-labelled faces of a folder: `annotations.jsonl` beside its photos, or `.pts` files.
 * @param every  only every n-th face, for a quick look; default 1, all of them
 * @throws UnreadableInputError when the folder holds no faces with 68 points
 */
export async function humanFolder(folder: string, every = 1): Promise<HumanFace[]> {
  const { root, entries } = await openSource(folder);
  const listed = entries.flatMap((entry) => (entry.kind === "faces" ? entry.faces : []));
  const faces = listed.flatMap(({ id, photo, group, points }) =>
    points?.layout === "ibug68" && points.points.length === 2 * IBUG_68.count
      ? [{ id, photo: join(root, photo), group, points: Float64Array.from(points.points) }]
      : [],
  );
  if (faces.length === 0) {
    throw new UnreadableInputError(`${folder}: expected faces with 68 points from hand, got ${listed.length} others`);
  }
  return faces.filter((_, i) => i % every === 0);
}
