import { dirname } from "node:path";
import { UnreadableInputError } from "face88";
import type { SourceFace } from "../face-record.js";
import { readJsonLines } from "../store/json-lines.js";
import { countOfLayout, faultOfPoints } from "./layouts.js";
import { oneFace, rejected, type Source } from "./source.js";

/** Fields that every face has. */
const TEXTS = ["id", "source", "photo", "group", "licence"] as const;

/**
 * A JSON Lines file of faces as `exportFaces` writes it, for sources that no other importer knows: one `SourceFace` a
 * line.
 * @param root  folder of the photos; default: the folder of the file
 * @throws UnreadableInputError when it holds no face, or a line is no JSON
 */
export async function faceList(path: string, root: string = dirname(path)): Promise<Source> {
  const { values } = await readJsonLines<SourceFace>(path);
  if (values.length === 0) throw new UnreadableInputError(`${path}: expected faces (JSON Lines), got none`);
  const entries = values.map((face, i) => {
    const missing = TEXTS.find((field) => typeof face[field] !== "string");
    if (missing) return rejected(`${path}:${i + 1}`, "bad-entry", `expected text for ${missing}, got ${face[missing]}`);
    if (face.tier !== "open" && face.tier !== "research") {
      return rejected(face.id, "bad-entry", `expected a tier open or research, got ${face.tier}`);
    }
    const { points: { layout = "", points = [] } = {} } = face;
    const fault = face.points && faultOfPoints(points, countOfLayout(layout));
    return fault ? rejected(face.id, "bad-points", fault) : oneFace(face);
  });
  return { root, entries };
}
