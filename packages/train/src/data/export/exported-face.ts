import type { Box } from "@face88/points";
import type { FaceRecord, SourceFace, SourcePoints } from "../face-record.js";

/** A face as it is exported: everything in pixels of the picture that is written. */
export interface ExportedFace {
  /** What `data import` needs to make the same face again; `photo` is the picture's path in the export. */
  readonly face: SourceFace & { readonly box: Box; readonly points: SourcePoints };
  /** Columns of the picture. */
  readonly width: number;
  /** Rows of the picture. */
  readonly height: number;
  /** Confidence of each point, 0 to 1, where the labels have it. */
  readonly confidence?: readonly number[];
}

/** The fields of a record that say what a face is, not where its pixels are. */
export function meaningOf({ id, source, group, licence, tier, split, attributes }: FaceRecord) {
  return { id, source, group, licence, tier, ...(split && { split }), ...(attributes && { attributes }) };
}

/** To a ten-thousandth of a pixel: finer than any label, also where the picture is smaller than the photo was. */
export function toTenThousandths(values: ArrayLike<number>): number[] {
  return Array.from(values, (value) => Math.round(value * 1e4) / 1e4);
}
