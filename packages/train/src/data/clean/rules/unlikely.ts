import { scoreRule } from "../rule.js";

/** A shape that is a face, but one far from all others. */
export const unlikely = scoreRule({
  name: "unlikely",
  limit: { standard: 5, range: [0, 100] },
  wrong: "above",
  says: (limit) => `shapes further than ${limit} times the usual distance from the mean (Mahalanobis)`,
  measure: (view) => (index) => view.shapes().distance(index),
  reason: (value, limit) =>
    `expected a shape within ${limit} times the usual distance from the mean, got ${value.toFixed(2)}`,
});
