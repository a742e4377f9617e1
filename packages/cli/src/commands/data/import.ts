import { build, DatasetWriter, IMPORT_FORMATS, openSource, type Source, type SourceEntry } from "@face88/train/data";
import type { FaceDetector } from "face88";
import { faceDetectors, nodeRuntime } from "face88/node";
import { choices, count, parse, word } from "../../options.js";
import { Progress } from "../../progress.js";
import { UsageError } from "../../usage-error.js";
import type { Command } from "../command.js";
import { folderOption } from "./folder-option.js";

/** `face88 data import`: photos and their lists into a dataset. */
export const importData: Command = {
  summary: "read photos, lists and points of a source into a dataset",
  help: `face88 data import SOURCE -o DATASET [options]

Cuts the faces of a source out of their photos and stores them with box, points, licence, tier and what splits go by.
Killed in the middle: run it again, it goes on where it was. What gives no face is counted, with its reason, and listed
in DATASET/rejections.jsonl.

SOURCE is a folder of photos; CelebA's folder; a folder of photos with .pts files; a list of WFLW; a .json of COCO
keypoints; a .jsonl of faces as \`face88 data export\` writes it; or a folder with index.csv or annotations.jsonl.

Options:
  -o, --output FOLDER  dataset to add to, or to begin
  --format NAME        ${IMPORT_FORMATS.join("|")}; default: what SOURCE looks like
  --photos FOLDER      where the photos of a .json or .jsonl lie; default: beside it
  --name NAME          name of the source; default: that of the folder or file
  --only A,B           only these sources of a folder with several
  --limit N            at most N entries of each source, evenly spread
  --licence TEXT       licence of the photos, where the source does not say
  --tier open|research what weights trained on them may be used for; default research, where the source does not say

Examples:
  face88 data import photos/ -o faces --licence "CC0" --tier open
  face88 data import CelebA/ -o celeba
  face88 data import corpus/ -o faces --only fairface,human68 --limit 200
`,
  async run(words, signal) {
    const parsed = parse(words, {
      output: { type: "string", short: "o" },
      format: { type: "string" },
      photos: { type: "string" },
      name: { type: "string" },
      only: { type: "string" },
      limit: { type: "string" },
      licence: { type: "string" },
      tier: { type: "string" },
    });
    if (parsed.inputs.length !== 1) throw new UsageError(`expected one source, got ${parsed.inputs.length}`);
    const output = folderOption(parsed, "output");
    const format = choices(parsed, "format", IMPORT_FORMATS)?.[0];
    const tier = choices(parsed, "tier", ["open", "research"] as const)?.[0];
    const name = word(parsed, "name");
    const licence = word(parsed, "licence");
    const given = { ...(name && { name }), ...(licence && { licence }), ...(tier && { tier }) };
    const opened = await openSource(parsed.inputs[0], format, given, word(parsed, "photos"));
    const source = chosen(opened, word(parsed, "only")?.split(","), count(parsed, "limit"));
    const progress = new Progress("data import");
    const started = performance.now();
    await using writer = await DatasetWriter.open(output);
    let detector: FaceDetector | undefined;
    try {
      const report = await build(source, writer, {
        detect: async (photo) => {
          detector ??= await faceDetectors.blazeface.load(await nodeRuntime(), {});
          return detector.detect(photo);
        },
        onEntry: (done, total) => progress.update(done / total, `${done} of ${total}`),
        signal,
      });
      progress.clear();
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      const lines = [
        `${output}: ${report.added} faces added in ${seconds} s, ${report.before} entries were there before`,
        ...Object.entries(report.rejected).map(([reason, times]) => `  rejected: ${reason} ${times}`),
      ];
      process.stdout.write(`${lines.join("\n")}\n`);
    } finally {
      progress.clear();
      detector?.dispose();
    }
    return 0;
  },
};

function chosen(source: Source, only: readonly string[] | undefined, limit: number | undefined): Source {
  const bySource = new Map<string, SourceEntry[]>();
  for (const entry of source.entries) {
    const name = sourceOf(entry);
    if (only && !only.includes(name)) continue;
    const known = bySource.get(name);
    if (known) known.push(entry);
    else bySource.set(name, [entry]);
  }
  const missing = only?.find((name) => !bySource.has(name));
  if (missing !== undefined) throw new UsageError(`--only: expected sources that are there, got ${missing}`);
  return { root: source.root, entries: [...bySource.values()].flatMap((entries) => spread(entries, limit)) };
}

function sourceOf(entry: SourceEntry): string {
  if (entry.kind === "rejected") return entry.rejection.id.split("/")[0];
  return entry.kind === "faces" ? entry.faces[0].source : entry.face.source;
}

function spread<T>(all: readonly T[], limit = all.length): readonly T[] {
  if (limit >= all.length) return all;
  return Array.from({ length: limit }, (_, i) => all[Math.floor((i * all.length) / limit)]);
}
