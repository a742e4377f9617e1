import { type Box, Points88, transformPoints } from "@face88/points";
import { cropInto, type Face, type RgbaImage } from "face88";
import { FaceCanvas } from "face88/node";
import sharp from "sharp";
import { photoToCrop, seedRegion } from "../crop/seed-crop.js";
import { regionInStored } from "../crop/stored-rectangle.js";
import type { LabelSet } from "../labels/label-set.js";
import type { Dataset } from "../store/dataset.js";

/** Options of {@link contactSheet}. */
export interface SheetOptions {
  /** Side of a crop, pixels; default 160. */
  readonly side?: number;
  /** Crops in a row; default 10. */
  readonly columns?: number;
}

/**
 * A picture of many seed crops with their points, to look at.
 * @param indices  faces of the dataset, in rows from the top left
 * @returns JPEG
 */
export async function contactSheet(
  dataset: Dataset,
  labels: LabelSet | undefined,
  indices: readonly number[],
  { side = 160, columns = 10 }: SheetOptions = {},
): Promise<Uint8Array> {
  const across = Math.min(columns, Math.max(1, indices.length));
  const width = across * side;
  const height = Math.max(1, Math.ceil(indices.length / across)) * side;
  const sheet: RgbaImage = { width, height, data: new Uint8Array(width * height * 4).fill(255) };
  const faces: Face[] = [];
  for (const [place, index] of indices.entries()) {
    const left = (place % across) * side;
    const top = Math.floor(place / across) * side;
    const { box, stored } = dataset.faces[index];
    const region = seedRegion(box);
    const picture = await dataset.picture(index);
    const crop = cropInto(picture, regionInStored(region, stored), { side, low: 0, high: 255, outside: "zero" });
    paste(crop, side, sheet, left, top);
    const points = labels?.points[index];
    if (points === undefined) continue;
    const placed = transformPoints(photoToCrop(region, side), points);
    for (let i = 0; i < placed.length; i += 2) {
      placed[i] += left;
      placed[i + 1] += top;
    }
    const frame: Box = [left, top, side, side];
    faces.push({ box: frame, score: 1, points: new Points88(placed) });
  }
  const drawn = new FaceCanvas(width, height, ["points"]).draw(sheet, faces);
  return sharp(drawn.data, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .jpeg({ quality: 90 })
    .toBuffer();
}

function paste(crop: Float32Array, side: number, sheet: RgbaImage, left: number, top: number): void {
  for (let y = 0; y < side; y++) {
    let to = ((top + y) * sheet.width + left) * 4;
    for (let x = 0, from = y * side * 3; x < side; x++, to += 4) {
      sheet.data[to] = crop[from++];
      sheet.data[to + 1] = crop[from++];
      sheet.data[to + 2] = crop[from++];
    }
  }
}
