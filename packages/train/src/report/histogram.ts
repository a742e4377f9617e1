import { short, ticks } from "./axes.js";
import { escaped } from "./page.js";

/** Bars side by side: bar i stands over `from + i * width` to `from + (i + 1) * width`. */
export interface Bars {
  readonly from: number;
  readonly width: number;
  readonly counts: readonly number[];
}

const [width, height, left, bottom, top, right] = [640, 160, 64, 28, 8, 12];

/** A histogram as SVG, in the colours of the page. @param xTitle  words below the axis */
export function histogram({ from, width: step, counts }: Bars, xTitle?: string): string {
  const to = from + step * counts.length;
  const most = Math.max(...counts, 1);
  const px = (x: number) => (left + ((x - from) / (to - from)) * (width - left - right)).toFixed(1);
  const py = (y: number) => (height - bottom - (y / most) * (height - bottom - top)).toFixed(1);
  const grid = ticks(0, most).map(
    (y) =>
      `<path class="grid" d="M${left} ${py(y)}H${width - right}"/><text x="${left - 6}" y="${py(y)}" dy=".32em" text-anchor="end">${short(y)}</text>`,
  );
  const axis = ticks(from, to).map(
    (x) => `<text x="${px(x)}" y="${height - 8}" text-anchor="middle">${short(x)}</text>`,
  );
  const bars = counts.map((count, i) => {
    const title = `${short(from + i * step)} to ${short(from + (i + 1) * step)}: ${count}`;
    return `<path class="bar" d="M${px(from + i * step)} ${py(0)}V${py(count)}H${px(from + (i + 1) * step)}V${py(0)}Z"><title>${title}</title></path>`;
  });
  const below = xTitle === undefined ? "" : `<p class="axis">${escaped(xTitle)}</p>`;
  return `<svg viewBox="0 0 ${width} ${height}" role="img">${grid.join("")}${axis.join("")}<g class="c0">${bars.join("")}</g></svg>${below}`;
}
