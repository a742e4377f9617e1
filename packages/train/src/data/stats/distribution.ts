import { mean, quantile } from "../../evaluate/statistics.js";

/** How the values of a measure are spread. */
export interface Distribution {
  /** Number of values. */
  readonly count: number;
  readonly mean: number;
  /** Values below which so many percent lie; 0 and 100 are the least and the greatest. */
  readonly percentiles: Readonly<Record<"0" | "1" | "5" | "25" | "50" | "75" | "95" | "99" | "100", number>>;
  /** Counts of the bins: bin i holds values from `from + i * width` on, the last one its end as well. */
  readonly histogram: { readonly from: number; readonly width: number; readonly counts: readonly number[] };
}

/** Bins of a histogram, as many as a chart shows well. */
const BINS = 40;

/**
 * The spread of some values.
 * @returns undefined when there are none
 */
export function distribution(values: readonly number[]): Distribution | undefined {
  if (values.length === 0) return undefined;
  const sorted = Float64Array.from(values).sort();
  const at = (percent: number) => rounded(quantile(sorted, percent / 100));
  return {
    count: values.length,
    mean: rounded(mean(sorted)),
    percentiles: {
      0: at(0),
      1: at(1),
      5: at(5),
      25: at(25),
      50: at(50),
      75: at(75),
      95: at(95),
      99: at(99),
      100: at(100),
    },
    histogram: histogram(sorted),
  };
}

/** Between the values of which all but 1 in 1000 lie inside, so that one odd value does not squeeze all others. */
function histogram(sorted: Float64Array): Distribution["histogram"] {
  const [low, high] = [quantile(sorted, 0.0005), quantile(sorted, 0.9995)];
  const width = high > low ? (high - low) / BINS : 1;
  const counts = new Array<number>(high > low ? BINS : 1).fill(0);
  for (const value of sorted) {
    counts[Math.max(0, Math.min(counts.length - 1, Math.floor((value - low) / width)))]++;
  }
  return { from: rounded(low), width, counts };
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
