// Draws how the error on the validation faces fell, from the metrics.csv of runs.
//   node bench/plots/curves.js NAME=RUN... -o docs/training-curves.svg
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeFileWhole } from "face88/node";
import { plot } from "./plot.js";

const options = /** @type {const} */ ({ output: { type: "string", short: "o" } });
const { values, positionals } = parseArgs({ options, allowPositionals: true });
if (values.output === undefined || positionals.length === 0) throw new Error("expected NAME=RUN... -o FILE.svg");
const lines = positionals.map((given) => {
  const [name, run] = given.split("=");
  const [head, ...rows] = readFileSync(join(run, "metrics.csv"), "utf8").trim().split("\n");
  const [epoch, distance] = ["epoch", "mean_distance_px"].map((column) => head.split(",").indexOf(column));
  if (epoch < 0 || distance < 0) throw new Error(`${run}/metrics.csv: expected epoch and mean_distance, got ${head}`);
  const cells = rows.map((row) => row.split(",").map(Number));
  return { name, x: cells.map((row) => row[epoch]), y: cells.map((row) => row[distance]) };
});
const words = {
  title: "Training curves",
  xTitle: "epoch",
  yTitle: "mean distance on validation faces, pixels of the crop",
};
await writeFileWhole(values.output, plot(lines, { ...words, logarithmic: true }));
