import { readFile } from "node:fs/promises";
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

/** The file `cleaning.json`: what the last cleaning did. Without it, nothing is removed. */
export interface CleaningFile {
  /** Labels that were looked at. */
  readonly labels: string;
  readonly rules: readonly RuleReport[];
  readonly removed: readonly Removal[];
  readonly decisions: Readonly<Record<string, Decision>>;
}

/** A cleaning as readers of the dataset need it. */
export interface Cleaning {
  /** Why a face was taken out, by id; the first rule that did. */
  readonly removed: ReadonlyMap<string, Removal>;
  /** Points that a person corrected, by id. */
  readonly fixed: ReadonlyMap<string, Float64Array>;
}

/**
 * Reads what cleaning removed and what was corrected by hand; nothing, where no cleaning was done.
 * @param labels  name of the labels that are used; a cleaning of other labels is refused
 * @throws UnreadableInputError when the file is broken, or the cleaning looked at other labels
 */
export async function readCleaning(folder: string, labels: string): Promise<Cleaning> {
  const file = await readCleaningFile(folder);
  if (file === undefined) return { removed: new Map(), fixed: new Map() };
  if (file.labels !== labels) {
    const path = files.cleaning(folder);
    throw new UnreadableInputError(
      `${path}: expected a cleaning of the labels ${labels}, got one of ${file.labels} (face88 data clean)`,
    );
  }
  const removed = new Map<string, Removal>();
  for (const removal of file.removed) if (!removed.has(removal.id)) removed.set(removal.id, removal);
  const fixed = new Map<string, Float64Array>();
  for (const [id, decision] of Object.entries(file.decisions)) {
    if (decision.action === "fix") fixed.set(id, Float64Array.from(decision.points));
  }
  return { removed, fixed };
}

/** The file as it is; undefined where no cleaning was done. */
export async function readCleaningFile(folder: string): Promise<CleaningFile | undefined> {
  const path = files.cleaning(folder);
  const text = await readFile(path, "utf8").catch(() => undefined);
  return text === undefined ? undefined : (parseObject(text, () => path) as CleaningFile);
}

/** Writes the file, whole or not at all. */
export async function writeCleaningFile(folder: string, cleaning: CleaningFile): Promise<void> {
  await writeFileWhole(files.cleaning(folder), `${JSON.stringify(cleaning, undefined, 1)}\n`);
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
