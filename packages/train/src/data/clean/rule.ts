import type { CleaningView } from "./view.js";

/** What a rule's limit may be. */
export interface RuleLimit {
  /** What is taken where the user sets none. */
  readonly standard: number;
  /** Least and greatest value that makes sense. */
  readonly range: readonly [least: number, most: number];
}

/** A face that a rule would take out. */
export interface Finding {
  /** Index of the face in the dataset. */
  readonly index: number;
  /** The figure that was held against the limit. */
  readonly value: number;
  /** What was expected and what came. */
  readonly reason: string;
}

/** What a rule found among the faces that were left to it. */
export interface Found {
  /** Faces that it could judge. */
  readonly looked: number;
  /** The worst first. */
  readonly findings: readonly Finding[];
}

/** One reason for which cleaning takes faces out. It only judges: who overrules it, and what is written, is not its business. */
export interface Rule {
  readonly name: string;
  /** Left out where there is nothing to set. */
  readonly limit?: RuleLimit;
  /** What the rule takes out, in words. @param limit  0 where there is none to set */
  says(limit: number): string;
  /** @param limit  0 where there is none to set */
  find(view: CleaningView, limit: number): Found | Promise<Found>;
}

/** A rule that gives every face a figure of its own and takes out those that are beyond the limit. */
export interface ScoreRule extends Omit<Rule, "find"> {
  /** Which side of the limit is wrong. */
  readonly wrong: "above" | "below";
  /**
   * Makes the measure; what needs to look at all faces first does so here.
   * @returns figure of a face by its index; undefined where the rule has nothing to say of it
   */
  measure(view: CleaningView): (index: number) => number | undefined;
  /** What was expected and what came. */
  reason(value: number, limit: number, index: number, view: CleaningView): string;
}

/** The rule that holds a measure against a limit. */
export function scoreRule(rule: ScoreRule): Rule {
  const sign = rule.wrong === "above" ? 1 : -1;
  return {
    name: rule.name,
    ...(rule.limit && { limit: rule.limit }),
    says: rule.says,
    find(view, limit) {
      const measure = rule.measure(view);
      let looked = 0;
      const findings: Finding[] = [];
      for (const index of view.left) {
        const value = measure(index);
        if (value === undefined) continue;
        looked++;
        if (sign * (value - limit) > 0) findings.push({ index, value, reason: rule.reason(value, limit, index, view) });
      }
      return { looked, findings: findings.sort((a, b) => sign * (b.value - a.value) || a.index - b.index) };
    },
  };
}
