import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { EDGES, meanShape, PART_NAMES, POINTS, transformPoints } from "@face88/points";
import { PART_COLOURS } from "face88";
import { type Decision, readCleaningFile } from "../clean/cleaning-file.js";
import { seedRegion } from "../crop/seed-crop.js";
import { photoToStored, regionInStored } from "../crop/stored-rectangle.js";
import { type LabelSet, readLabels } from "../labels/label-set.js";
import { Dataset } from "../store/dataset.js";
import { writeFolderWhole } from "../store/whole-folder.js";
import type { GalleryFace, GalleryHead } from "./gallery-data.js";
import { encodePoints } from "./page/points-text.js";
import { pageFiles } from "./page-files.js";
import { type GallerySort, galleryScores } from "./scores.js";

/** Faces in a file of data, and pictures in a folder. */
const CHUNK = 1000;
/** The mean shape's frame in the seed crop, shares of it: where faces have it on average. */
const SHAPE_PLACE = { left: 0.14, top: 0.32, size: 0.72 };

/** Options of {@link writeGallery}. */
export interface GalleryOptions {
  /** Folder of the dataset. */
  readonly dataset: string;
  /** Folder to write; a gallery that is there is replaced. */
  readonly output: string;
  /** Name of the labels. */
  readonly labels: string;
  /** Labels to compare with, for the score `teachers`; default none. */
  readonly against?: string | undefined;
  /** Score that the page begins with; default `shape`. */
  readonly sort?: GallerySort | undefined;
  /** Faces that cleaning removed, that it kept, or all (default). */
  readonly only?: "removed" | "kept" | "all" | undefined;
  /** Most faces, the worst by `sort`; default all. */
  readonly limit?: number | undefined;
  /** Decisions to begin with; default those of the last cleaning. */
  readonly decisions?: Readonly<Record<string, Decision>> | undefined;
  /** Called after each face. */
  readonly onFace?: (done: number, total: number) => void;
  /** Ends the work after the face at hand; nothing is kept. */
  readonly signal?: AbortSignal;
}

/**
 * Writes a page that shows faces with their points and takes decisions on them: keep, drop, fix. It works as a file, with
 * no server and no network; `index.html` opens it. Decisions are saved by download, as `readDecisions` reads them.
 * @returns number of faces
 * @throws RangeError when no face is left, or the score has no figures; UnreadableInputError when there is no such dataset
 *   or labels; UnwritableOutputError when the folder holds something else, or the disk is full
 */
export async function writeGallery(options: GalleryOptions): Promise<number> {
  const { sort = "shape", only = "all" } = options;
  await using dataset = await Dataset.open(options.dataset);
  const labels = await readLabels(dataset, options.labels);
  const against = options.against === undefined ? undefined : await readLabels(dataset, options.against);
  const cleaning = await readCleaningFile(dataset.folder, options.labels);
  const removed = new Map(cleaning?.removed.map((removal) => [removal.id, removal]));
  const scores = galleryScores(dataset, labels, against);
  const first = scores.find(({ name }) => name === sort);
  if (first === undefined)
    throw new RangeError(`sort: expected ${scores.map(({ name }) => name).join(", ")}, got ${sort}`);

  const sign = first.worst === "high" ? -1 : 1;
  const badness = (index: number) => sign * (first.of(index) ?? Number.NEGATIVE_INFINITY);
  const wanted = dataset.faces.flatMap(({ id }, i) =>
    only === "all" || removed.has(id) === (only === "removed") ? [i] : [],
  );
  const chosen = wanted.sort((a, b) => badness(a) - badness(b) || a - b).slice(0, options.limit ?? wanted.length);
  if (chosen.length === 0)
    throw new RangeError(`${options.dataset}: expected faces to show, got none with these options`);

  const sources = [...new Set(chosen.map((index) => dataset.faces[index].source))].sort();
  const rules = [...new Set(chosen.flatMap((index) => removed.get(dataset.faces[index].id)?.rule ?? []))];
  const head: GalleryHead = {
    key: createHash("sha256").update(resolve(options.dataset)).update(`\n${options.labels}`).digest("hex").slice(0, 16),
    dataset: basename(resolve(options.dataset)),
    labels: options.labels,
    scores: scores.map(({ name, title, worst }) => ({ name, title, worst })),
    sort,
    sources,
    rules,
    ...drawing(),
    decisions: options.decisions ?? cleaning?.decisions ?? {},
  };
  const faceOf = (index: number, place: number): GalleryFace => {
    const { id, source } = dataset.faces[index];
    const removal = removed.get(id);
    return {
      id,
      source: sources.indexOf(source),
      rule: removal ? rules.indexOf(removal.rule) : -1,
      ...(removal && { reason: removal.reason }),
      picture: `pictures/${Math.floor(place / CHUNK)}/${place}.jpg`,
      ...placeOf(dataset, labels, index),
      scores: scores.map(({ of }) => rounded(of(index))),
    };
  };
  const write = async (folder: string) => {
    for (const [name, text] of Object.entries(await pageFiles())) await writeFile(join(folder, name), text);
    const chunks = Math.ceil(chosen.length / CHUNK);
    await writeFile(join(folder, "data.js"), dataScript(head, chunks));
    for (let chunk = 0; chunk < chunks; chunk++) {
      await mkdir(join(folder, "pictures", String(chunk)), { recursive: true });
      const faces: GalleryFace[] = [];
      for (let place = chunk * CHUNK; place < Math.min(chosen.length, (chunk + 1) * CHUNK); place++) {
        options.signal?.throwIfAborted();
        const face = faceOf(chosen[place], place);
        await writeFile(join(folder, face.picture), await dataset.jpeg(chosen[place]));
        faces.push(face);
        options.onFace?.(place + 1, chosen.length);
      }
      await writeFile(join(folder, `data-${chunk}.js`), `face88Gallery.faces.push(...${JSON.stringify(faces)});\n`);
    }
  };
  const ours = (entries: readonly string[]) => entries.length === 0 || entries.includes("gallery.js");
  await writeFolderWhole(options.output, write, ours);
  return chosen.length;
}

/** The head, and a tag for each file of faces; these are run one after the other, before the page's own script. */
function dataScript(head: GalleryHead, chunks: number): string {
  const tags = Array.from({ length: chunks }, (_, i) => `<script src="data-${i}.js"></script>`).join("");
  const text = JSON.stringify(tags).replaceAll("</", "<\\/");
  return `globalThis.face88Gallery = ${JSON.stringify({ ...head, faces: [] })};\ndocument.write(${text});\n`;
}

/** Where a face's crop and points are in its stored picture. */
function placeOf(dataset: Dataset, labels: LabelSet, index: number) {
  const { box, stored } = dataset.faces[index];
  const transform = photoToStored(stored);
  const { centreX, centreY, side } = regionInStored(seedRegion(box), stored);
  const points = labels.points[index];
  return {
    scale: transform[0],
    shift: [transform[4], transform[5]] as const,
    crop: [centreX, centreY, side] as const,
    ...(points && { points: encodePoints(transformPoints(transform, points)) }),
  };
}

function drawing() {
  const { left, top, size } = SHAPE_PLACE;
  return {
    names: POINTS.map(({ name }) => name),
    colours: POINTS.map(({ part }) => PART_COLOURS[part]),
    edges: PART_NAMES.flatMap((part) => EDGES[part].map(([from, to]) => [from, to, PART_COLOURS[part]] as const)),
    shape: Array.from(meanShape(), (value, i) => rounded((i % 2 ? top : left) + (value / 128) * size) as number),
  };
}

function rounded(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : Math.round(value * 1e4) / 1e4;
}
