import { join } from "node:path";
import type { Box } from "@face88/points";
import { UnreadableInputError } from "face88";
import type { SourceFace, Split } from "../face-record.js";
import { faultOfPoints } from "./layouts.js";
import { firstExisting, photosBelow } from "./photos.js";
import { type ImportOptions, oneFace, rejected, type Source, type SourceEntry } from "./source.js";
import { numbersOf, readLines } from "./text-table.js";

const SPLITS: readonly Split[] = ["train", "val", "test"];

/** Between eyes and mouth of the aligned 178x218 photos, shares of the photo. */
const ALIGNED_MIDDLE = [0.5, 0.58] as const;

/**
 * CelebA as it is published: `img_align_celeba/` (178x218) or `img_celeba/`, `list_eval_partition.txt`, and where they
 * are there `identity_CelebA.txt`, the boxes and the five points. The boxes belong to `img_celeba`; in the aligned
 * photos a detector looks.
 * @throws UnreadableInputError when the folder has no photos or no partition
 * @see Liu et al., Deep Learning Face Attributes in the Wild, ICCV 2015
 */
export async function celebA(folder: string, options: ImportOptions = {}): Promise<Source> {
  const aligned = await firstExisting([join(folder, "img_align_celeba"), join(folder, "Img", "img_align_celeba")]);
  const root = aligned ?? (await firstExisting([join(folder, "img_celeba"), join(folder, "Img", "img_celeba")]));
  if (root === undefined)
    throw new UnreadableInputError(`${folder}: expected img_align_celeba or img_celeba, got none`);
  const list = async (name: string, subfolder: string) => {
    const path = await firstExisting([join(folder, name), join(folder, subfolder, name)]);
    return new Map(path === undefined ? [] : (await readLines(path)).map(fileAndNumbers));
  };
  const partition = await list("list_eval_partition.txt", "Eval");
  if (partition.size === 0) throw new UnreadableInputError(`${folder}: expected list_eval_partition.txt, got none`);
  const identities = await list("identity_CelebA.txt", "Anno");
  const points = await list(aligned ? "list_landmarks_align_celeba.txt" : "list_landmarks_celeba.txt", "Anno");
  const boxes = aligned ? new Map<string, number[]>() : await list("list_bbox_celeba.txt", "Anno");
  const { name = "celeba", licence = "CelebA terms: non-commercial research", tier = "research" } = options;
  const entry = (photo: string, [part]: number[]): SourceEntry => {
    const id = `${name}/${photo}`;
    if (SPLITS[part] === undefined) return rejected(id, "bad-partition", `expected 0, 1 or 2, got ${part}`);
    const five = points.get(photo);
    const fault = five && faultOfPoints(five, 5);
    if (fault) return rejected(id, "bad-points", fault);
    const person = identities.get(photo)?.[0];
    const box = boxes.get(photo);
    const face: SourceFace = {
      id,
      source: name,
      photo,
      group: person === undefined ? id : `${name}:${person}`,
      licence,
      tier,
      split: SPLITS[part],
      ...(five && { points: { layout: "celeba5", points: five } }),
      ...(box?.length === 4 && { box: box as unknown as Box }),
    };
    // The aligned photos have the eyes in one place, so the other faces in them are not the person that is listed.
    return face.box ? oneFace(face) : { kind: "search", id, photo, face, near: ALIGNED_MIDDLE };
  };
  const unlisted = (await photosBelow(root)).filter((photo) => !partition.has(photo));
  return {
    root,
    entries: [
      ...[...partition].map(([photo, numbers]) => entry(photo, numbers)),
      ...unlisted.map((photo) =>
        rejected(`${name}/${photo}`, "not-listed", `${photo}: expected it in list_eval_partition.txt, got no row`),
      ),
    ],
  };
}

/** A row `000001.jpg 12 34`; the lists' heads (a count, the names of the columns) come out as rows that no photo asks for. */
function fileAndNumbers(line: string): [string, number[]] {
  const [file, ...rest] = line.trim().split(/\s+/);
  return [file, numbersOf(rest.join(" "))];
}
