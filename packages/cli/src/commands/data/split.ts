import { Dataset, SPLITS, split, writeSplitFile } from "@face88/train/data";
import { type Parsed, parse, word } from "../../options.js";
import { Progress } from "../../progress.js";
import { textTable } from "../../text-table.js";
import { UsageError } from "../../usage-error.js";
import type { Command } from "../command.js";
import { datasetInput } from "./folder-option.js";

/** `face88 data split`: parts for training, validation and test. */
export const splitData: Command = {
  summary: "split by person or photo into train, val and test",
  help: `face88 data split DATASET [options]

Writes DATASET/split.json. Faces of one person or one photo, and pictures that are nearly the same, stay together. Where
a face stands follows from its group and the seed alone: faces that are added later move none of the others. Each source
is split in the same shares. A part that a source demands (CelebA's) is kept.

Options:
  --val PERCENT        share of the groups for validation; default 5
  --test PERCENT       share of the groups for the test; default 5
  --seed N             another seed gives another split; default 1
  --dry-run            say what the parts would hold, and write nothing

Example:
  face88 data split faces --val 5 --test 5 --seed 1
`,
  async run(words) {
    const parsed = parse(words, {
      val: { type: "string" },
      test: { type: "string" },
      seed: { type: "string" },
      "dry-run": { type: "boolean" },
    });
    await using dataset = await Dataset.open(datasetInput(parsed));
    const progress = new Progress("data split");
    const options = { val: number(parsed, "val", 5), test: number(parsed, "test", 5), seed: number(parsed, "seed", 1) };
    const file = await split(dataset, options, (done, total) =>
      progress.update(done / total, `${done} of ${total} pictures compared`),
    ).finally(() => progress.clear());
    if (parsed.values["dry-run"] !== true) await writeSplitFile(dataset.folder, file);
    const sources = [...new Set(dataset.faces.map(({ source }) => source))];
    const sourceOf = new Map(dataset.faces.map(({ id, source }) => [id, source]));
    const row = (name: string, counted: (source: string | undefined) => boolean) => [
      name,
      ...SPLITS.map((part) => String(file.parts[part].filter((id) => counted(sourceOf.get(id))).length)),
    ];
    const rows = [...sources.map((source) => row(source, (other) => other === source)), row("all", () => true)];
    process.stdout.write(textTable([["source", ...SPLITS], ...rows]));
    return 0;
  },
};

function number(parsed: Parsed, name: string, standard: number): number {
  const text = word(parsed, name);
  if (text === undefined) return standard;
  if (!/^\d+(\.\d+)?$/.test(text)) throw new UsageError(`--${name}: expected a number of at least 0, got ${text}`);
  return Number(text);
}
