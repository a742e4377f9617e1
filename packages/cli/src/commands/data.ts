import { UsageError } from "../usage-error.js";
import type { Command } from "./command.js";
import { cleanData } from "./data/clean.js";
import { exportData } from "./data/export.js";
import { galleryData } from "./data/gallery.js";
import { importData } from "./data/import.js";
import { labelData } from "./data/label.js";
import { sheetData } from "./data/sheet.js";
import { splitData } from "./data/split.js";
import { statsData } from "./data/stats.js";

const commands: Readonly<Record<string, Command>> = {
  import: importData,
  label: labelData,
  clean: cleanData,
  split: splitData,
  stats: statsData,
  export: exportData,
  gallery: galleryData,
  sheet: sheetData,
};

const rows = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`);

/** `face88 data`: from photos to a clean, labelled dataset. */
export const data: Command = {
  summary: "build, label, clean, split and look at datasets",
  help: `face88 data COMMAND [...]: from photos to a clean, labelled dataset

${rows.join("\n")}

face88 data COMMAND --help tells the options of a command, with examples.
`,
  helpOf: ([name]) => find(name)?.help,
  async run([name, ...rest], signal) {
    const command = find(name);
    if (command === undefined) {
      throw new UsageError(`data: expected ${Object.keys(commands).join(", ")}, got ${name ?? "none"}`);
    }
    return command.run(rest, signal);
  },
};

function find(name: string | undefined): Command | undefined {
  return name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
}
