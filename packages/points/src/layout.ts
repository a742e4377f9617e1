import { LAYOUT_ROWS } from "./layout-rows.js";

/** Part of the face, by the names of the YouTu API; `left` and `right` are those of the image. */
export type Part = keyof typeof LAYOUT_ROWS;

/** Name of one point: its part and its index in the part, such as `left_eye_0`. These names never change. */
export type PointName = `${Part}_${number}`;

/** Where a part stands in the layout. */
export interface PartRange {
  /** Name of the part. */
  readonly part: Part;
  /** Index of its first point, 0 to 87. */
  readonly offset: number;
  /** Number of its points. */
  readonly count: number;
}

/** What one of the 88 points is. */
export interface PointDefinition {
  /** Index in the layout, 0 to 87. */
  readonly index: number;
  /** Stable unique name, such as `left_eye_0`. */
  readonly name: PointName;
  /** Part of the face that it belongs to. */
  readonly part: Part;
  /** Index inside the part, from 0. */
  readonly partIndex: number;
  /** Index of the point that a mirror puts in its place; its own index on the midline. */
  readonly mirror: number;
  /** What it marks, in words; `left` and `right` are those of the image. */
  readonly description: string;
}

/** Names of the seven parts, in the order of the layout. */
export const PART_NAMES: readonly Part[] = Object.freeze(Object.keys(LAYOUT_ROWS) as Part[]);

/** Offset and count of every part. */
export const PARTS: Readonly<Record<Part, PartRange>> = partRanges();

/** The 88 points, in the order of the layout. */
export const POINTS: readonly PointDefinition[] = Object.freeze(PART_NAMES.flatMap(partPoints));

/** Number of points in the layout: 88. */
export const POINT_COUNT: number = POINTS.length;

/** Mirror permutation: after a flip of the image, point i is what point `MIRROR[i]` was. Its own inverse. */
export const MIRROR: readonly number[] = Object.freeze(POINTS.map((point) => point.mirror));

const INDEX_BY_NAME: ReadonlyMap<string, number> = new Map(POINTS.map((point) => [point.name, point.index]));

/**
 * Index of a point by its name.
 * @param name  such as `left_eye_0`
 * @returns 0 to 87
 * @throws RangeError when no point has that name
 */
export function indexOf(name: PointName): number {
  const index = INDEX_BY_NAME.get(name);
  if (index === undefined) throw new RangeError(`name: expected a point such as left_eye_0, got ${String(name)}`);
  return index;
}

/**
 * The mean shape: a frontal face, mirror-symmetric about x = 64, in a frame of 128 by 128 that it fills.
 * @returns x,y pairs, length 176; a new array at each call, free to be changed
 * @see YouTu face alignment in TNN (Tencent), mean shape of phase 1, brought into the order of the API
 */
export function meanShape(): Float64Array {
  return Float64Array.from(PART_NAMES.flatMap((part) => LAYOUT_ROWS[part].flatMap(([, x, y]) => [x, y])));
}

function partRanges(): Readonly<Record<Part, PartRange>> {
  let offset = 0;
  const ranges = {} as Record<Part, PartRange>;
  for (const part of PART_NAMES) {
    const count = LAYOUT_ROWS[part].length;
    ranges[part] = Object.freeze({ part, offset, count });
    offset += count;
  }
  return Object.freeze(ranges);
}

function partPoints(part: Part): PointDefinition[] {
  return LAYOUT_ROWS[part].map(([mirror, , , description], partIndex) => {
    const index = PARTS[part].offset + partIndex;
    return Object.freeze({ index, name: `${part}_${partIndex}` as const, part, partIndex, mirror, description });
  });
}
