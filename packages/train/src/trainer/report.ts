import { lineChart } from "../report/line-chart.js";
import { escaped, page } from "../report/page.js";
import type { TrainConfig } from "./config.js";
import type { HistoryRow, Progress } from "./state.js";

/** A page about a run that needs no other file: its curves, its figures, its config. */
export function reportHtml(config: TrainConfig, { best, history, step }: Progress): string {
  const x = history.map((row) => row.epoch);
  const curve = (y: (row: HistoryRow) => number) => [{ x, y: history.map(y) }];
  const last = history.at(-1);
  const figures: readonly (readonly [string, string])[] = [
    ["steps", String(step)],
    ["epochs", String(last?.epoch ?? 0)],
    ["best mean distance", best ? `${best.distance.toFixed(3)} px at step ${best.step}` : "none yet"],
    ["last mean distance", last ? `${last.validation.distance.toFixed(3)} px` : "none yet"],
    ["speed", last ? `${last.imagesPerSecond.toFixed(0)} images/s` : "none yet"],
    ["time", last ? `${last.seconds.toFixed(0)} s` : "none yet"],
  ];
  return page(
    `Training: ${config.out}`,
    `<table>
${figures.map(([label, value]) => `<tr><th>${label}</th><td>${value}</td></tr>`).join("\n")}
</table>
<h2>Mean distance on the validation data, pixels of the crop, by epoch</h2>
${lineChart(
  curve((row) => row.validation.distance),
  { logarithmic: true },
)}
<h2>Loss, by epoch</h2>
${lineChart(
  curve((row) => row.loss),
  { logarithmic: true },
)}
<h2>Learning rate, by epoch</h2>
${lineChart(curve((row) => row.learningRate))}
<h2>Config</h2>
<pre>${escaped(JSON.stringify(config, undefined, 2))}</pre>`,
  );
}
