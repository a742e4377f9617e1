import { normalisedMeanError } from "@face88/points";
import { scoreRule } from "../rule.js";

/**
 * Two sets of labels that lie far apart. Measured by the box of the points and not by the eyes, whose distance vanishes
 * when a head is turned.
 */
export const differs = scoreRule({
  name: "differs",
  limit: { standard: 0.05, range: [0, 1] },
  wrong: "above",
  says: (limit) => `labels further than ${limit} of the face's size from those of --against`,
  measure:
    ({ labels, against }) =>
    (index) => {
      const [points, other] = [labels.points[index], against?.points[index]];
      return points && other && normalisedMeanError(points, other, "box");
    },
  reason: (value, limit, _, { against }) =>
    `expected points within ${limit} of the face's size of those of ${against?.name}, got ${value.toFixed(3)}`,
});
