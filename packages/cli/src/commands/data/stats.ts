import {
  type Counts,
  Dataset,
  type DatasetStatistics,
  datasetStatistics,
  SPLITS,
  statisticsPage,
} from "@face88/train/data";
import { writeFileWhole } from "face88/node";
import { parse, word } from "../../options.js";
import { textTable } from "../../text-table.js";
import type { Command } from "../command.js";
import { datasetInput } from "./folder-option.js";

/** `face88 data stats`: what a dataset holds. */
export const statsData: Command = {
  summary: "count and plot what a dataset holds: sources, sizes, poses, what was removed",
  help: `face88 data stats DATASET [options]

Counts faces by source, tier, licence and part, entries that gave no face, and faces that cleaning removed; measures the
faces that are left: side of the crop, sharpness, confidence of the labels, and yaw, pitch and roll from the 88 points
(the mean head under a weak-perspective camera; about 2 degrees from a 3D mesh).

Options:
  --labels NAME        labels to look at, with their cleaning; without it, what needs no points
  -o, --output FILE    page with the same and with histograms and the mean label; needs no other file
  --json FILE          all figures as JSON

Examples:
  face88 data stats faces
  face88 data stats faces --labels open -o stats.html --json stats.json
`,
  async run(words) {
    const parsed = parse(words, {
      labels: { type: "string" },
      output: { type: "string", short: "o" },
      json: { type: "string" },
    });
    await using dataset = await Dataset.open(datasetInput(parsed));
    const statistics = await datasetStatistics(dataset, word(parsed, "labels"));
    const [output, json] = [word(parsed, "output"), word(parsed, "json")];
    if (output !== undefined) await writeFileWhole(output, statisticsPage(statistics));
    if (json !== undefined) await writeFileWhole(json, `${JSON.stringify(statistics, undefined, 1)}\n`);
    process.stdout.write(report(statistics));
    return 0;
  },
};

function report(statistics: DatasetStatistics): string {
  const { dataset, faces, labels, sources, split, measures } = statistics;
  const partHeads = split ? SPLITS : [];
  const sourceRows = sources.map((row) => [
    row.source,
    ...[row.faces, row.groups, row.withPoints, row.removed].map(String),
    ...partHeads.map((part) => String(row.split?.[part])),
  ]);
  const spreads = Object.entries(measures).map(([name, { count, mean, percentiles }]) => [
    name,
    String(count),
    ...[mean, ...Object.values(percentiles)].map((value) => value.toFixed(name === "confidence" ? 3 : 1)),
  ]);
  const percents = ["0", "1", "5", "25", "50", "75", "95", "99", "100"].map((percent) => `${percent} %`);
  return [
    `${dataset}: ${faces} faces${labels === undefined ? "" : `, labels ${labels}`}\n`,
    textTable([["source", "faces", "groups", "with points", "removed", ...partHeads], ...sourceRows]),
    ...counted("tier", statistics.tiers),
    ...counted("licence", statistics.licences),
    ...counted("no face because of", statistics.rejections),
    ...counted("removed by", statistics.removed),
    textTable([["measure", "faces", "mean", ...percents], ...spreads]),
  ].join("\n");
}

function counted(title: string, counts: Counts): string[] {
  const rows = Object.entries(counts).map(([name, count]) => [name, String(count)]);
  return rows.length === 0 ? [] : [textTable([[title, "faces"], ...rows])];
}
