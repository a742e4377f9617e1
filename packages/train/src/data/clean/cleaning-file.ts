import { mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { POINT_COUNT } from "@face88/points";
import { UnreadableInputError } from "face88";
import { writeFileWhole } from "face88/node";
import { parseObject } from "../store/json-lines.js";
import { files } from "../store/layout.js";

/** Why a face was taken out. */
export interface Removal {
  readonly id: string;
  /** Name of the rule. */
  readonly rule: string;
  /** What was expected and what came. */
  readonly reason: string;
}

/** What a person said of a face, against or beside the rules. */
export type Decision =
  | { readonly action: "keep" }
  | { readonly action: "drop" }
  /** Keeps the face with these 88 points, x,y pairs in pixels of the photo. */
  | { readonly action: "fix"; readonly points: readonly number[] };

/** What one rule did. */
export interface RuleReport {
  readonly rule: string;
  /** What the rule takes out, with its limit. */
  readonly description: string;
  /** Faces that it looked at. */
  readonly looked: number;
  /** Faces that it took out. */
  readonly removed: number;
  /** Faces that it would have taken out, had a person not said keep or fix. */
  readonly overruled: number;
}

/**
 * The file `cleaning/LABELS.json`: what the last cleaning did. Each set of labels has its own, since it has errors of its
 * own. Without it, nothing is removed.
 */
export interface CleaningFile {
  /** Labels that were looked at. */
  readonly labels: string;
  /** In the order in which they looked, each at what the ones before it left. */
  readonly rules: readonly RuleReport[];
  /** Each face once; those of a rule stand together, the worst first. */
  readonly removed: readonly Removal[];
  readonly decisions: Readonly<Record<string, Decision>>;
}

/** A cleaning as readers of the dataset need it. */
export interface Cleaning {
  /** Why a face was taken out, by id. */
  readonly removed: ReadonlyMap<string, Removal>;
  /** Points that a person corrected, by id. */
  readonly fixed: ReadonlyMap<string, Float64Array>;
}

/**
 * Reads what cleaning removed and what was corrected by hand; nothing, where no cleaning was done.
 * @param labels  name of the labels that are used
 * @throws UnreadableInputError when the file is broken
 */
export async function readCleaning(folder: string, labels: string): Promise<Cleaning> {
  const file = await readCleaningFile(folder, labels);
  const removed = new Map<string, Removal>(file?.removed.map((removal) => [removal.id, removal]));
  const fixed = new Map<string, Float64Array>();
  for (const [id, decision] of Object.entries(file?.decisions ?? {})) {
    if (decision.action === "fix") fixed.set(id, Float64Array.from(decision.points));
  }
  return { removed, fixed };
}

/** The file as it is; undefined where no cleaning was done. @throws UnreadableInputError when it is broken */
export async function readCleaningFile(folder: string, labels: string): Promise<CleaningFile | undefined> {
  const path = files.cleaning(folder, labels);
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const file = parseObject(text, () => path) as Partial<CleaningFile>;
  if (!Array.isArray(file.removed) || !Array.isArray(file.rules) || typeof file.decisions !== "object") {
    throw new UnreadableInputError(`${path}: expected rules, removed and decisions, got ${text.slice(0, 80).trim()}`);
  }
  return file as CleaningFile;
}

/** Writes the file, whole or not at all. */
export async function writeCleaningFile(folder: string, cleaning: CleaningFile): Promise<void> {
  const path = files.cleaning(folder, cleaning.labels);
  await mkdir(dirname(path), { recursive: true });
  await writeFileWhole(path, `${JSON.stringify(cleaning, undefined, 1)}\n`);
}

/**
 * Reads decisions as the gallery saves them: `{"decisions": {"ID": {"action": "keep"}}}`.
 * @throws UnreadableInputError that names the face, when one is no decision
 */
export async function readDecisions(path: string): Promise<Record<string, Decision>> {
  const text = await readFile(path, "utf8").catch(() => {
    throw new UnreadableInputError(`${path}: expected a file of decisions (JSON), got no such file`);
  });
  const { decisions } = parseObject(text, () => path) as { decisions?: Record<string, Decision> };
  if (typeof decisions !== "object" || decisions === null) {
    throw new UnreadableInputError(`${path}: expected {"decisions": {...}}, got ${text.slice(0, 80).trim()}`);
  }
  for (const [id, decision] of Object.entries(decisions)) {
    const fault = faultOf(decision);
    if (fault) throw new UnreadableInputError(`${path}: ${id}: ${fault}`);
  }
  return decisions;
}

function faultOf(decision: Decision): string | undefined {
  switch (decision?.action) {
    case "keep":
    case "drop":
      return undefined;
    case "fix": {
      const { points } = decision;
      const sound = Array.isArray(points) && points.length === 2 * POINT_COUNT && points.every(Number.isFinite);
      return sound ? undefined : `expected ${2 * POINT_COUNT} finite numbers, got ${points?.length}`;
    }
    default:
      return `expected keep, drop or fix, got ${JSON.stringify(decision)?.slice(0, 60)}`;
  }
}
