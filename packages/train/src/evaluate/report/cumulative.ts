import type { Curve } from "../../report/line-chart.js";
import { quantile } from "../statistics.js";

/** Steps of the curve: fine enough for a chart of its width. */
const STEPS = 200;

/** The share of the faces below each error up to a limit, all in %, as a line. */
export function cumulativeCurve(name: string, errors: readonly number[], limit: number): Curve {
  const below = errors.filter((error) => 100 * error < limit).length / errors.length;
  const shares = Array.from({ length: STEPS + 1 }, (_, i) => i / STEPS).filter((share) => share < below);
  return {
    name,
    x: [...shares.map((share) => 100 * quantile(errors, share)).filter((error) => error < limit), limit],
    y: [...shares.filter((share) => 100 * quantile(errors, share) < limit), below].map((share) => 100 * share),
  };
}
