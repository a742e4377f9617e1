import { scoreRule } from "../rule.js";

/** A picture in which the eye cannot find what the points stand for. */
export const blurred = scoreRule({
  name: "blurred",
  limit: { standard: 5, range: [0, 1000] },
  wrong: "below",
  says: (limit) => `crops less sharp than ${limit}`,
  measure:
    ({ dataset }) =>
    (index) =>
      dataset.faces[index].sharpness,
  reason: (value, limit) => `expected a sharpness of at least ${limit}, got ${value}`,
});
