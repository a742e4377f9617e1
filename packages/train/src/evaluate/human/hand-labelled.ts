import { join } from "node:path";
import { IBUG_68, transformPoints } from "@face88/points";
import { type RgbaImage, UnreadableInputError } from "face88";
import { readPhoto } from "face88/node";
import type { ChosenFaces } from "../../data/choose-faces.js";
import { photoToStored } from "../../data/crop/stored-rectangle.js";
import type { SourcePoints } from "../../data/face-record.js";
import { openSource } from "../../data/import/open-source.js";

/** A face with 68 points from hand. */
export interface HandLabelledFace {
  /** Source and photo, as an import names it. */
  readonly id: string;
  /** Key of the photo that the face is from: faces of one are never used to correct each other. */
  readonly group: string;
  /** Decodes the picture. */
  picture(): Promise<RgbaImage>;
  /** The 68 points of iBUG, x,y pairs in pixels of the picture. */
  readonly points: Float64Array;
}

/**
 * The hand-labelled faces of a folder: `annotations.jsonl` beside its photos, or `.pts` files.
 * @param every  only every n-th face, for a quick look; default 1, all of them
 * @throws UnreadableInputError when the folder holds no faces with 68 points
 */
export async function handLabelledIn(folder: string, every = 1): Promise<HandLabelledFace[]> {
  const { root, entries } = await openSource(folder);
  const listed = entries.flatMap((entry) => (entry.kind === "faces" ? entry.faces : []));
  const faces = listed.flatMap(({ id, photo, group, points }) =>
    is68(points)
      ? [{ id, group, picture: () => readPhoto(join(root, photo)), points: Float64Array.from(points.points) }]
      : [],
  );
  if (faces.length === 0) {
    throw new UnreadableInputError(`${folder}: expected faces with 68 points from hand, got ${listed.length} others`);
  }
  return faces.filter((_, i) => i % every === 0);
}

/** The hand-labelled ones among the faces of a dataset; their pictures are the stored ones. */
export function handLabelledAmong({ dataset, indices }: ChosenFaces): HandLabelledFace[] {
  return indices.flatMap((index) => {
    const { id, group, points, stored } = dataset.faces[index];
    if (!is68(points)) return [];
    const picture = () => dataset.picture(index);
    return [{ id, group, picture, points: transformPoints(photoToStored(stored), Float64Array.from(points.points)) }];
  });
}

function is68(points: SourcePoints | undefined): points is SourcePoints {
  return points?.layout === IBUG_68.name && points.points.length === 2 * IBUG_68.count;
}
