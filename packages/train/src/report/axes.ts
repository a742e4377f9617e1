/** Two bounds that are never the same, so that a scale can lie between them. */
export const spread = (low: number, high: number): [number, number] =>
  high > low ? [low, high] : [low - Math.abs(low) * 0.05 - 1e-9, high + Math.abs(high) * 0.05 + 1e-9];

/** Round numbers between two bounds, four or so. */
export function ticks(low: number, high: number): number[] {
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step);
}

/** A number with four digits that count. */
export const short = (value: number): string => String(Number(value.toPrecision(4)));
