import { PART_NAMES } from "@face88/points";
import { intervalChart } from "../../report/interval-chart.js";
import { lineChart } from "../../report/line-chart.js";
import type { LabelEvaluation, ModelOnLabels } from "../labels/evaluate-labels.js";
import { NORMS } from "../labels/face-errors.js";
import type { GroupErrors } from "../labels/groups.js";
import { cumulativeCurve } from "./cumulative.js";
import { specimenGrid } from "./specimens.js";
import { dataTable, note, percent, type Row, section } from "./table.js";

/** The seed's student, by which the crop and the units are chosen. */
const SEED: Row = ["seed's MobileNet, on its own data", "1.795", "0.964", "", "", "", "", "", ""];

/** End of the axis of cumulative errors, %. */
const LIMIT = 10;

/** Sections on how far models are from a dataset's labels. */
export function labelSections(evaluation: LabelEvaluation): string[] {
  const { dataset, split, labels, teacher, faces, fingerprint, models, worst } = evaluation;
  const names = models.map(({ model }) => model);
  return [
    section(
      "Against the labels",
      note(
        `${faces} faces of ${dataset}${split ? `, split ${split}` : ""}; labels ${labels}, made by ${teacher}; data ${fingerprint}. Pixels of the seed's crop of 160x160, over all 176 coordinates; then the mean errors normalised by each distance. AUC and failures up to and above 8 % of the inter-ocular distance.`,
      ),
      dataTable(
        ["model", "MSE px²", "MAE px", ...NORMS.map((norm) => `${norm} %`), "AUC %", "above 8 %"],
        [...models.map(overallRow), SEED],
        [1, 2, 3, 4, 5, 6],
      ),
    ),
    section(
      "Cumulative errors",
      lineChart(
        models.map(({ model, each }) => cumulativeCurve(model, each, LIMIT)),
        { xTitle: "NME inter-ocular, %; share of the faces below it, %", x: [0, LIMIT], y: [0, 100] },
      ),
    ),
    section(
      "By part of the face",
      dataTable(
        ["part", ...models.flatMap(({ model }) => [`${model} px`, "MSE px²", "MAE px"])],
        PART_NAMES.map((part) => [
          part.replace("_", " "),
          ...models.flatMap(({ parts }) => [
            parts[part].distance.toFixed(2),
            parts[part].mse.toFixed(2),
            parts[part].mae.toFixed(2),
          ]),
        ]),
      ),
      note("Mean distance of a point, mean squared and mean absolute error of a coordinate."),
    ),
    ...(["yaw", "pitch", "roll"] as const).map((angle) =>
      groupSection(`By ${angle} of the head`, models, ({ pose }) => pose[angle]),
    ),
    ...(["age", "gender", "race"] as const)
      .filter((name) => models[0].attributes[name] !== undefined)
      .map((name) => groupSection(`By ${name}`, models, ({ attributes }) => attributes[name] ?? [])),
    ...reliabilitySections(models),
    ...models.map((_, i) =>
      section(
        `Furthest from the label: ${names[i]}`,
        note("Error over the face's box. White: label; red: model."),
        specimenGrid(worst[i]),
      ),
    ),
  ];
}

function overallRow({ model, mse, mae, norms }: ModelOnLabels): Row {
  const eyes = norms["inter-ocular"];
  const normalised = NORMS.map((norm) => percent(norms[norm].nme));
  return [
    model,
    mse.toFixed(3),
    mae.toFixed(3),
    ...normalised,
    percent(eyes.areaUnderCurve),
    percent(eyes.failureRate),
  ];
}

function groupSection(
  title: string,
  models: readonly ModelOnLabels[],
  rowsOf: (model: ModelOnLabels) => readonly GroupErrors[],
): string {
  const all = models.map(rowsOf);
  const inPercent = ({ mean, interval }: GroupErrors) => ({
    value: 100 * mean,
    interval: [100 * interval[0], 100 * interval[1]] as const,
  });
  const chart = intervalChart(
    all[0].map(({ group }, i) => ({ name: group, values: all.map((rows) => inPercent(rows[i])) })),
    {
      names: models.length > 1 ? models.map(({ model }) => model) : [],
      xTitle: "Mean distance from the label over the face's box, %, with the 95 % confidence interval",
    },
  );
  const rows = all[0].flatMap((_, i) =>
    all.map((groups, k): Row => {
      const { group, faces, mean, interval, median, ninetyFifth } = groups[i];
      const name = models.length > 1 ? `${group}, ${models[k].model}` : group;
      const between = `${percent(interval[0])} to ${percent(interval[1])}`;
      return [name, faces, percent(mean), between, percent(median), percent(ninetyFifth)];
    }),
  );
  return section(
    title,
    chart,
    `<details><summary>Figures</summary>${dataTable(["group", "faces", "mean", "95 % interval", "median", "95 % are below"], rows)}</details>`,
  );
}

function reliabilitySections(models: readonly ModelOnLabels[]): string[] {
  const confident = models.flatMap(({ model, reliability }) => (reliability ? [{ model, ...reliability }] : []));
  if (confident.length === 0) return [];
  // A line without values for the others keeps each model's colour.
  const curves = models.map(({ model, reliability: { bins } = { bins: [] } }) => ({
    ...(bins.length > 0 && { name: model }),
    x: bins.map(({ confidence }) => 100 * confidence),
    y: bins.map(({ right }) => 100 * right),
  }));
  return [
    section(
      "Is the confidence right?",
      lineChart(curves, {
        xTitle: "Confidence of a point, %; share of the points that were within the distance it is about, %",
        x: [0, 100],
        y: [0, 100],
        diagonal: true,
        dots: true,
      }),
      dataTable(
        ["model", "off by, mean %", "rank correlation with the error"],
        confident.map(({ model, calibrationError, rankCorrelation }) => [
          model,
          percent(calibrationError),
          rankCorrelation.toFixed(2),
        ]),
      ),
    ),
  ];
}
