import { readFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import type { Box } from "@face88/points";
import { UnreadableInputError } from "face88";
import type { CocoAnnotation, CocoFile, CocoImage } from "../export/coco-format.js";
import type { SourceFace } from "../face-record.js";
import { faultOfPoints, layoutOfCount } from "./layouts.js";
import { faceId, type ImportOptions, oneFace, rejected, type Source, type SourceEntry } from "./source.js";

/**
 * A file of COCO keypoints. What `exportCoco` wrote comes back whole: ids, groups, tiers and what else COCO has no room
 * for stand in `face88` of each annotation.
 * @param path  the JSON file
 * @param root  folder of the photos; default: the folder of the file
 * @throws UnreadableInputError when the file is no COCO file
 * @see https://cocodataset.org/#format-data
 */
export async function cocoFile(
  path: string,
  root: string = dirname(path),
  options: ImportOptions = {},
): Promise<Source> {
  const coco = await read(path);
  const images = new Map(coco.images.map((image) => [image.id, image]));
  const licences = new Map(coco.licenses?.map(({ id, name }) => [id, name]));
  const counts = new Map(coco.categories?.map(({ id, keypoints }) => [id, keypoints?.length]));
  const perImage = new Map<number, number>();
  const name = options.name ?? basename(resolve(path)).replace(/\.[^.]+$/, "");
  const entry = (annotation: CocoAnnotation): SourceEntry => {
    const order = perImage.get(annotation.image_id) ?? 0;
    perImage.set(annotation.image_id, order + 1);
    const image = images.get(annotation.image_id);
    if (image === undefined) {
      const detail = `annotation ${annotation.id}: expected an image ${annotation.image_id}, got none`;
      return rejected(`${name}/annotation-${annotation.id}`, "missing-image", detail);
    }
    const licence = options.licence ?? licences.get(image.license ?? -1) ?? "unknown";
    const expected = counts.get(annotation.category_id);
    const basics = { id: faceId(`${name}/${image.file_name}`, order), source: name, licence };
    return faceOf(annotation, image, { ...basics, tier: options.tier ?? "research" }, expected);
  };
  return { root, entries: coco.annotations.map(entry) };
}

type Basics = Pick<SourceFace, "id" | "source" | "licence" | "tier">;

function faceOf(
  annotation: CocoAnnotation,
  { file_name: photo }: CocoImage,
  basics: Basics,
  expected: number | undefined,
): SourceEntry {
  const triples = annotation.keypoints ?? [];
  const points = triples.filter((_, i) => i % 3 < 2);
  const visible = triples.filter((_, i) => i % 3 === 2);
  const own = annotation.face88;
  const id = own?.id ?? basics.id;
  const fault =
    triples.length % 3 ? "expected triples x, y, v" : faultOfPoints(points, triples.length > 0 ? expected : undefined);
  if (fault) return rejected(id, "bad-points", `annotation ${annotation.id}: ${fault}`);
  const layout = own?.layout ?? layoutOfCount(points.length / 2);
  const face: SourceFace = {
    ...basics,
    group: `${basics.source}/${photo}`,
    photo,
    ...(annotation.bbox?.length === 4 && { box: annotation.bbox as unknown as Box }),
    ...own?.face,
    id,
    ...(visible.some((flag) => flag > 0) && {
      points: { layout, points, ...(visible.some((v) => v !== 2) && { visible }) },
    }),
  };
  return oneFace(face);
}

async function read(path: string): Promise<CocoFile> {
  const text = await readFile(path, "utf8").catch(() => {
    throw new UnreadableInputError(`${path}: expected a COCO file, got no such file`);
  });
  let value: Partial<CocoFile>;
  try {
    value = Object(JSON.parse(text)) as Partial<CocoFile>;
  } catch (error) {
    throw new UnreadableInputError(`${path}: expected JSON, got ${(error as Error).message}`);
  }
  if (!Array.isArray(value.images) || !Array.isArray(value.annotations)) {
    throw new UnreadableInputError(`${path}: expected a COCO file with images and annotations, got neither`);
  }
  return value as CocoFile;
}
