import { boxOfPoints } from "../../crop/detected-box.js";
import { seedRegion } from "../../crop/seed-crop.js";
import { scoreRule } from "../rule.js";

/** A label that is on another face than the box, or that shrank to a part of it. */
export const misplaced = scoreRule({
  name: "misplaced",
  limit: { standard: 0.3, range: [0, 1] },
  wrong: "below",
  says: (limit) => `labels on another face than the box: the squares of both overlap by less than ${limit}`,
  measure:
    ({ dataset, labels }) =>
    (index) => {
      const points = labels.points[index];
      return points && overlap(seedRegion(dataset.faces[index].box), seedRegion(boxOfPoints(points)));
    },
  reason: (value, limit) =>
    `expected points whose square overlaps that of the box by at least ${limit}, got ${value.toFixed(2)}`,
});

type Square = ReturnType<typeof seedRegion>;

/** Area that two upright squares share over the area that they cover together. */
function overlap(one: Square, other: Square): number {
  const along = (centre: "centreX" | "centreY") => {
    const low = Math.max(one[centre] - one.side / 2, other[centre] - other.side / 2);
    return Math.max(0, Math.min(one[centre] + one.side / 2, other[centre] + other.side / 2) - low);
  };
  const shared = along("centreX") * along("centreY");
  return shared / (one.side ** 2 + other.side ** 2 - shared);
}
