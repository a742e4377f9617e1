import type {
  Evaluation,
  GroupErrors,
  HumanEvaluation,
  JitterEvaluation,
  LabelEvaluation,
} from "@face88/train/evaluate";
import { textTable } from "../../text-table.js";

/** What an evaluation found, as text for a terminal. */
export function evaluationTables({ labels, human, jitter }: Evaluation): string {
  const tables = [labels && labelTables(labels), human && humanTables(human), jitter && jitterTables(jitter)];
  return tables.flatMap((some) => some ?? []).join("\n");
}

const percent = (share: number) => (100 * share).toFixed(2);
const pixels = (value: number) => value.toFixed(3);

function labelTables({ dataset, labels, teacher, split, faces, fingerprint, models }: LabelEvaluation): string[] {
  const title = `${dataset}${split ? `, ${split}` : ""}: ${faces} faces, labels ${labels} of ${teacher}, data ${fingerprint}`;
  const overall = models.map((score) => [
    score.model,
    pixels(score.mse),
    pixels(score.mae),
    percent(score.norms["inter-ocular"].nme),
    percent(score.norms["inter-pupil"].nme),
    percent(score.norms.box.nme),
    percent(score.norms.diagonal.nme),
    percent(score.norms["inter-ocular"].areaUnderCurve),
    percent(score.norms["inter-ocular"].failureRate),
    score.time.face.toFixed(1),
    score.time.network.toFixed(2),
    (score.bytes / 1e6).toFixed(2),
  ]);
  const heads = ["model", "MSE px²", "MAE px", "NME eyes %", "pupils %", "box %", "diagonal %", "AUC %", "above 8 %"];
  const parts = Object.keys(models[0].parts) as (keyof LabelEvaluation["models"][0]["parts"])[];
  const byPart = models.map((score) => [score.model, ...parts.map((part) => pixels(score.parts[part].distance))]);
  const groups = [
    ...(["yaw", "pitch", "roll"] as const).map((angle) => groupTable(models, angle, (score) => score.pose[angle])),
    ...(["age", "gender", "race"] as const)
      .filter((name) => models[0].attributes[name] !== undefined)
      .map((name) => groupTable(models, name, (score) => score.attributes[name] ?? [])),
  ];
  const confident = models.filter(({ reliability }) => reliability !== undefined);
  const calibration = confident.map(
    ({ model, reliability }) =>
      `${model}: confidence is off by ${percent(reliability?.calibrationError ?? 0)} % in the mean; rank correlation with the error ${reliability?.rankCorrelation.toFixed(2)}\n`,
  );
  return [
    `${title}\nPixels of the 160x160 crop\n${textTable([[...heads, "ms face", "ms network", "MB"], ...overall])}`,
    `Mean distance of a point, px\n${textTable([["model", ...parts], ...byPart])}`,
    ...groups,
    ...calibration,
  ];
}

type Score = LabelEvaluation["models"][0];

/** One model: all that is known of a group. Several: the means side by side. */
function groupTable(models: readonly Score[], title: string, rowsOf: (score: Score) => readonly GroupErrors[]): string {
  const [first, ...others] = models.map(rowsOf);
  const interval = ([low, high]: GroupErrors["interval"]) => `${percent(low)}-${percent(high)}`;
  const rows = first.map((row, i) => [
    row.group,
    String(row.faces),
    percent(row.mean),
    ...(others.length > 0
      ? others.map((rows) => percent(rows[i].mean))
      : [interval(row.interval), percent(row.median), percent(row.ninetyFifth)]),
  ]);
  const heads =
    others.length > 0 ? models.map(({ model }) => model) : ["mean", "95 % interval", "median", "95 % below"];
  return `Error over the face's box, %\n${textTable([[title, "faces", ...heads], ...rows])}`;
}

function humanTables({ source, faces, fingerprint, models }: HumanEvaluation): string[] {
  const regions = Object.keys(models[0].regions) as (keyof HumanEvaluation["models"][0]["regions"])[];
  const rows = models.map((score) => [
    score.model,
    percent(score.plain),
    percent(score.corrected),
    percent(score.correctedByOwn),
    percent(score.median),
    percent(score.failureRate),
    percent(score.areaUnderCurve),
    ...regions.map((region) => percent(score.regions[region].corrected)),
    score.time.face.toFixed(1),
    score.time.network.toFixed(2),
    (score.bytes / 1e6).toFixed(2),
  ]);
  const heads = ["model", "plain", "corrected", "by own", "median", "above 8 %", "AUC", ...regions];
  return [
    `${source}: ${faces} hand-labelled faces, 25 points, % of the eye-corner distance, data ${fingerprint}\n${textTable([[...heads, "ms face", "ms network", "MB"], ...rows])}`,
  ];
}

function jitterTables({ source, stills, shown, rate, noise, clip, models }: JitterEvaluation): string[] {
  const rows = models.flatMap(({ model, raw, smooth }) =>
    (
      [
        ["raw", raw],
        ["smoothed", smooth],
      ] as const
    ).map(([way, score]) => [
      `${model}, ${way}`,
      percent(score.still),
      percent(score.step),
      score.lag.toFixed(0),
      percent(score.behind),
      score.clip === undefined ? "-" : percent(score.clip),
      String(score.lost),
    ]),
  );
  const heads = ["model", "still trembles %", "step %", "lag ms", "behind %", "clip noise %", "lost"];
  const shows = `${stills} stills, each ${shown} frames at ${rate}/s with noise of ${noise} levels, and moving`;
  return [
    `${source}: ${shows}; ${clip} frames of the clip\n% of the eye-corner distance\n${textTable([heads, ...rows])}`,
  ];
}
