import { mean, median } from "../../../evaluate/statistics.js";
import { scoreRule } from "../rule.js";
import type { CleaningView } from "../view.js";

/**
 * Teachers that disagree, with each other or with themselves when they look twice: the label is a guess. What is much
 * differs with the teachers, whose definitions of a point differ too, so it is measured by what is usual in the set.
 */
export const unsure = scoreRule({
  name: "unsure",
  limit: { standard: 0.34, range: [0, 1] },
  wrong: "below",
  says: (limit) => `teachers that disagree: confidence below ${limit} times that of the usual face`,
  measure(view) {
    const usual = usualConfidence(view);
    return (index) => {
      const confidence = view.labels.confidence[index];
      return confidence && mean(confidence) / usual;
    };
  },
  reason(value, limit, _, view) {
    const usual = usualConfidence(view);
    return `expected a mean confidence of at least ${(limit * usual).toFixed(3)} (${limit} times the usual), got ${(value * usual).toFixed(3)}`;
  },
});

const known = new WeakMap<CleaningView["labels"], number>();

/** The median of the faces' mean confidence; 1 where there is no label. */
function usualConfidence({ labels }: CleaningView): number {
  const found = known.get(labels);
  if (found !== undefined) return found;
  const means = labels.confidence.flatMap((confidence) => (confidence ? [mean(confidence)] : []));
  const usual = means.length === 0 ? 1 : Math.max(1e-6, median(means));
  known.set(labels, usual);
  return usual;
}
