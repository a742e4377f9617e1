import { createHash } from "node:crypto";
import { type FaceRecord, SPLITS, type Split } from "../face-record.js";

/** Options of {@link splitFaces}. */
export interface SplitOptions {
  /** Share of the groups for validation, percent, 0 to 100; default 5. */
  readonly val?: number;
  /** Share of the groups for the test, percent, 0 to 100; default 5. */
  readonly test?: number;
  /** Another seed gives another split; default 1. */
  readonly seed?: number;
}

/** Groups of a source from which each part gets at least one, should chance give it none. */
const LEAST_GROUPS = 20;

/**
 * Puts faces into parts by their groups. A group's part follows from its name and the seed alone: a hash of both is a
 * number from 0 to 1, and the shares are ranges of it. So faces that are added later move none of those that are there,
 * and every source is split in the same shares. A part that a source demands is kept; where a group has faces with and
 * without one, those without follow.
 *
 * A source of 20 groups or more to which chance gives nothing in a part has its group nearest to that range moved there,
 * so that each part holds faces of each source.
 * @param groups  group of each face, joined where they must not be separated
 * @throws RangeError when a share is out of range, or they leave nothing to train on
 */
export function splitFaces(
  faces: readonly Pick<FaceRecord, "source" | "split">[],
  groups: readonly string[],
  options: SplitOptions = {},
): Split[] {
  const { val = 5, test = 5, seed = 1 } = options;
  for (const [name, value] of Object.entries({ val, test })) {
    if (!(value >= 0 && value <= 100))
      throw new RangeError(`${name}: expected a percentage from 0 to 100, got ${value}`);
  }
  if (val + test >= 100) throw new RangeError(`val and test: expected less than 100 % together, got ${val + test} %`);
  const numbers = new Map(groups.map((group) => [group, numberOf(group, seed)]));
  const partOf = new Map<string, Split>();
  for (const [group, number] of numbers) {
    partOf.set(group, number < test / 100 ? "test" : number < (test + val) / 100 ? "val" : "train");
  }
  for (const [group, part] of demanded(faces, groups)) partOf.set(group, part);
  const wanted = (["test", "val"] as const).filter((part) => ({ val, test })[part] > 0);
  fillParts(faces, groups, numbers, wanted, partOf);
  return faces.map(({ split }, index) => split ?? (partOf.get(groups[index]) as Split));
}

/** The strictest part that a face of each group demands: faces beside it must not be trained on if it is for the test. */
function demanded(faces: readonly Pick<FaceRecord, "split">[], groups: readonly string[]): Map<string, Split> {
  const found = new Map<string, Split>();
  faces.forEach(({ split }, index) => {
    if (split === undefined) return;
    const known = found.get(groups[index]);
    if (known === undefined || SPLITS.indexOf(split) > SPLITS.indexOf(known)) found.set(groups[index], split);
  });
  return found;
}

function fillParts(
  faces: readonly Pick<FaceRecord, "source" | "split">[],
  groups: readonly string[],
  numbers: ReadonlyMap<string, number>,
  wanted: readonly Split[],
  partOf: Map<string, Split>,
): void {
  const bySource = new Map<string, Set<string>>();
  const bound = new Set<string>();
  faces.forEach(({ source, split }, index) => {
    bySource.set(source, (bySource.get(source) ?? new Set()).add(groups[index]));
    if (split !== undefined) bound.add(groups[index]);
  });
  for (const own of bySource.values()) {
    const free = [...own].filter((group) => !bound.has(group));
    if (free.length < LEAST_GROUPS) continue;
    for (const part of wanted) {
      if ([...own].some((group) => partOf.get(group) === part)) continue;
      // The ranges of the small parts come first, so the least number is the nearest one.
      const [nearest] = free
        .filter((group) => partOf.get(group) === "train")
        .sort((a, b) => (numbers.get(a) as number) - (numbers.get(b) as number));
      if (nearest !== undefined) partOf.set(nearest, part);
    }
  }
}

/** A number from 0 (included) to 1 (excluded) that follows from a group and the seed. */
function numberOf(group: string, seed: number): number {
  return createHash("sha256").update(`${seed} ${group}`).digest().readUInt32BE() / 2 ** 32;
}
