import { short, ticks } from "./axes.js";
import { axisTitle, legend } from "./line-chart.js";
import { escaped } from "./page.js";

/** A value with the ends of its confidence interval. */
export interface IntervalValue {
  readonly value: number;
  readonly interval: readonly [low: number, high: number];
}

/** A line of {@link intervalChart}. */
export interface IntervalRow {
  readonly name: string;
  /** One for each of `names`. */
  readonly values: readonly IntervalValue[];
}

const [width, left, right, top, bottom] = [640, 150, 16, 6, 26];
/** Height of a value, and space between rows. */
const [each, between] = [12, 10];

/** Options of {@link intervalChart}. */
export interface IntervalChartOptions {
  /** What the legend calls the values of a row; default: no legend. */
  readonly names?: readonly string[];
  /** Words below the axis. */
  readonly xTitle?: string;
}

/** Values with their confidence intervals as SVG, one row below the other; the axis begins at 0. */
export function intervalChart(rows: readonly IntervalRow[], { names = [], xTitle }: IntervalChartOptions = {}): string {
  const high = Math.max(...rows.flatMap(({ values }) => values.map(({ interval }) => interval[1])), 1e-9);
  const px = (x: number) => (left + (x / high) * (width - left - right)).toFixed(1);
  let y = top;
  const drawn = rows.map(({ name, values }) => {
    const middle = y + (values.length * each) / 2;
    const marks = values.map(({ value, interval }, k) => {
      const at = y + k * each + each / 2;
      const title = `${name}: ${short(value)} (${short(interval[0])} to ${short(interval[1])})`;
      return `<g class="c${k} dots"><path class="whisker" d="M${px(interval[0])} ${at}H${px(interval[1])}"/><circle cx="${px(value)}" cy="${at}" r="4"><title>${escaped(title)}</title></circle></g>`;
    });
    y += values.length * each + between;
    return `<text x="${left - 10}" y="${middle}" dy=".32em" text-anchor="end">${escaped(name)}</text>${marks.join("")}`;
  });
  const height = y + bottom;
  const grid = ticks(0, high).map(
    (x) =>
      `<path class="grid" d="M${px(x)} ${top}V${y}"/><text x="${px(x)}" y="${height - 8}" text-anchor="middle">${short(x)}</text>`,
  );
  return `<svg viewBox="0 0 ${width} ${height}" role="img">${grid.join("")}${drawn.join("")}</svg>${axisTitle(xTitle)}${legend(names.map((name) => ({ name })))}`;
}
