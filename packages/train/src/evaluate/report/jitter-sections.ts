import { lineChart } from "../../report/line-chart.js";
import type { JitterEvaluation } from "../jitter/evaluate-jitter.js";
import { dataTable, note, percent, section } from "./table.js";

/** Sections on trembling and lag. */
export function jitterSections({
  source,
  stills,
  shown,
  rate,
  noise,
  clip,
  models,
  traces,
}: JitterEvaluation): string[] {
  const rows = models.flatMap(({ model, raw, smooth }) =>
    [
      { way: "raw", ...raw },
      { way: "smoothed", ...smooth },
    ].map((score) => [
      `${model}, ${score.way}`,
      percent(score.still),
      percent(score.step),
      score.lag.toFixed(0),
      percent(score.behind),
      score.clip === undefined ? "" : percent(score.clip),
      score.lost,
    ]),
  );
  const curves = traces.map(({ times, truth, raw, smooth }) => {
    const line = (name: string, y: readonly number[]) => ({ name, x: times, y: y.map((value) => 100 * value) });
    return [line("true", truth), line("raw", raw), line("smoothed", smooth)];
  });
  return [
    section(
      "In a video",
      note(
        `${source}: ${stills} frames of it, each shown ${shown} times at ${rate} a second with noise of ${noise} levels of 255, and moved by a known way; ${clip} frames of the clip itself, by the second difference. Lengths in % of the distance of the outer eye corners.`,
      ),
      dataTable(
        ["model", "still: trembles", "still: a step", "moving: lag, ms", "moving: behind", "clip: noise", "lost"],
        rows,
      ),
    ),
    ...models.map(({ model }, i) =>
      section(
        `Following a moving face: ${model}`,
        lineChart(curves[i], { xTitle: "Seconds; place of the face, % of the eye-corner distance" }),
      ),
    ),
  ];
}
