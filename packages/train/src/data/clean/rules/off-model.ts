import { scoreRule } from "../rule.js";

/** A shape that no combination of the faces' own variations comes near to. */
export const offModel = scoreRule({
  name: "off-model",
  limit: { standard: 2.5, range: [0, 100] },
  wrong: "above",
  says: (limit) => `points that are no face: further than ${limit} % of the face's size from the shape model`,
  measure: (view) => (index) => view.shapes().residual(index),
  reason: (value, limit) =>
    `expected at most ${limit} % of the face's size off the shape model, got ${value.toFixed(2)} %`,
});
