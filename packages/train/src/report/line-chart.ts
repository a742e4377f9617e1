import { short, spread, ticks } from "./axes.js";
import { escaped } from "./page.js";

/** A line of a chart. */
export interface Curve {
  /** What the legend calls it; needed where there are several. */
  readonly name?: string;
  /** Rising. */
  readonly x: readonly number[];
  /** Above 0 on a logarithmic axis; values that cannot be drawn are left out. */
  readonly y: readonly number[];
}

/** Options of {@link lineChart}. */
export interface LineChartOptions {
  /** Whether y is drawn by powers of ten; default false. */
  readonly logarithmic?: boolean;
  /** Words below the x axis. */
  readonly xTitle?: string;
  /** Bounds of the x axis; default: those of the values. Lines are cut off there. */
  readonly x?: readonly [low: number, high: number];
  /** Bounds of the y axis, before taking the logarithm; default: those of the values. */
  readonly y?: readonly [low: number, high: number];
  /** Whether a thin line shows where y is x; default false. */
  readonly diagonal?: boolean;
  /** Whether each value is a dot that can be seen, not only one to point at; default false. */
  readonly dots?: boolean;
}

const [width, height, left, bottom, top, right] = [640, 220, 64, 28, 12, 12];

/** A line chart as SVG, with a legend below where lines have names. Colours are those of the page, light or dark. */
export function lineChart(curves: readonly Curve[], options: LineChartOptions = {}): string {
  const { logarithmic = false, xTitle, diagonal = false, dots = false } = options;
  const scaled = (y: number) => (logarithmic ? Math.log10(y) : y);
  const lines = curves.map(({ x, y }) => {
    const kept = y.map((_, i) => i).filter((i) => Number.isFinite(scaled(y[i])));
    return { x: kept.map((i) => x[i]), y: kept.map((i) => scaled(y[i])) };
  });
  const all = { x: lines.flatMap(({ x }) => x), y: lines.flatMap(({ y }) => y) };
  if (all.x.length === 0) return "<p>nothing yet</p>";
  const [xLow, xHigh] = options.x ?? spread(Math.min(...all.x), Math.max(...all.x));
  const [yLow, yHigh] = options.y?.map(scaled) ?? spread(Math.min(...all.y), Math.max(...all.y));
  const px = (x: number) => (left + ((x - xLow) / (xHigh - xLow)) * (width - left - right)).toFixed(1);
  const py = (y: number) => (height - bottom - ((y - yLow) / (yHigh - yLow)) * (height - bottom - top)).toFixed(1);

  const yTicks = ticks(yLow, yHigh).map((y) => {
    const label = short(logarithmic ? 10 ** y : y);
    return `<path class="grid" d="M${left} ${py(y)}H${width - right}"/><text x="${left - 6}" y="${py(y)}" dy=".32em" text-anchor="end">${label}</text>`;
  });
  const xTicks = ticks(xLow, xHigh).map(
    (x) => `<text x="${px(x)}" y="${height - 8}" text-anchor="middle">${short(x)}</text>`,
  );
  const drawn = lines.map(({ x, y }, k) => {
    const inside = x.map((_, i) => i).filter((i) => x[i] >= xLow && x[i] <= xHigh);
    const points = inside.map((i) => `${px(x[i])},${py(y[i])}`).join(" ");
    const values = inside.map((i) => {
      const title = `${short(x[i])}: ${short(logarithmic ? 10 ** y[i] : y[i])}`;
      return `<circle cx="${px(x[i])}" cy="${py(y[i])}" r="3"><title>${title}</title></circle>`;
    });
    return `<g class="c${k}${dots ? " dots" : ""}"><polyline points="${points}"/>${values.join("")}</g>`;
  });
  const equal = diagonal ? `<path class="grid" d="M${px(xLow)} ${py(xLow)}L${px(xHigh)} ${py(xHigh)}"/>` : "";
  return `<svg viewBox="0 0 ${width} ${height}" role="img">${yTicks.join("")}${xTicks.join("")}${equal}${drawn.join("")}</svg>${axisTitle(xTitle)}${legend(curves)}`;
}

/** Words below a chart; nothing for none. */
export const axisTitle = (text: string | undefined): string =>
  text === undefined ? "" : `<p class="axis">${escaped(text)}</p>`;

/** Names of the lines with their colours; nothing for lines without names. */
export function legend(curves: readonly { readonly name?: string }[]): string {
  const items = curves.flatMap(({ name }, k) =>
    name === undefined ? [] : [`<li class="c${k}">${escaped(name)}</li>`],
  );
  return items.length === 0 ? "" : `<ul class="legend">${items.join("")}</ul>`;
}
