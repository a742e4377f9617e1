import { contactSheet, Dataset, readLabels } from "@face88/train/data";
import { writeFileWhole } from "face88/node";
import { count, parse, word } from "../../options.js";
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
  --faces N            number of faces, evenly spread; default 50
  --side N             pixels of a crop; default 160

Example:
  face88 data sheet faces -o sheet.jpg --labels open --source fairface
`,
  async run(words) {
    const text = { type: "string" } as const;
    const options = { labels: text, source: text, faces: text, side: text };
    const parsed = parse(words, { ...options, output: { type: "string", short: "o" } });
    const output = folderOption(parsed, "output");
    await using dataset = await Dataset.open(datasetInput(parsed));
    const name = word(parsed, "labels");
    const labels = name === undefined ? undefined : await readLabels(dataset, name);
    const source = word(parsed, "source");
    const all = dataset.faces.flatMap((face, i) => (source === undefined || face.source === source ? [i] : []));
    const most = Math.min(all.length, count(parsed, "faces") ?? 50);
    const chosen = Array.from({ length: most }, (_, i) => all[Math.floor((i * all.length) / most)]);
    const side = count(parsed, "side");
    await writeFileWhole(output, await contactSheet(dataset, labels, chosen, side === undefined ? {} : { side }));
    return 0;
  },
};
