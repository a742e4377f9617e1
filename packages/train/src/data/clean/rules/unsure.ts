import { scoreRule } from "../rule.js";

/** Teachers that disagree, with each other or with themselves when they look twice: the label is a guess. */
export const unsure = scoreRule({
  name: "unsure",
  limit: { standard: 0.3, range: [0, 1] },
  wrong: "below",
  says: (limit) => `teachers that disagree: mean confidence of the 88 points below ${limit}`,
  measure:
    ({ labels }) =>
    (index) => {
      const confidence = labels.confidence[index];
      return confidence && confidence.reduce((sum, value) => sum + value, 0) / confidence.length;
    },
  reason: (value, limit) => `expected a mean confidence of at least ${limit}, got ${value.toFixed(3)}`,
});
