import { basename, join, resolve } from "node:path";
import type { Box } from "@face88/points";
import { UnreadableInputError } from "face88";
import type { SourceFace, Tier } from "../face-record.js";
import { readJsonLines } from "../store/json-lines.js";
import { faultOfPoints, layoutOfCount } from "./layouts.js";
import { firstExisting } from "./photos.js";
import { type ImportOptions, oneFace, rejected, type Source, type SourceEntry } from "./source.js";
import { readCsv } from "./text-table.js";

/** What is known of a collection by the name of its folder, as its README states it. */
interface Collection {
  readonly tier: Tier;
  licence(row: Readonly<Record<string, unknown>>): string;
  /** Key of the person, or of the photo that several faces were cut from. */
  group(row: Readonly<Record<string, unknown>>, photo: string): string;
}

const byPhoto = (_: unknown, photo: string) => photo;

const COLLECTIONS: Readonly<Record<string, Collection>> = {
  fairface: { tier: "open", licence: () => "CC BY 4.0", group: byPhoto },
  portraits: {
    tier: "open",
    licence: ({ source }) => (/acani|interfaces/.test(String(source)) ? "CC0 or CC BY" : "US-government public domain"),
    group: byPhoto,
  },
  webmorph: {
    tier: "open",
    licence: ({ licence }) => String(licence),
    // london-neutral_001_03 and london-smiling_001_08 are one person.
    group: (_, photo) => photo.replace(/^london-[a-z]+_(\d+)_.*$/, "london_$1"),
  },
  human68: {
    tier: "research",
    licence: () => "300-W terms: research only",
    group: ({ source_md5 }, photo) => String(source_md5 ?? photo),
  },
};

/** Collections that a folder of the shared data may hold, with their places in it. */
export const CORPUS_PLACES: readonly string[] = ["open/fairface", "open/portraits", "open/webmorph", "human68"];

/**
 * The collections of the shared data: folders of photos with `index.csv` (file, box, attributes) or `annotations.jsonl`
 * (image, points or a WebMorph template, licence). Names of folders that are known bring licence, tier and the key that
 * splits go by.
 * @param folder  one collection, or the folder that holds `open/` and `human68/`
 * @throws UnreadableInputError when it holds none
 */
export async function corpus(folder: string, options: ImportOptions = {}): Promise<Source> {
  const places = (await firstExisting([join(folder, "index.csv"), join(folder, "annotations.jsonl")]))
    ? [""]
    : CORPUS_PLACES;
  const entries: SourceEntry[] = [];
  for (const place of places) {
    const index = await firstExisting([join(folder, place, "index.csv")]);
    const annotations = await firstExisting([join(folder, place, "annotations.jsonl")]);
    if (index === undefined && annotations === undefined) continue;
    const name = options.name ?? basename(resolve(folder, place));
    const known = COLLECTIONS[name];
    const collection: Collection = {
      tier: options.tier ?? known?.tier ?? "research",
      licence: (row) => options.licence ?? known?.licence(row) ?? String(row.licence ?? "unknown"),
      group: known?.group ?? byPhoto,
    };
    const rows = index === undefined ? (await readJsonLines<Row>(annotations as string)).values : await readCsv(index);
    for (const row of rows) entries.push(entryOf(row, name, place, collection));
  }
  if (entries.length === 0) {
    throw new UnreadableInputError(
      `${folder}: expected index.csv, annotations.jsonl or ${CORPUS_PLACES.join(", ")}, got none`,
    );
  }
  return { root: folder, entries };
}

type Row = Readonly<Record<string, unknown>>;

/** Columns that are no attribute: they have a field of their own. */
const FIELDS = new Set([
  "file",
  "image",
  "x",
  "y",
  "w",
  "h",
  "width",
  "height",
  "points",
  "tem",
  "licence",
  "source_md5",
]);

function entryOf(row: Row, name: string, place: string, collection: Collection): SourceEntry {
  const file = String(row.file ?? row.image);
  const id = `${name}/${file}`;
  const photo = place === "" ? file : `${place}/${file}`;
  const pairs = row.points ?? row.tem ?? [];
  if (!Array.isArray(pairs))
    return rejected(id, "bad-points", `expected pairs of numbers, got ${String(pairs).slice(0, 40)}`);
  const points = (pairs as readonly (readonly number[])[]).flat().map((value) => (value === null ? Number.NaN : value));
  const fault = faultOfPoints(points, row.points === undefined ? undefined : 68);
  if (fault) return rejected(id, "bad-points", fault);
  const attributes = Object.fromEntries(
    Object.entries(row)
      .filter(([key, value]) => !FIELDS.has(key) && value !== "" && value !== null)
      .map(([key, value]) => [key, Number.isFinite(Number(value)) ? Number(value) : String(value)]),
  );
  const box = ["x", "y", "w", "h"].map((key) => (row[key] === undefined ? Number.NaN : Number(row[key])));
  const face: SourceFace = {
    id,
    source: name,
    photo,
    group: `${name}:${collection.group(row, file)}`,
    licence: collection.licence(row),
    tier: collection.tier,
    ...(row.x !== undefined && { box: box as unknown as Box }),
    ...(points.length > 0 && { points: { layout: layoutOfCount(points.length / 2), points } }),
    ...(Object.keys(attributes).length > 0 && { attributes }),
  };
  if (face.box === undefined && face.points === undefined) return { kind: "search", id, photo, face };
  return oneFace(face);
}
