import { readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { UnreadableInputError } from "face88";
import { glob } from "tinyglobby";
import type { SourceFace } from "../face-record.js";
import { inOrder } from "../in-order.js";
import { readJsonLines } from "../store/json-lines.js";
import { KNOWN_COUNTS, layoutOfCount } from "./layouts.js";
import { photosBelow } from "./photos.js";
import { parsePts } from "./pts-file.js";
import { type ImportOptions, oneFace, rejected, type Source, type SourceEntry } from "./source.js";

/** What stands in `faces.jsonl` beside the `.pts` files that `exportFaces` wrote. */
interface PtsLine extends Omit<SourceFace, "points"> {
  readonly pts: string;
  readonly layout: string;
  readonly visible?: readonly number[];
}

/**
 * A folder of photos with a `.pts` file of the same name beside each (300-W, HELEN, LFPW, AFW, IBUG). A detector gives
 * the box; `a_1.pts` and `a_2.pts` may stand for two faces of `a.jpg`. What `exportFaces` wrote comes back whole: the rest
 * of each face stands in `faces.jsonl`.
 * @throws UnreadableInputError when the folder holds no `.pts` file
 */
export async function ptsFolder(folder: string, options: ImportOptions = {}): Promise<Source> {
  const found = (await glob("**/*.pts", { cwd: folder, caseSensitiveMatch: false })).sort();
  if (found.length === 0) throw new UnreadableInputError(`${folder}: expected .pts files in the folder, got none`);
  const photos = new Map((await photosBelow(folder)).map((photo) => [stem(photo), photo]));
  const { values: lines } = await readJsonLines<PtsLine>(join(folder, "faces.jsonl"));
  const known = new Map(lines.map((line) => [line.pts, line]));
  const { name = basename(resolve(folder)), licence = "300-W terms: research only", tier = "research" } = options;
  const entry = async (file: string): Promise<SourceEntry> => {
    const line = known.get(file);
    const id = line?.id ?? `${name}/${stem(file)}`;
    const photo = line?.photo ?? photos.get(stem(file)) ?? photos.get(stem(file).replace(/_\d+$/, ""));
    if (photo === undefined) return rejected(id, "missing-photo", `${file}: expected a photo beside it, got none`);
    let points: number[];
    try {
      points = parsePts(await readFile(join(folder, file), "utf8"));
    } catch (error) {
      return rejected(id, "bad-points", `${file}: ${(error as Error).message}`);
    }
    const count = points.length / 2;
    if (line === undefined && !KNOWN_COUNTS.includes(count)) {
      return rejected(id, "bad-points", `${file}: expected ${KNOWN_COUNTS.join(", ")} points, got ${count}`);
    }
    if (line === undefined) {
      const group = `${name}/${photo}`;
      return oneFace({
        id,
        source: name,
        photo,
        group,
        licence,
        tier,
        points: { layout: layoutOfCount(count), points },
      });
    }
    const { pts: _, layout, visible, ...face } = line;
    return oneFace({ ...face, points: { layout, points, ...(visible && { visible }) } });
  };
  // In the order of the list, where there is one: it is that of the dataset that was exported.
  const order = new Map(lines.map(({ pts }, i) => [pts, i]));
  const sorted = found.toSorted((a, b) => (order.get(a) ?? found.length) - (order.get(b) ?? found.length));
  const entries: SourceEntry[] = [];
  for await (const made of inOrder(sorted, 16, entry)) entries.push(made);
  return { root: folder, entries };
}

function stem(path: string): string {
  return path.replace(/\.[^./]+$/, "");
}
