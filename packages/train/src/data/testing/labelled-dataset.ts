import { meanShape } from "@face88/points";
import type { FaceRecord } from "../face-record.js";
import { LabelWriter } from "../labels/label-writer.js";
import { Dataset } from "../store/dataset.js";
import { DatasetWriter } from "../store/writer.js";

/** A face for a test: what differs from {@link plainRecord}, and its label. */
export interface TestFace {
  readonly record?: Partial<FaceRecord>;
  /** The 88 points; left out for a face without a line in the file of labels. */
  readonly points?: ArrayLike<number>;
  /** Confidence of every point; default none in the file. */
  readonly confidence?: number;
  /** Layout of points from hand that the label says were worked in. */
  readonly fused?: string;
}

/** Box of which the seed crop is 160 pixels wide and begins at -0.5, -0.5: photo and crop have the same pixels. */
export const PLAIN_BOX = [30.27, 160 * (0.2 / 1.3) - 0.5, 98.46, 160 / 1.3] as const;

/** Points of a sound label for {@link PLAIN_BOX}. */
export function plainPoints(left = 28, top = 32, scale = 0.81): Float64Array {
  return meanShape().map((value, i) => value * scale + (i % 2 === 0 ? left : top));
}

/** A record without a fault. */
export function plainRecord(number: number): FaceRecord {
  const stored = { left: 0, top: 0, width: 160, height: 160, scale: 1 };
  return {
    id: `test/${number}`,
    source: "test",
    photo: `${number}.jpg`,
    group: `test:${number}`,
    licence: "MIT",
    tier: "open",
    box: PLAIN_BOX,
    boxFrom: "source",
    width: 160,
    height: 160,
    content: String(number).padStart(16, "0"),
    stored,
    bytes: [0, 1],
    sharpness: 30,
    hash: hashOf(number),
    part: [0, 1],
  };
}

/** Writes a dataset whose faces have records and labels but no pictures, and opens it. */
export async function labelledDataset(folder: string, faces: readonly TestFace[], labels = "test"): Promise<Dataset> {
  await using writer = await DatasetWriter.open(folder);
  await using labeller = await LabelWriter.open(folder, labels, "test");
  for (const [number, { record, points, confidence, fused }] of faces.entries()) {
    const whole = { ...plainRecord(number), ...record };
    await writer.add([{ record: whole, picture: new Uint8Array(1) }]);
    if (points === undefined) continue;
    const certainty = confidence === undefined ? {} : { confidence: new Array<number>(88).fill(confidence) };
    await labeller.add({ id: whole.id, points: Array.from(points), ...certainty, ...(fused && { fused }) });
  }
  return Dataset.open(folder);
}

/** Hashes that differ from each other in about half of their bits. */
function hashOf(number: number): string {
  const word = (salt: number) => (Math.imul(number + salt, 0x9e3779b1) ^ Math.imul(number ^ salt, 0x85ebca6b)) >>> 0;
  return `${word(77).toString(16).padStart(8, "0")}${word(1234567).toString(16).padStart(8, "0")}`;
}
