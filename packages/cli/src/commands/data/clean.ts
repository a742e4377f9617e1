import {
  BY_HAND,
  type CleaningFile,
  clean,
  Dataset,
  type Decision,
  RULES,
  readCleaningFile,
  readDecisions,
  readLabels,
  writeCleaningFile,
} from "@face88/train/data";
import { choices, parse, word } from "../../options.js";
import { Progress } from "../../progress.js";
import { textTable } from "../../text-table.js";
import { UsageError } from "../../usage-error.js";
import type { Command } from "../command.js";
import { datasetInput, folderOption } from "./folder-option.js";

const ruleRows = RULES.map(({ name, limit, says }) => `  ${name.padEnd(13)}${says(limit?.standard ?? 0)}`);

/** `face88 data clean`: rules take out what is wrong. */
export const cleanData: Command = {
  summary: "take out labels and pictures that are wrong, by rules and by hand",
  help: `face88 data clean DATASET --labels NAME [options]

Looks for labels and pictures that are wrong and lists them in DATASET/cleaning/NAME.json, each with its reason; training
leaves them out. Nothing is deleted: run it again with other rules or limits, or delete the file, and the faces are back.
What a person decided on a face stands against every rule, and is remembered in the file.

Rules, in the order in which they look; each looks at what the ones before it left:
${ruleRows.join("\n")}

Options:
  --labels NAME        labels to look at
  --decisions FILE     keep, drop and fix by face, as the gallery saves them; added to those of earlier runs
  --forget             leave out the decisions of earlier runs
  --only A,B           these rules alone
  --set RULE=LIMIT     another limit; may be given several times
  --against NAME       labels to compare with, for the rule differs
  --dry-run            say what would be taken out, and write nothing

Examples:
  face88 data clean faces --labels open
  face88 data clean faces --labels open --set unsure=0.6 --set blurred=12 --dry-run
  face88 data clean faces --labels open --decisions decisions.json
`,
  async run(words) {
    const parsed = parse(words, {
      labels: { type: "string" },
      decisions: { type: "string" },
      forget: { type: "boolean" },
      only: { type: "string" },
      set: { type: "string", multiple: true },
      against: { type: "string" },
      "dry-run": { type: "boolean" },
    });
    const folder = datasetInput(parsed);
    const name = folderOption(parsed, "labels");
    const only = choices(
      parsed,
      "only",
      RULES.map((rule) => rule.name),
    );
    const limits = limitsOf((parsed.values.set ?? []) as unknown as readonly string[]);
    await using dataset = await Dataset.open(folder);
    const labels = await readLabels(dataset, name);
    const against = word(parsed, "against");
    const file = word(parsed, "decisions");
    const earlier = parsed.values.forget === true ? undefined : await readCleaningFile(folder, name);
    const decisions = { ...earlier?.decisions, ...(file === undefined ? {} : await readDecisions(file)) };
    const progress = new Progress("data clean");
    const cleaning = await clean(dataset, labels, {
      decisions,
      limits,
      ...(only && { only }),
      ...(against !== undefined && { against: await readLabels(dataset, against) }),
      onPicture: (done, total) => progress.update(done / total, `${done} of ${total} pictures compared`),
    }).finally(() => progress.clear());
    if (parsed.values["dry-run"] !== true) await writeCleaningFile(folder, cleaning);
    process.stdout.write(report(cleaning, dataset.faces.length, decisions));
    return 0;
  },
};

function limitsOf(words: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    words.map((given) => {
      const [, rule, limit] = /^([\w-]+)=(.+)$/.exec(given) ?? [];
      const value = Number(limit);
      if (rule === undefined || Number.isNaN(value)) {
        throw new UsageError(`--set: expected RULE=LIMIT such as blurred=5, got ${given}`);
      }
      return [rule, value] as const;
    }),
  );
}

function report({ rules, removed, decisions, labels }: CleaningFile, faces: number, given: Record<string, Decision>) {
  const examples = new Map(
    removed.map(({ rule, id, reason }) => [rule, `${id}: ${reason}`]).reverse() as [string, string][],
  );
  const rows = rules
    .filter(({ rule, looked }) => rule !== BY_HAND || looked > 0)
    .map(({ rule, looked, removed: out, overruled, description }) => [
      rule,
      String(looked),
      String(out),
      String(overruled),
      description,
    ]);
  const worst = rules.flatMap(({ rule }) => (examples.has(rule) ? [`  ${examples.get(rule)}`] : []));
  const stray = Object.keys(given).length - Object.keys(decisions).length;
  return [
    textTable([["rule", "looked", "removed", "overruled", "takes out"], ...rows], [0, 4]),
    ...(worst.length > 0 ? ["The worst of each rule:", ...worst, ""] : []),
    ...(stray > 0 ? [`${stray} decisions are about faces that are not in the dataset`] : []),
    `labels ${labels}: ${removed.length} of ${faces} faces removed, ${faces - removed.length} left`,
    "",
  ].join("\n");
}
