import { type Coordinates, transformPoints } from "@face88/points";
import { cropInto, type Region, type RgbaImage } from "face88";
import sharp from "sharp";
import { photoToCrop } from "../data/crop/seed-crop.js";

/** A face to look at: its picture with what was predicted and what is true. */
export interface Specimen {
  readonly id: string;
  /** Its error, a fraction. */
  readonly error: number;
  /** JPEG of {@link SPECIMEN_SIDE} pixels a side. */
  readonly jpeg: Uint8Array;
  /** x,y pairs in pixels of the JPEG, 0 at the centre of the first. */
  readonly predicted: readonly number[];
  /** The label's points: 88, or 68 from hand. */
  readonly truth: readonly number[];
}

/** Side of a specimen's picture, pixels. */
export const SPECIMEN_SIDE = 240;

/** What {@link cutSpecimen} draws. */
export interface SpecimenFace {
  readonly id: string;
  readonly error: number;
  readonly picture: RgbaImage;
  /** What of the picture is shown. */
  readonly region: Region;
  /** In pixels of the picture. */
  readonly predicted: Coordinates;
  /** In pixels of the picture. */
  readonly truth: Coordinates;
}

/** Cuts a face out, points with it. */
export async function cutSpecimen({ id, error, picture, region, predicted, truth }: SpecimenFace): Promise<Specimen> {
  const side = SPECIMEN_SIDE;
  const pixels = cropInto(picture, region, { side, low: 0, high: 255, outside: "edge" });
  const jpeg = await sharp(Uint8Array.from(pixels, Math.round), { raw: { width: side, height: side, channels: 3 } })
    .jpeg({ quality: 80 })
    .toBuffer();
  const placed = (points: Coordinates) =>
    Array.from(transformPoints(photoToCrop(region, side), Float64Array.from(points)), (value) =>
      Number(value.toFixed(1)),
    );
  return { id, error, jpeg, predicted: placed(predicted), truth: placed(truth) };
}

/** Indices of the largest values, the largest first. */
export function largest(values: readonly number[], count: number): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[b] - values[a] || a - b);
  return order.slice(0, count);
}
