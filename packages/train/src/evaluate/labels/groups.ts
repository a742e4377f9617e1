import { random } from "../../networks/random.js";
import { mean, quantile } from "../statistics.js";

/** Errors of one group of faces. */
export interface GroupErrors {
  /** Name of the group. */
  readonly group: string;
  /** Number of faces. */
  readonly faces: number;
  /** Mean error. */
  readonly mean: number;
  /** Lower and upper end of the 95 % confidence interval of the mean, by bootstrap. */
  readonly interval: readonly [low: number, high: number];
  /** Median error. */
  readonly median: number;
  /** Error below which 95 % of the faces lie. */
  readonly ninetyFifth: number;
}

/**
 * Errors group by group; groups without a face are left out.
 * @param errors  one for each face
 * @param groups  group of each face; undefined for a face that is in none
 * @param order  names of the groups in the order of the result; default: by the alphabet
 */
export function groupErrors(
  errors: readonly number[],
  groups: readonly (string | undefined)[],
  order?: readonly string[],
): GroupErrors[] {
  const byGroup = new Map<string, number[]>();
  groups.forEach((group, i) => {
    if (group === undefined) return;
    const known = byGroup.get(group);
    if (known) known.push(errors[i]);
    else byGroup.set(group, [errors[i]]);
  });
  return [...byGroup]
    .sort(([a], [b]) => (order ? order.indexOf(a) - order.indexOf(b) : a < b ? -1 : 1))
    .map(([group, values]) => ({
      group,
      faces: values.length,
      mean: mean(values),
      interval: bootstrapInterval(values),
      median: quantile(values, 0.5),
      ninetyFifth: quantile(values, 0.95),
    }));
}

const RESAMPLES = 1000;

/**
 * 95 % confidence interval of the mean by the percentile bootstrap. Seeded: the same values give the same interval.
 * @see Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13
 */
export function bootstrapInterval(values: readonly number[], seed = 1): [low: number, high: number] {
  const next = random(seed);
  const means = Float64Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[Math.floor(next() * values.length)];
    return sum / values.length;
  });
  return [quantile(means, 0.025), quantile(means, 0.975)];
}
