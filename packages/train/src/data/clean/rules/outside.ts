import { POINTS } from "@face88/points";
import { SEED_SIDE } from "../../crop/seed-crop.js";
import { scoreRule } from "../rule.js";

/** A point beyond the seed crop: what the network does not see it cannot find. */
export const outside = scoreRule({
  name: "outside",
  limit: { standard: 0, range: [0, SEED_SIDE] },
  wrong: "above",
  says: (limit) => `points more than ${limit} px outside the ${SEED_SIDE}x${SEED_SIDE} crop`,
  measure: (view) => (index) => {
    const points = view.cropPoints(index);
    return points && Math.max(...points.map(beyond));
  },
  reason(value, limit, index, view) {
    const points = view.cropPoints(index) as Float64Array;
    const out = POINTS.filter((_, i) => Math.max(beyond(points[2 * i]), beyond(points[2 * i + 1])) > limit);
    const worst = points.findIndex((coordinate) => beyond(coordinate) === value) >> 1;
    return `expected points at most ${limit} px outside the crop, got ${out.length} beyond, ${POINTS[worst].name} by ${value.toFixed(1)} px`;
  },
});

/** How far a coordinate lies beyond the crop's edge, pixels; below 0 inside. */
function beyond(coordinate: number): number {
  return Math.max(-0.5 - coordinate, coordinate - (SEED_SIDE - 0.5));
}
