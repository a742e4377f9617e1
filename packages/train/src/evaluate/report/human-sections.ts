import type { ScoreRegion } from "@face88/points";
import { lineChart } from "../../report/line-chart.js";
import type { HumanEvaluation } from "../human/evaluate-human.js";
import { cumulativeCurve } from "./cumulative.js";
import { specimenGrid } from "./specimens.js";
import { dataTable, note, percent, section } from "./table.js";

/** Sections on the score against points from hand. */
export function humanSections({ source, faces, fingerprint, models, worst }: HumanEvaluation): string[] {
  const regions = Object.keys(models[0].regions) as ScoreRegion[];
  return [
    section(
      "Against points from hand",
      note(
        `${faces} faces of ${source}, given the box around their points; data ${fingerprint}. Mean error over 25 points, % of the distance of the outer eye corners. Corrected: without the median offset of each point, measured on the other half of the photos; by own: measured on the same faces. The rank correlation is that of confidence and error: -1 would be perfect.`,
      ),
      dataTable(
        ["model", "plain %", "corrected %", "by own %", "median %", "above 8 %", "AUC %", "rank correlation"],
        models.map((score) => [
          score.model,
          percent(score.plain),
          percent(score.corrected),
          percent(score.correctedByOwn),
          percent(score.median),
          percent(score.failureRate),
          percent(score.areaUnderCurve),
          score.rankCorrelation.toFixed(2),
        ]),
        [1, 2, 3, 4, 5],
      ),
      dataTable(
        ["corrected %", ...regions],
        models.map((score) => [score.model, ...regions.map((region) => percent(score.regions[region].corrected))]),
        regions.map((_, i) => i + 1),
      ),
      lineChart(
        models.map(({ model, each }) => cumulativeCurve(model, each, 10)),
        { xTitle: "Corrected error, %; share of the faces below it, %", x: [0, 10], y: [0, 100] },
      ),
    ),
    ...models.map(({ model }, i) =>
      section(
        `Furthest from the hand: ${model}`,
        note("Corrected error. White dots: points from hand; red lines: model."),
        specimenGrid(worst[i]),
      ),
    ),
  ];
}
