import { type Affine, type Box, transformPoints } from "@face88/points";
import type { Region } from "face88";
import type { StoredRectangle } from "../face-record.js";

/** Sides of the stored square in sides of the seed crop: room for rotation, shift and zooming out. */
export const WIDE_FACTOR = 1.4;
/** Most pixels of the stored square: 1.4 pixels for each of the 160x160 crop's, for zooming in. */
export const WIDE_SIDE = 320;
/** A square that is larger by less than this is kept as it is: resampling would cost more than it saves. */
const SPARE = 1.25;

/**
 * The part of a photo around a seed crop that is worth storing: the wide square as far as it lies in the photo, in
 * whole pixels, resampled only where the square is clearly larger than {@link WIDE_SIDE}.
 * @param width  columns of the photo
 * @param height  rows of the photo
 * @returns undefined when the square and the photo have less than 8x8 pixels in common
 */
export function storedRectangle(seed: Region, width: number, height: number): StoredRectangle | undefined {
  const half = (seed.side * WIDE_FACTOR) / 2;
  const left = Math.max(0, Math.floor(seed.centreX - half));
  const top = Math.max(0, Math.floor(seed.centreY - half));
  const columns = Math.min(width, Math.ceil(seed.centreX + half) + 1) - left;
  const rows = Math.min(height, Math.ceil(seed.centreY + half) + 1) - top;
  if (columns < 8 || rows < 8) return undefined;
  const scale = 2 * half < WIDE_SIDE * SPARE ? 1 : WIDE_SIDE / (2 * half);
  return { left, top, width: Math.floor(columns * scale), height: Math.floor(rows * scale), scale };
}

/** The transform from pixels of the photo to pixels of the stored picture; 0 is the centre of the first pixel in both. */
export function photoToStored({ left, top, scale }: StoredRectangle): Affine {
  return [scale, 0, 0, scale, (0.5 - left) * scale - 0.5, (0.5 - top) * scale - 0.5];
}

/** A region of the photo as a region of the stored picture. */
export function regionInStored(region: Region, stored: StoredRectangle): Region {
  const [scale, , , , e, f] = photoToStored(stored);
  return {
    centreX: region.centreX * scale + e,
    centreY: region.centreY * scale + f,
    side: region.side * scale,
    angle: region.angle,
  };
}

/** A box of the photo as a box of the stored picture. */
export function boxInStored([x, y, width, height]: Box, stored: StoredRectangle): Box {
  const [left, top] = transformPoints(photoToStored(stored), new Float64Array([x, y]));
  return [left, top, width * stored.scale, height * stored.scale];
}
