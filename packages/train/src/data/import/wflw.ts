import { basename, dirname, join } from "node:path";
import { UnreadableInputError } from "face88";
import { faultOfPoints } from "./layouts.js";
import { firstExisting } from "./photos.js";
import { faceId, type ImportOptions, oneFace, rejected, type Source, type SourceEntry } from "./source.js";
import { numbersOf, readLines } from "./text-table.js";

const COUNT = 98;
/** Numbers in a row: the points alone, with the box, with box and attributes. */
const LENGTHS = new Set([196, 200, 206]);
const ATTRIBUTES = ["pose", "expression", "illumination", "make-up", "occlusion", "blur"];

/**
 * A list of WFLW: 196 coordinates, the box as two corners, six attributes (in the `rect_attr` lists) and the photo. The
 * word `test` or `train` in the list's name is the split. The list's boxes follow its points, so they say nothing that
 * the points do not; a detector gives the box, as for every other face.
 * @throws UnreadableInputError when there is no folder `WFLW_images` beside the list or above it
 * @see Wu et al., Look at Boundary: A Boundary-Aware Face Alignment Algorithm, CVPR 2018
 */
export async function wflwList(path: string, options: ImportOptions = {}): Promise<Source> {
  const near = [dirname(path), dirname(dirname(path)), dirname(dirname(dirname(path)))];
  const root = await firstExisting(near.map((folder) => join(folder, "WFLW_images")));
  if (root === undefined) throw new UnreadableInputError(`${path}: expected a folder WFLW_images near it, got none`);
  const { name = "wflw", licence = "WFLW terms: research", tier = "research" } = options;
  const split = /test/.test(basename(path)) ? "test" : /train/.test(basename(path)) ? "train" : undefined;
  const seen = new Map<string, number>();
  const entry = (line: string, row: number): SourceEntry => {
    const fields = line.trim().split(/\s+/);
    const photo = fields.pop() ?? "";
    const numbers = numbersOf(fields.join(" "));
    const points = numbers.slice(0, 2 * COUNT);
    const order = seen.get(photo) ?? 0;
    seen.set(photo, order + 1);
    const id = faceId(`${name}/${photo}`, order);
    const fault = LENGTHS.has(numbers.length)
      ? faultOfPoints(points, COUNT)
      : `expected ${[...LENGTHS].join(", ")} numbers and a photo, got ${numbers.length}`;
    if (fault) return rejected(id, "bad-points", `${path}:${row + 1}: ${fault}`);
    const marks = numbers.slice(2 * COUNT + 4);
    return oneFace({
      id,
      source: name,
      photo,
      group: `${name}/${photo}`,
      licence,
      tier,
      points: { layout: "wflw98", points },
      ...(split && { split }),
      ...(marks.length === ATTRIBUTES.length && {
        attributes: Object.fromEntries(ATTRIBUTES.map((attribute, i) => [attribute, marks[i]])),
      }),
    });
  };
  return { root, entries: (await readLines(path)).map(entry) };
}
