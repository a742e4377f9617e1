import { GALLERY_SORTS, readDecisions, writeGallery } from "@face88/train/data";
import { choice, count, parse, word } from "../../options.js";
import { Progress } from "../../progress.js";
import { UsageError } from "../../usage-error.js";
import type { Command } from "../command.js";
import { datasetInput, folderOption } from "./folder-option.js";

/** `face88 data gallery`: a page to look at faces and to decide on them. */
export const galleryData: Command = {
  summary: "write a page that shows faces with points: keep, drop, fix",
  help: `face88 data gallery DATASET -o FOLDER --labels NAME [options]

Writes a page that needs no server: open FOLDER/index.html. Arrows choose a face, K keeps it, D drops it, F opens it to
drag its points. The page saves a file of decisions, which face88 data clean --decisions reads.

Options:
  -o, --output FOLDER  folder to write; a gallery that is there is replaced
  --labels NAME        labels to show
  --sort SCORE         ${GALLERY_SORTS.join("|")};
                       the worst come first; default shape
  --against NAME       labels to compare with, for the score teachers
  --only WHICH         removed|kept|all by the last cleaning; default all
  --limit N            only the N worst
  --decisions FILE     decisions to begin with; default those of the last cleaning

Example:
  face88 data gallery faces -o gallery --labels open --only removed
`,
  async run(words, signal) {
    const text = { type: "string" } as const;
    const options = { labels: text, sort: text, against: text, only: text, limit: text, decisions: text };
    const parsed = parse(words, { ...options, output: { type: "string", short: "o" } });
    const dataset = datasetInput(parsed);
    const output = folderOption(parsed, "output");
    const labels = word(parsed, "labels");
    if (!labels) throw new UsageError("--labels: expected a name of labels, got none");
    const against = word(parsed, "against");
    const sort = choice(parsed, "sort", GALLERY_SORTS);
    if (sort === "teachers" && against === undefined) {
      throw new UsageError("--sort teachers: expected --against NAME, got none");
    }
    const file = word(parsed, "decisions");
    const progress = new Progress("data gallery");
    try {
      const faces = await writeGallery({
        dataset,
        output,
        labels,
        against,
        sort,
        only: choice(parsed, "only", ["removed", "kept", "all"]),
        limit: count(parsed, "limit"),
        decisions: file === undefined ? undefined : await readDecisions(file),
        onFace: (done, total) => progress.update(done / total, `${done} of ${total}`),
        signal,
      });
      progress.clear();
      process.stdout.write(`${output}/index.html: ${faces} faces\n`);
    } finally {
      progress.clear();
    }
    return 0;
  },
};
