import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Box, POINT_COUNT } from "@face88/points";
import type { RgbaImage } from "face88";
import { cacheFolder, writeFileWhole } from "face88/node";
import { digest } from "./digest.js";
import { type Label, NoFaceError, type Teacher } from "./teacher.js";

/** Folder in which labels are kept: `labels` in the environment's FACE88_HOME, else in face88's cache folder. */
export function labelFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return join(environment.FACE88_HOME ?? cacheFolder(environment), "labels");
}

/** A label as it is written: float32 numbers, little-endian, in base64; or the reason why there is none. */
type Entry = { readonly points: string; readonly confidence: string } | { readonly noFace: string };

/**
 * A teacher that keeps its answers: one file for each content of image, box and teacher. A second call with the same
 * three reads the file, in another process or on another machine too, and a run that was killed goes on where it was. "No
 * face" is kept like a label; other errors are not.
 * @param teacher  is asked when there is no answer yet; freed by `dispose`
 * @param folder   default {@link labelFolder}
 */
export function cachedTeacher(teacher: Teacher, folder: string = labelFolder()): Teacher {
  return {
    id: teacher.id,
    async label(image, box) {
      const key = labelKey(teacher.id, image, box);
      // By the first two digits, so that no folder grows too large to list.
      const shelf = join(folder, key.slice(0, 2));
      const path = join(shelf, `${key}.json`);
      const known = await readFile(path, "utf8").then(parseEntry, () => undefined);
      if (known !== undefined) return answer(known);
      const entry = await ask(teacher, image, box);
      await mkdir(shelf, { recursive: true });
      await writeFileWhole(path, `${JSON.stringify(entry)}\n`);
      return answer(entry);
    },
    ...(teacher.estimate && { estimate: (faces: number) => teacher.estimate?.(faces) ?? { calls: 0, seconds: 0 } }),
    dispose: () => teacher.dispose(),
  };
}

/** Name of an answer: digest of the teacher's id, the image's size and pixels, and the box. */
export function labelKey(teacherId: string, { width, height, data }: RgbaImage, box: Box): string {
  const pixels = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return digest(teacherId, `${width}x${height}`, box.join(" "), pixels);
}

async function ask(teacher: Teacher, image: RgbaImage, box: Box): Promise<Entry> {
  try {
    const { points, confidence } = await teacher.label(image, box);
    return { points: toBase64(points), confidence: toBase64(confidence) };
  } catch (error) {
    if (error instanceof NoFaceError) return { noFace: error.message };
    throw error;
  }
}

/** Undefined for a file that is no answer: it is asked for again and written over. */
function parseEntry(text: string): Entry | undefined {
  try {
    const entry = JSON.parse(text) as Entry;
    if ("noFace" in entry) return entry;
    const whole = fromBase64(entry.points).length === 2 * POINT_COUNT;
    return whole && fromBase64(entry.confidence).length === POINT_COUNT ? entry : undefined;
  } catch {
    return undefined;
  }
}

function answer(entry: Entry): Label {
  if ("noFace" in entry) throw new NoFaceError(entry.noFace);
  return { points: fromBase64(entry.points), confidence: fromBase64(entry.confidence) };
}

function toBase64({ buffer, byteOffset, byteLength }: Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("base64");
}

function fromBase64(text: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(text, "base64"));
  return new Float32Array(bytes.buffer, 0, bytes.length >> 2);
}
