import { chart } from "./chart.js";
import type { TrainConfig } from "./config.js";
import type { HistoryRow, Progress } from "./state.js";

/** A page about a run that needs no other file: its curves, its figures, its config. */
export function reportHtml(config: TrainConfig, { best, history, step }: Progress): string {
  const x = history.map((row) => row.epoch);
  const curve = (y: (row: HistoryRow) => number) => ({ x, y: history.map(y) });
  const last = history.at(-1);
  const figures: readonly (readonly [string, string])[] = [
    ["steps", String(step)],
    ["epochs", String(last?.epoch ?? 0)],
    ["best mean distance", best ? `${best.distance.toFixed(3)} px at step ${best.step}` : "none yet"],
    ["last mean distance", last ? `${last.validation.distance.toFixed(3)} px` : "none yet"],
    ["speed", last ? `${last.imagesPerSecond.toFixed(0)} images/s` : "none yet"],
    ["time", last ? `${last.seconds.toFixed(0)} s` : "none yet"],
  ];
  const name = escaped(config.out);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Training: ${name}</title>
<style>
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 720px; margin: 2rem auto; padding: 0 1rem; background: light-dark(#fff, #161616); color: light-dark(#222, #ddd); }
h1 { font-size: 1.4rem; } h2 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
table { border-spacing: 0; } th { text-align: left; font-weight: normal; opacity: .7; padding-right: 1.5rem; }
svg { width: 100%; height: auto; } text { fill: currentColor; font-size: 11px; }
.grid { stroke: currentColor; opacity: .15; } polyline { fill: none; stroke: light-dark(#0a58ca, #7ab0ff); stroke-width: 1.5; }
circle { fill: light-dark(#0a58ca, #7ab0ff); opacity: 0; } circle:hover { opacity: 1; }
pre { overflow: auto; padding: .75rem; background: light-dark(#f4f4f4, #222); }
</style>
<h1>Training: ${name}</h1>
<table>
${figures.map(([label, value]) => `<tr><th>${label}</th><td>${value}</td></tr>`).join("\n")}
</table>
<h2>Mean distance on the validation data, pixels of the crop, by epoch</h2>
${chart(
  curve((row) => row.validation.distance),
  { logarithmic: true },
)}
<h2>Loss, by epoch</h2>
${chart(
  curve((row) => row.loss),
  { logarithmic: true },
)}
<h2>Learning rate, by epoch</h2>
${chart(curve((row) => row.learningRate))}
<h2>Config</h2>
<pre>${escaped(JSON.stringify(config, undefined, 2))}</pre>
</html>
`;
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] as string);
