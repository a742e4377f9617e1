import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Box, boundingBox } from "@face88/points";
import { type Detection, type RgbaImage, UnreadableInputError } from "face88";
import { readPhoto } from "face88/node";
import sharp from "sharp";
import { cutStored } from "../crop/cut-stored.js";
import { boxOfDetection, boxOfPoints, detectionOf } from "../crop/detected-box.js";
import { luminance, PERCEPTUAL_HASH_SIDE, perceptualHash, sharpness } from "../crop/measures.js";
import { SEED_SIDE, seedRegion } from "../crop/seed-crop.js";
import { storedRectangle } from "../crop/stored-rectangle.js";
import type { BoxOrigin, Rejection, SourceFace, SourcePoints } from "../face-record.js";
import { inOrder } from "../in-order.js";
import type { DatasetWriter, NewFace } from "../store/writer.js";
import { faceId, type Source, type SourceEntry } from "./source.js";

/** Quality of the stored JPEGs: at 92, without colour subsampling, the loss is below one grey level on average. */
const QUALITY = 92;
/** Photos that are read at once: decoding runs on threads of its own. */
const AT_ONCE = 4;

/** What {@link build} needs beside the source. */
export interface BuildOptions {
  /** Finds faces with BlazeFace; needed for faces that come without a box. It is called for one photo at a time. */
  readonly detect?: (photo: RgbaImage) => Promise<readonly Detection[]>;
  /** Called after each entry. */
  readonly onEntry?: (done: number, total: number) => void;
  /** Ends the work after the entry at hand. */
  readonly signal?: AbortSignal;
}

/** What a build did. */
export interface BuildReport {
  /** Entries that were there before. */
  readonly before: number;
  /** Faces that were added. */
  readonly added: number;
  /** Entries that gave no face now, by reason. */
  readonly rejected: Readonly<Record<string, number>>;
}

/**
 * Adds the faces of a source to a dataset: reads each photo, finds the box where none is known, cuts, measures, stores.
 * What is in the dataset already is left alone, so a build that was killed goes on where it was.
 * @throws UnwritableOutputError when the disk is full
 */
export async function build(source: Source, writer: DatasetWriter, options: BuildOptions = {}): Promise<BuildReport> {
  const ids = new Map<string, number>();
  const rejected: Record<string, number> = {};
  let before = 0;
  let added = 0;
  let done = 0;
  const reject = async (rejection: Rejection) => {
    if (writer.has(rejection.id)) return;
    rejected[rejection.reason] = (rejected[rejection.reason] ?? 0) + 1;
    await writer.reject(rejection);
  };
  const open: SourceEntry[] = [];
  for (const entry of source.entries) {
    const id = idOf(entry);
    const times = ids.get(id) ?? 0;
    ids.set(id, times + 1);
    if (times > 0) {
      const copy = faceId(`${id}#duplicate`, times - 1);
      if (writer.has(copy)) before++;
      else await reject({ id: copy, reason: "duplicate-id", detail: `expected ${id} once, got it ${times + 1} times` });
    } else if (writer.has(id)) before++;
    else open.push(entry);
  }
  for await (const [entry, loaded] of inOrder(
    open,
    AT_ONCE,
    async (entry) => [entry, await load(source, entry)] as const,
  )) {
    options.signal?.throwIfAborted();
    const result = loaded instanceof Photo ? await facesOf(entry, loaded, options.detect) : loaded;
    if (Array.isArray(result)) {
      await writer.add(result);
      added += result.length;
    } else {
      await reject(result as Rejection);
    }
    options.onEntry?.(before + ++done, source.entries.length);
  }
  return { before, added, rejected };
}

class Photo {
  constructor(
    readonly image: RgbaImage,
    readonly content: string,
  ) {}
}

function idOf(entry: SourceEntry): string {
  return entry.kind === "rejected" ? entry.rejection.id : entry.id;
}

async function load(source: Source, entry: SourceEntry): Promise<Photo | Rejection> {
  if (entry.kind === "rejected") return entry.rejection;
  try {
    const bytes = await readFile(join(source.root, entry.photo));
    const content = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
    return new Photo(await readPhoto(bytes), content);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    if (!missing && !(error instanceof UnreadableInputError)) throw error;
    const detail = missing
      ? `${entry.photo}: expected a photo, got no such file`
      : `${entry.photo}: ${(error as Error).message}`;
    return { id: entry.id, reason: missing ? "missing-photo" : "unreadable-photo", detail };
  }
}

async function facesOf(
  entry: SourceEntry,
  photo: Photo,
  detect: BuildOptions["detect"],
): Promise<readonly NewFace[] | Rejection> {
  if (entry.kind === "rejected") return entry.rejection;
  const listed = entry.kind === "faces" ? entry.faces : [];
  const near = entry.kind === "search" ? entry.near : undefined;
  const mustLook = listed.length === 0 || listed.some(({ box }) => box === undefined);
  const detections = mustLook && detect ? await detect(photo.image) : undefined;
  if (entry.kind === "search" && !detections?.length) {
    return { id: entry.id, reason: "no-face", detail: `${entry.photo}: expected a face, the detector saw none` };
  }
  const faces: readonly SourceFace[] =
    entry.kind === "faces"
      ? listed
      : (near ? nearest(detections ?? [], near, photo.image) : (detections ?? [])).map((found, i) => ({
          ...entry.face,
          id: faceId(entry.id, i),
          box: boxOfDetection(found),
        }));
  const out: NewFace[] = [];
  for (const [index, face] of faces.entries()) {
    const made = await newFace(face, photo, detections, entry.kind === "search", [index, faces.length]);
    if ("reason" in made) return { ...made, id: entry.id };
    out.push(made);
  }
  return out;
}

/** The detection whose middle is nearest to a place, alone. */
function nearest(detections: readonly Detection[], [x, y]: readonly [number, number], { width, height }: RgbaImage) {
  const away = ({ box }: Detection) => Math.hypot(box[0] + box[2] / 2 - x * width, box[1] + box[3] / 2 - y * height);
  return detections.toSorted((a, b) => away(a) - away(b)).slice(0, 1);
}

async function newFace(
  face: SourceFace,
  { image, content }: Photo,
  detections: readonly Detection[] | undefined,
  found: boolean,
  part: readonly [number, number],
): Promise<NewFace | Rejection> {
  const boxed = boxOf(face, detections, found);
  if (boxed === undefined) {
    return { id: face.id, reason: "no-box", detail: "expected a box, points or a detector, got none of them" };
  }
  const [box, boxFrom] = boxed;
  const fault = faultOf(face, box, image);
  if (fault) return { id: face.id, ...fault };
  const region = seedRegion(box);
  const stored = storedRectangle(region, image.width, image.height);
  if (stored === undefined) {
    return {
      id: face.id,
      reason: "box-outside",
      detail: `expected a box in the photo, got [${box.map(round).join(", ")}]`,
    };
  }
  const pixels = cutStored(image, stored);
  const picture = await sharp(pixels, { raw: { width: stored.width, height: stored.height, channels: 3 } })
    .jpeg({ quality: QUALITY, chromaSubsampling: "4:4:4" })
    .toBuffer();
  const grey = luminance(image, region, SEED_SIDE);
  const others = detections?.filter((other) => isOther(other, box, region.side)).length;
  const record = {
    ...face,
    box,
    boxFrom,
    width: image.width,
    height: image.height,
    content,
    stored,
    sharpness: round(sharpness(grey, SEED_SIDE)),
    hash: perceptualHash(luminance(image, region, PERCEPTUAL_HASH_SIDE)),
    ...(others !== undefined && { others }),
    part,
  };
  return { record, picture };
}

function boxOf(
  face: SourceFace,
  detections: readonly Detection[] | undefined,
  found: boolean,
): readonly [Box, BoxOrigin] | undefined {
  if (face.box) return [face.box, found ? "detector" : "source"];
  if (face.points === undefined) return undefined;
  const points = labelledOnly(face.points);
  const detection = detections && detectionOf(points, detections);
  return detection ? [boxOfDetection(detection), "detector"] : [boxOfPoints(points), "points"];
}

/** Without the points that COCO marks as not labelled: their coordinates say nothing. */
function labelledOnly({ points, visible }: SourcePoints): readonly number[] {
  return visible?.includes(0) ? points.filter((_, i) => visible[i >> 1] !== 0) : points;
}

/** What makes a box or points unfit to be used at all; finer questions are for cleaning. */
function faultOf({ points }: SourceFace, box: Box, { width, height }: RgbaImage): Omit<Rejection, "id"> | undefined {
  if (!box.every(Number.isFinite) || box[2] <= 0 || box[3] <= 0) {
    return { reason: "bad-box", detail: `expected x, y, width and height with an area, got [${box.join(", ")}]` };
  }
  if (points === undefined) return undefined;
  const [left, top, across, down] = boundingBox(labelledOnly(points));
  // Annotators guess a chin that the photo cuts off; a quarter of the face beyond it is a mistake.
  const spare = Math.max(across, down) / 4;
  if (left < -spare || top < -spare || left + across > width + spare || top + down > height + spare) {
    const came = `x ${round(left)} to ${round(left + across)}, y ${round(top)} to ${round(top + down)}`;
    return { reason: "points-outside", detail: `expected points in the photo of ${width}x${height}, got ${came}` };
  }
  return undefined;
}

/** Whether a detection is of another face whose middle lies in the seed crop. */
function isOther({ box }: Detection, own: Box, side: number): boolean {
  const dx = Math.abs(box[0] + box[2] / 2 - (own[0] + own[2] / 2));
  const dy = Math.abs(box[1] + box[3] / 2 - (own[1] + 0.6 * own[3]));
  const inside = dx < side / 2 && dy < side / 2;
  return inside && (dx > 0.2 * side || dy > 0.2 * side);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
