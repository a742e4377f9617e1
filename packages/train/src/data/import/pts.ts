import { readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { UnreadableInputError } from "face88";
import { glob } from "tinyglobby";
import type { SourceFace } from "../face-record.js";
import { layoutOfCount } from "./layouts.js";
import { photosBelow } from "./photos.js";
import { parsePts } from "./pts-file.js";
import { type ImportOptions, oneFace, rejected, type Source } from "./source.js";

/**
 * A folder of photos with a `.pts` file of the same name beside each (300-W, HELEN, LFPW, AFW, IBUG). A detector gives
 * the box; `a_1.pts` and `a_2.pts` may stand for two faces of `a.jpg`.
 * @throws UnreadableInputError when the folder holds no `.pts` file
 */
export async function ptsFolder(folder: string, options: ImportOptions = {}): Promise<Source> {
  const found = (await glob("**/*.pts", { cwd: folder, caseSensitiveMatch: false })).sort();
  if (found.length === 0) throw new UnreadableInputError(`${folder}: expected .pts files in the folder, got none`);
  const photos = new Map((await photosBelow(folder)).map((photo) => [stem(photo), photo]));
  const { name = basename(resolve(folder)), licence = "300-W terms: research only", tier = "research" } = options;
  const entries = await Promise.all(
    found.map(async (file) => {
      const id = `${name}/${stem(file)}`;
      const photo = photos.get(stem(file)) ?? photos.get(stem(file).replace(/_\d+$/, ""));
      if (photo === undefined) return rejected(id, "missing-photo", `${file}: expected a photo beside it, got none`);
      try {
        const points = parsePts(await readFile(join(folder, file), "utf8"));
        const face: SourceFace = {
          id,
          source: name,
          photo,
          group: `${name}/${photo}`,
          licence,
          tier,
          points: { layout: layoutOfCount(points.length / 2), points },
        };
        return oneFace(face);
      } catch (error) {
        return rejected(id, "bad-points", `${file}: ${(error as Error).message}`);
      }
    }),
  );
  return { root: folder, entries };
}

function stem(path: string): string {
  return path.replace(/\.[^./]+$/, "");
}
