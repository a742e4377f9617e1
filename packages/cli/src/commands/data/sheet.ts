import { contactSheet, Dataset, readCleaningFile, readLabels } from "@face88/train/data";
import { writeFileWhole } from "face88/node";
import { count, parse, word } from "../../options.js";
import { UsageError } from "../../usage-error.js";
import type { Command } from "../command.js";
import { datasetInput, folderOption } from "./folder-option.js";

/** `face88 data sheet`: many crops with their points in one picture. */
export const sheetData: Command = {
  summary: "draw many crops with their points into one picture",
  help: `face88 data sheet DATASET -o FILE.jpg [options]

Options:
  -o, --output FILE    JPEG to write
  --labels NAME        points to draw; default: none
  --source NAME        faces of this source only
  --rule NAME          faces that this rule took out of the labels, the worst first, in place of an even spread
  --faces N            number of faces, evenly spread; default 50
  --side N             pixels of a crop; default 160

Examples:
  face88 data sheet faces -o sheet.jpg --labels open --source fairface
  face88 data sheet faces -o unsure.jpg --labels open --rule unsure --faces 200
`,
  async run(words) {
    const text = { type: "string" } as const;
    const options = { labels: text, source: text, rule: text, faces: text, side: text };
    const parsed = parse(words, { ...options, output: { type: "string", short: "o" } });
    const output = folderOption(parsed, "output");
    await using dataset = await Dataset.open(datasetInput(parsed));
    const name = word(parsed, "labels");
    const labels = name === undefined ? undefined : await readLabels(dataset, name);
    const source = word(parsed, "source");
    const all = dataset.faces.flatMap((face, i) => (source === undefined || face.source === source ? [i] : []));
    const most = count(parsed, "faces") ?? 50;
    const rule = word(parsed, "rule");
    const chosen = rule === undefined ? spread(all, most) : (await removedBy(dataset, name, rule, all)).slice(0, most);
    const side = count(parsed, "side");
    await writeFileWhole(output, await contactSheet(dataset, labels, chosen, side === undefined ? {} : { side }));
    return 0;
  },
};

function spread(all: readonly number[], most: number): number[] {
  const length = Math.min(all.length, most);
  return Array.from({ length }, (_, i) => all[Math.floor((i * all.length) / length)]);
}

async function removedBy(
  dataset: Dataset,
  labels: string | undefined,
  rule: string,
  among: readonly number[],
): Promise<number[]> {
  if (labels === undefined) throw new UsageError("--rule: expected --labels beside it, got none");
  const cleaning = await readCleaningFile(dataset.folder, labels);
  const known = cleaning?.rules.map((report) => report.rule) ?? [];
  if (!known.includes(rule)) {
    throw new UsageError(
      `--rule: expected a rule that looked at ${labels} (${known.join(", ") || "none did"}), got ${rule}`,
    );
  }
  const asked = new Set(among);
  return (cleaning?.removed ?? []).flatMap((removal) => {
    const index = removal.rule === rule ? dataset.indexOf(removal.id) : undefined;
    return index !== undefined && asked.has(index) ? [index] : [];
  });
}
