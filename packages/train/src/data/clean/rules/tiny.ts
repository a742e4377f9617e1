import { SEED_SIDE, seedRegion } from "../../crop/seed-crop.js";
import { scoreRule } from "../rule.js";

/** A face of so few pixels that its crop is mostly invented. */
export const tiny = scoreRule({
  name: "tiny",
  limit: { standard: 64, range: [0, 10_000] },
  wrong: "below",
  says: (limit) => `faces whose crop covers less than ${limit}x${limit} pixels of the photo`,
  measure:
    ({ dataset }) =>
    (index) =>
      seedRegion(dataset.faces[index].box).side,
  reason: (value, limit) =>
    `expected at least ${limit}x${limit} pixels for the ${SEED_SIDE}x${SEED_SIDE} crop, got ${value.toFixed(0)}x${value.toFixed(0)}`,
});
