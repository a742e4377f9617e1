import { scoreRule } from "../rule.js";
import { orderFault } from "../topology.js";

/** Points in an order that no face has. */
export const wrongOrder = scoreRule({
  name: "wrong-order",
  limit: { standard: 5, range: [0, 100] },
  wrong: "above",
  says: (limit) => `lids, brows, lips or corners on the wrong side by more than ${limit} % of the face's size`,
  measure: (view) => (index) => {
    const points = view.cropPoints(index);
    return points && (orderFault(points)?.depth ?? 0);
  },
  reason(value, limit, index, view) {
    const fault = orderFault(view.cropPoints(index) as Float64Array);
    return `expected points in order to ${limit} % of the face's size, got ${fault?.what} by ${value.toFixed(1)} %`;
  },
});
