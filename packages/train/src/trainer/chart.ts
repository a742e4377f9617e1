/** A line of a chart. */
export interface Curve {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

const [width, height, left, bottom, top, right] = [640, 220, 64, 28, 12, 12];

/**
 * A line chart as SVG, drawn in the current text colour so that it suits light and dark pages.
 * @param curve  x rising; y above 0 when `logarithmic`; values that cannot be drawn are left out
 */
export function chart(curve: Curve, { logarithmic = false }: { readonly logarithmic?: boolean } = {}): string {
  const scaled = (y: number) => (logarithmic ? Math.log10(y) : y);
  const kept = curve.y.map((_, i) => i).filter((i) => Number.isFinite(scaled(curve.y[i])));
  if (kept.length === 0) return "<p>nothing yet</p>";
  const xs = kept.map((i) => curve.x[i]);
  const ys = kept.map((i) => scaled(curve.y[i]));
  const [xLow, xHigh] = spread(Math.min(...xs), Math.max(...xs));
  const [yLow, yHigh] = spread(Math.min(...ys), Math.max(...ys));
  const px = (x: number) => (left + ((x - xLow) / (xHigh - xLow)) * (width - left - right)).toFixed(1);
  const py = (y: number) => (height - bottom - ((y - yLow) / (yHigh - yLow)) * (height - bottom - top)).toFixed(1);

  const yTicks = ticks(yLow, yHigh).map((y) => {
    const label = short(logarithmic ? 10 ** y : y);
    return `<path class="grid" d="M${left} ${py(y)}H${width - right}"/><text x="${left - 6}" y="${py(y)}" dy=".32em" text-anchor="end">${label}</text>`;
  });
  const xTicks = ticks(xLow, xHigh).map(
    (x) => `<text x="${px(x)}" y="${height - 8}" text-anchor="middle">${short(x)}</text>`,
  );
  const line = xs.map((x, i) => `${px(x)},${py(ys[i])}`).join(" ");
  const dots = xs.map((x, i) => {
    const title = `${short(x)}: ${short(curve.y[kept[i]])}`;
    return `<circle cx="${px(x)}" cy="${py(ys[i])}" r="3"><title>${title}</title></circle>`;
  });
  return `<svg viewBox="0 0 ${width} ${height}" role="img">${yTicks.join("")}${xTicks.join("")}<polyline points="${line}"/>${dots.join("")}</svg>`;
}

const spread = (low: number, high: number): [number, number] =>
  high > low ? [low, high] : [low - Math.abs(low) * 0.05 - 1e-9, high + Math.abs(high) * 0.05 + 1e-9];

/** Round numbers between two bounds, four or so. */
function ticks(low: number, high: number): number[] {
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step);
}

const short = (value: number): string => String(Number(value.toPrecision(4)));
