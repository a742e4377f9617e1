import { scoreRule } from "../rule.js";

/** A second face in the crop: which of them is meant cannot be told. */
export const crowded = scoreRule({
  name: "crowded",
  limit: { standard: 1, range: [0, 100] },
  wrong: "above",
  says: (limit) => `crops with more than ${limit} further faces, where a detector looked`,
  measure:
    ({ dataset }) =>
    (index) =>
      dataset.faces[index].others,
  reason: (value, limit) => `expected at most ${limit} further faces in the crop, got ${value}`,
});
