import { stat } from "node:fs/promises";
import { extname } from "node:path";
import { glob } from "tinyglobby";
import { UsageError } from "./usage-error.js";

/** A file to work on. */
export interface InputFile {
  /** Path, as it was given or as it was found in a given folder. */
  readonly path: string;
  readonly kind: "photo" | "video";
}

const photoEndings = ["jpg", "jpeg", "png", "webp", "avif", "tif", "tiff", "gif"];
const videoEndings = ["mp4", "m4v", "mov", "webm", "mkv", "ts", "avi"];
const anyEnding = `*.{${[...photoEndings, ...videoEndings].join(",")}}`;

/**
 * The files that the words of a command line mean: files as they are (a missing one is reported when it is read, among
 * the others), folders with all photos and videos below them, and patterns.
 * @throws UsageError when there are no words, or a folder or pattern holds nothing
 */
export async function findInputs(words: readonly string[]): Promise<InputFile[]> {
  if (words.length === 0) throw new UsageError("expected a photo, video, folder or pattern, got none (face88 --help)");
  const files: InputFile[] = [];
  for (const word of words) {
    const found = await stat(word).catch(() => undefined);
    if (found?.isDirectory()) files.push(...(await below(word)));
    else if (found === undefined && /[*?{[]/.test(word)) files.push(...(await matching(word)));
    else files.push(inputFile(word));
  }
  return files;
}

async function below(folder: string): Promise<InputFile[]> {
  const found = await glob(`**/${anyEnding}`, { cwd: folder, caseSensitiveMatch: false });
  if (found.length === 0) throw new UsageError(`${folder}: expected photos or videos in the folder, got none`);
  return found.sort().map((name) => inputFile(`${folder.replace(/\/+$/, "")}/${name}`));
}

async function matching(pattern: string): Promise<InputFile[]> {
  const found = await glob(pattern, { absolute: pattern.startsWith("/"), expandDirectories: false });
  if (found.length === 0) throw new UsageError(`${pattern}: expected a file that fits the pattern, got none`);
  return found.sort().map(inputFile);
}

function inputFile(path: string): InputFile {
  const ending = extname(path).slice(1).toLowerCase();
  return { path, kind: videoEndings.includes(ending) ? "video" : "photo" };
}
