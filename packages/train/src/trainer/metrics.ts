import type { HistoryRow } from "./state.js";

const COLUMNS: readonly (readonly [name: string, value: (row: HistoryRow) => number])[] = [
  ["epoch", (row) => row.epoch],
  ["step", (row) => row.step],
  ["learning_rate", (row) => row.learningRate],
  ["loss", (row) => row.loss],
  ["mean_distance_px", (row) => row.validation.distance],
  ["mae_px", (row) => row.validation.absolute],
  ["mse_px2", (row) => row.validation.squared],
  ["images_per_second", (row) => row.imagesPerSecond],
  ["seconds", (row) => row.seconds],
];

/** Comma-separated values, one line for each validation under a line of names. */
export const metricsCsv = (history: readonly HistoryRow[]): string =>
  [
    COLUMNS.map(([name]) => name).join(","),
    ...history.map((row) => COLUMNS.map(([, value]) => Number(value(row).toPrecision(7))).join(",")),
    "",
  ].join("\n");
