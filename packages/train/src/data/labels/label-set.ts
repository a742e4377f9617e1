import { readdir } from "node:fs/promises";
import { dirname } from "node:path";
import { POINT_COUNT } from "@face88/points";
import { UnreadableInputError } from "face88";
import type { Dataset } from "../store/dataset.js";
import { type JsonLines, readJsonLines } from "../store/json-lines.js";
import { files } from "../store/layout.js";

/** First line of a file of labels. */
export interface LabelHeader {
  /** Id of the teacher, or words on how the labels were made. */
  readonly teacher: string;
}

/** A face's line in a file of labels: points, or the reason why there are none. */
export type LabelLine =
  | {
      readonly id: string;
      /** The 88 points in pixels of the photo, x,y pairs. */
      readonly points: readonly number[];
      /** Confidence of each point, 0 to 1. */
      readonly confidence?: readonly number[];
      /** Layout of the hand-labelled points that were worked in. */
      readonly fused?: string;
    }
  | { readonly id: string; readonly rejected: string };

/** The labels of a dataset under one name, by the index of the face in the dataset. */
export interface LabelSet {
  /** Name of the set: its file is `labels/NAME.jsonl`. */
  readonly name: string;
  /** Who made them. */
  readonly teacher: string;
  /** The 88 points in pixels of the photo, 176 numbers; undefined for a face without a label. */
  readonly points: readonly (Float64Array | undefined)[];
  /** Confidence of each of the 88 points, 0 to 1; all 1 where the file does not say. */
  readonly confidence: readonly (Float32Array | undefined)[];
  /** Layout of the hand-labelled points that were worked in, by id. */
  readonly fused: ReadonlyMap<string, string>;
  /** Labels that are missing or of no use, with the reason. */
  readonly faults: ReadonlyMap<string, string>;
}

/**
 * Reads a set of labels. A label with another number of points, or with NaN, is no label: it stands in `faults`.
 * @throws UnreadableInputError when the dataset has no such labels, or the file is broken
 */
export async function readLabels(dataset: Dataset, name: string): Promise<LabelSet> {
  const { header, lines } = await readLabelLines(dataset.folder, name);
  const points: (Float64Array | undefined)[] = new Array(dataset.faces.length).fill(undefined);
  const confidence: (Float32Array | undefined)[] = new Array(dataset.faces.length).fill(undefined);
  const faults = new Map<string, string>();
  const fused = new Map<string, string>();
  for (const line of lines.values.slice(1) as LabelLine[]) {
    const index = dataset.indexOf(line.id);
    if (index === undefined) continue;
    if ("rejected" in line) {
      faults.set(line.id, line.rejected);
      continue;
    }
    const fault = faultOf(line.points, line.confidence);
    if (fault !== undefined) {
      faults.set(line.id, fault);
      continue;
    }
    points[index] = Float64Array.from(line.points);
    confidence[index] = line.confidence ? Float32Array.from(line.confidence) : new Float32Array(POINT_COUNT).fill(1);
    if (line.fused !== undefined) fused.set(line.id, line.fused);
  }
  return { name, teacher: header.teacher, points, confidence, faults, fused };
}

/** The lines of a file of labels, the header among them as the first. @throws UnreadableInputError when there is none */
export async function readLabelLines(
  folder: string,
  name: string,
): Promise<{ header: LabelHeader; lines: JsonLines<LabelLine | LabelHeader> }> {
  const path = files.labels(folder, name);
  const lines = await readJsonLines<LabelLine | LabelHeader>(path);
  const header = lines.values[0] as Partial<LabelHeader> | undefined;
  if (header === undefined) {
    const known = await labelNames(folder);
    throw new UnreadableInputError(
      `${path}: expected labels (${known.length > 0 ? `there are ${known.join(", ")}` : "face88 data label"}), got none`,
    );
  }
  if (typeof header.teacher !== "string") {
    throw new UnreadableInputError(
      `${path}:1: expected a line with the teacher, got ${JSON.stringify(header).slice(0, 80)}`,
    );
  }
  return { header: { teacher: header.teacher }, lines };
}

/** Names of the sets of labels that a dataset has. */
export async function labelNames(folder: string): Promise<string[]> {
  const found = await readdir(dirname(files.labels(folder, ""))).catch(() => []);
  return found.filter((file) => file.endsWith(".jsonl")).map((file) => file.slice(0, -".jsonl".length));
}

function faultOf(points: readonly number[], confidence: readonly number[] | undefined): string | undefined {
  if (points?.length !== 2 * POINT_COUNT) {
    return `expected ${POINT_COUNT} points, got ${(points?.length ?? 0) / 2}`;
  }
  const bad = points.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) return `expected finite coordinates, got ${points[bad]} at point ${bad >> 1}`;
  if (confidence === undefined) return undefined;
  const sound = confidence.length === POINT_COUNT && confidence.every((value) => value >= 0 && value <= 1);
  return sound ? undefined : `expected ${POINT_COUNT} confidences from 0 to 1, got others`;
}
