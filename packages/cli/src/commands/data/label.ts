import { estimateText, TeacherError } from "@face88/train";
import { Dataset, fuseLabels, labelDataset } from "@face88/train/data";
import { count, parse, word } from "../../options.js";
import { Progress } from "../../progress.js";
import { UsageError } from "../../usage-error.js";
import type { Command } from "../command.js";
import { datasetInput } from "./folder-option.js";
import { openTeachers, teacherHelp } from "./teachers.js";

/** `face88 data label`: teachers put the 88 points on the faces of a dataset. */
export const labelData: Command = {
  summary: "put 88 points on every face, by one teacher or several",
  help: `face88 data label DATASET --teacher NAME[,NAME] [options]
face88 data label DATASET --fuse LABELS --labels NAME

Writes DATASET/labels/NAME.jsonl: 88 points a face, and how sure the teachers are of each. Several teachers, or several
looks of one, are averaged; their spread is the confidence. Killed in the middle: run it again, it goes on where it was.
--fuse takes the labels of a teacher and bends them onto the points that came from hand, where a face has them.

Teachers:
${teacherHelp}

Options:
  --labels NAME        name of the set; default: the teachers' names joined by +
  --boxes N            boxes that each teacher is shown, jittered ones after the first; default 1
  --no-flip            do not show the face flipped as well
  --yes                ask a service that costs money without showing the price first

Examples:
  face88 data label faces --teacher mesh-v2,mesh-attention --boxes 2 --labels open
  face88 data label faces --fuse open --labels fused
`,
  async run(words, signal) {
    const parsed = parse(words, {
      teacher: { type: "string" },
      fuse: { type: "string" },
      labels: { type: "string" },
      boxes: { type: "string" },
      "no-flip": { type: "boolean" },
      yes: { type: "boolean" },
    });
    const folder = datasetInput(parsed);
    const teachers = word(parsed, "teacher")?.split(",");
    const from = word(parsed, "fuse");
    if ((teachers === undefined) === (from === undefined))
      throw new UsageError("expected --teacher or --fuse, got none or both");
    const name = word(parsed, "labels") ?? teachers?.map((teacher) => teacher.replace(/^.*\//, "")).join("+");
    if (name === undefined) throw new UsageError("--labels: expected a name for the fused labels, got none");
    await using dataset = await Dataset.open(folder);
    if (from !== undefined) {
      const counts = Object.entries(await fuseLabels(dataset, from, name));
      process.stdout.write(
        `${folder}: labels ${name}: ${counts.map(([layout, faces]) => `${layout} ${faces}`).join(", ")}\n`,
      );
      return 0;
    }
    const looks = { boxes: count(parsed, "boxes") ?? 1, flip: parsed.values["no-flip"] !== true };
    const { teacher, estimate: price } = await openTeachers(teachers ?? [], looks);
    const progress = new Progress("data label");
    try {
      const estimate = price?.(dataset.faces.length);
      if (estimate && parsed.values.yes !== true) {
        process.stdout.write(`${estimateText(estimate)}\nface88 data label ... --yes starts it\n`);
        return 0;
      }
      const report = await labelDataset(dataset, name, teacher, {
        onFace: (done, total) => progress.update(done / total, `${done} of ${total}`),
        signal,
      });
      progress.clear();
      process.stdout.write(
        `${folder}: labels ${name}: ${report.labelled} added, ${report.before} were there before, ${report.noFace} without a face\n`,
      );
      return 0;
    } catch (error) {
      progress.clear();
      if (!(error instanceof TeacherError)) throw error;
      process.stderr.write(`face88: ${error.message}\n`);
      return 1;
    } finally {
      teacher.dispose();
    }
  },
};
