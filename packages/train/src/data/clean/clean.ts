import type { Split } from "../face-record.js";
import type { LabelSet } from "../labels/label-set.js";
import { similarPairs } from "../similar/similar-pairs.js";
import { findSplit } from "../split/split-file.js";
import type { Dataset } from "../store/dataset.js";
import type { CleaningFile, Decision, Removal, RuleReport } from "./cleaning-file.js";
import type { Rule } from "./rule.js";
import { RULES } from "./rules.js";
import { cleaningView } from "./view.js";

/** Options of {@link clean}. */
export interface CleanOptions {
  /** Names of the rules that look; default all. */
  readonly only?: readonly string[];
  /** Limits in place of the rules' own, by the rule's name. */
  readonly limits?: Readonly<Record<string, number>>;
  /** What a person said of faces, by id; it overrules the rules. Ids of no face are left out. Default nothing. */
  readonly decisions?: Readonly<Record<string, Decision>>;
  /** Labels for the rule `differs` to compare with; default none, then the rule looks at nothing. */
  readonly against?: LabelSet;
  /** Called while pictures are compared, which takes longest. */
  readonly onPicture?: (done: number, total: number) => void;
}

/** Name under which faces stand that a person dropped. */
export const BY_HAND = "by-hand";

/**
 * Has the rules look at a dataset one after the other, each at what the ones before it left, and says what they would
 * take out. Nothing is written: the answer is what `writeCleaningFile` takes.
 * @throws RangeError when a rule is unknown, or a limit is out of its range
 */
export async function clean(dataset: Dataset, labels: LabelSet, options: CleanOptions = {}): Promise<CleaningFile> {
  const rules = chosenRules(options.only);
  const limits = new Map(rules.map((rule) => [rule, limitOf(rule, options.limits?.[rule.name])]));
  for (const name of Object.keys(options.limits ?? {})) ruleNamed(name);
  const decisions = Object.fromEntries(
    Object.entries(options.decisions ?? {}).filter(([id]) => dataset.indexOf(id) !== undefined),
  );
  const kept = new Set<number>();
  const dropped = new Set<number>();
  for (const [id, { action }] of Object.entries(decisions)) {
    (action === "drop" ? dropped : kept).add(dataset.indexOf(id) as number);
  }
  const view = cleaningView(dataset, labels, {
    kept,
    parts: await partsOf(dataset),
    similar: () => similarPairs(dataset, options.onPicture),
    ...(options.against && { against: options.against }),
  });

  const removed: Removal[] = [...dropped].map((index) => ({
    id: dataset.faces[index].id,
    rule: BY_HAND,
    reason: "expected a face that a person keeps, got one that was dropped",
  }));
  const reports: RuleReport[] = [
    {
      rule: BY_HAND,
      description: "faces that a person dropped",
      looked: Object.keys(decisions).length,
      removed: dropped.size,
      overruled: 0,
    },
  ];
  let left = dataset.faces.map((_, index) => index).filter((index) => !dropped.has(index));
  for (const [rule, limit] of limits) {
    const { looked, findings } = await rule.find({ ...view, left }, limit);
    const out = findings.filter(({ index }) => !kept.has(index));
    removed.push(...out.map(({ index, reason }) => ({ id: dataset.faces[index].id, rule: rule.name, reason })));
    reports.push({
      rule: rule.name,
      description: rule.says(limit),
      looked,
      removed: out.length,
      overruled: findings.length - out.length,
    });
    const gone = new Set(out.map(({ index }) => index));
    left = left.filter((index) => !gone.has(index));
  }
  return { labels: labels.name, rules: reports, removed, decisions };
}

function chosenRules(only: readonly string[] | undefined): readonly Rule[] {
  if (only === undefined) return RULES;
  const names = new Set(only.map((name) => ruleNamed(name).name));
  return RULES.filter(({ name }) => names.has(name));
}

function ruleNamed(name: string): Rule {
  const rule = RULES.find((known) => known.name === name);
  if (rule === undefined)
    throw new RangeError(`rule: expected ${RULES.map((known) => known.name).join(", ")}, got ${name}`);
  return rule;
}

function limitOf({ name, limit }: Rule, given: number | undefined): number {
  if (given === undefined) return limit?.standard ?? 0;
  if (limit === undefined) throw new RangeError(`${name}: expected no limit, got ${given}`);
  const [least, most] = limit.range;
  if (!(given >= least && given <= most)) {
    throw new RangeError(`${name}: expected a limit from ${least} to ${most}, got ${given}`);
  }
  return given;
}

/** Part of each face that has one: of the split that was made, else as its source demands. */
async function partsOf({ folder, faces }: Dataset): Promise<ReadonlyMap<string, Split>> {
  const parts = new Map<string, Split>(faces.flatMap(({ id, split }) => (split === undefined ? [] : [[id, split]])));
  for (const [id, split] of (await findSplit(folder)) ?? []) parts.set(id, split);
  return parts;
}
