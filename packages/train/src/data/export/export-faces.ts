import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { transformPoints } from "@face88/points";
import { chooseFaces } from "../choose-faces.js";
import type { SourcePoints, Split } from "../face-record.js";
import { formatPts } from "../import/pts-file.js";
import { readSplit } from "../split/split-file.js";
import { Dataset } from "../store/dataset.js";
import { writeFolderWhole } from "../store/whole-folder.js";
import { cocoOf } from "./coco.js";
import { type ExportedFace, meaningOf, toTenThousandths } from "./exported-face.js";
import { describeLayout } from "./layout-description.js";
import { type PictureKind, PictureWriter, transformBox } from "./pictures.js";

/** Names of the formats that can be exported. */
export const EXPORT_FORMATS = ["coco", "pts", "jsonl"] as const;

/** Name of a format that can be exported. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Options of {@link exportFaces}. */
export interface ExportOptions {
  /** Folder of the dataset. */
  readonly dataset: string;
  /** New folder to write. */
  readonly output: string;
  /** Format of the points. */
  readonly format: ExportFormat;
  /** Name of the labels; without it, the points that came with the photos. */
  readonly labels?: string | undefined;
  /** Part of the data; default all of it. */
  readonly split?: Split | undefined;
  /** What is written of a photo; default `stored`. */
  readonly pictures?: PictureKind | undefined;
  /** Folder that the photos' paths start from, for `pictures: "photo"`; default the working folder. */
  readonly photos?: string | undefined;
  /** Called after each face. */
  readonly onFace?: (done: number, total: number) => void;
  /** Ends the work after the face at hand; nothing is kept. */
  readonly signal?: AbortSignal;
}

/**
 * Writes faces with their points for other programs, and so that `openSource` reads them again and nothing is lost: ids,
 * groups, licences, tiers, boxes, and points to a ten-thousandth of a pixel. The folder gets `pictures/` and, for `coco`,
 * `annotations.json`; for `pts`, a `.pts` beside each picture and the rest in `faces.jsonl`; for `jsonl`, `faces.jsonl`.
 * `layout.json` holds names, edges and mirror pairs of the points where the format has no place for them.
 * @returns number of faces
 * @throws RangeError when no face is left; UnreadableInputError when there is no such dataset, labels, split or photo;
 *   UnwritableOutputError when the folder is not empty or the disk full
 */
export async function exportFaces(options: ExportOptions): Promise<number> {
  const { output, format, labels, split, pictures = "stored", photos = ".", onFace, signal } = options;
  const source = await pointsToExport(options);
  await using dataset = source.dataset;
  return await writeFolderWhole(output, async (folder) => {
    const writer = new PictureWriter(dataset, folder, pictures, photos);
    const faces: ExportedFace[] = [];
    for (const index of source.indices) {
      signal?.throwIfAborted();
      const { path, width, height, transform } = await writer.write(index);
      const record = dataset.faces[index];
      const { layout, points, visible, confidence } = source.pointsOf(index);
      const placed = toTenThousandths(transformPoints(transform, Float64Array.from(points)));
      const [x, y, w, h] = toTenThousandths(transformBox(transform, record.box));
      faces.push({
        face: {
          ...meaningOf(record),
          ...(split && { split }),
          photo: path,
          box: [x, y, w, h],
          points: { layout, points: placed, ...(visible && { visible }) },
        },
        width,
        height,
        ...(confidence && { confidence }),
      });
      onFace?.(faces.length, source.indices.length);
    }
    await WRITERS[format](folder, faces, labels === undefined ? "points of the sources" : `labels ${labels}`);
    return faces.length;
  });
}

type Points = SourcePoints & { readonly confidence?: readonly number[] };

async function pointsToExport({ dataset: folder, labels: name, split }: ExportOptions): Promise<{
  readonly dataset: Dataset;
  readonly indices: readonly number[];
  pointsOf(index: number): Points;
}> {
  if (name !== undefined) {
    const { dataset, labels, indices, pointsOf } = await chooseFaces(folder, { labels: name, split });
    const label = (index: number): Points => ({
      layout: "face88",
      points: Array.from(pointsOf(index)),
      confidence: Array.from(labels.confidence[index] ?? [], (value) => Math.round(value * 1e4) / 1e4),
    });
    return { dataset, indices, pointsOf: label };
  }
  const dataset = await Dataset.open(folder);
  try {
    const parts = split === undefined ? undefined : await readSplit(folder);
    const wanted = (id: string) => parts === undefined || parts.get(id) === split;
    const indices = dataset.faces.flatMap(({ id, points }, i) => (points !== undefined && wanted(id) ? [i] : []));
    if (indices.length === 0) throw new RangeError(`${folder}: expected faces with points, got none (--labels)`);
    return { dataset, indices, pointsOf: (index) => dataset.faces[index].points as SourcePoints };
  } catch (error) {
    await dataset[Symbol.asyncDispose]();
    throw error;
  }
}

type Writer = (folder: string, faces: readonly ExportedFace[], description: string) => Promise<void>;

const WRITERS: Readonly<Record<ExportFormat, Writer>> = {
  coco: (folder, faces, description) =>
    writeFile(join(folder, "annotations.json"), `${JSON.stringify(cocoOf(faces, description))}\n`),
  pts: async (folder, faces) => {
    const perPhoto = new Map<string, number>();
    const lines: object[] = [];
    for (const { face } of faces) {
      const { points, ...rest } = face;
      const order = perPhoto.get(face.photo) ?? 0;
      perPhoto.set(face.photo, order + 1);
      const pts = face.photo.replace(/\.[^./]+$/, order === 0 ? ".pts" : `_${order}.pts`);
      await mkdir(join(folder, dirname(pts)), { recursive: true });
      await writeFile(join(folder, pts), formatPts(points.points));
      lines.push({ ...rest, pts, layout: points.layout, ...(points.visible && { visible: points.visible }) });
    }
    await writeLines(folder, lines);
    await writeLayouts(folder, faces);
  },
  jsonl: async (folder, faces) => {
    await writeLines(
      folder,
      faces.map(({ face, confidence }) => ({ ...face, ...(confidence && { confidence }) })),
    );
    await writeLayouts(folder, faces);
  },
};

async function writeLines(folder: string, values: readonly object[]): Promise<void> {
  await writeFile(join(folder, "faces.jsonl"), values.map((value) => `${JSON.stringify(value)}\n`).join(""));
}

async function writeLayouts(folder: string, faces: readonly ExportedFace[]): Promise<void> {
  const counts = new Map(faces.map(({ face: { points } }) => [points.layout, points.points.length / 2]));
  const layouts = [...counts].map(([name, count]) => describeLayout(name, count));
  await writeFile(join(folder, "layout.json"), `${JSON.stringify({ layouts })}\n`);
}
