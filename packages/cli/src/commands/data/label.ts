import { estimateLabels, estimateText, TeacherError, type TeacherReference } from "@face88/train";
import { Dataset, fuseLabels, labelDataset } from "@face88/train/data";
import { count, parse, word } from "../../options.js";
import { Progress } from "../../progress.js";
import { UsageError } from "../../usage-error.js";
import type { Command } from "../command.js";
import { datasetInput } from "./folder-option.js";

const teacherHelp = `  mesh-v2              MediaPipe Face Landmarker v2; FACE88_FACE_LANDMARKER names its .tflite
  mesh-attention       MediaPipe Face Mesh with attention
  mesh-468             MediaPipe Face Mesh
  youtu-net            Tencent YouTu's alignment network; FACE88_YOUTU names the folder of its files
  tencent              Tencent Cloud's AnalyzeFace; credentials from TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY
  FILE.onnx            a network of face88 export --name, or any other with a description beside it, FILE.json`;

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
  --weights W[,W]      weight of each teacher in the mean; default all 1
  --boxes N            boxes that each teacher is shown, jittered ones after the first; default 1
  --no-flip            do not show the face flipped as well
  --workers N          threads that label; default one a core
  --yes                ask a service that costs money without showing the price first

Examples:
  face88 data label faces --teacher mesh-v2,mesh-attention --weights 2,1 --labels open
  face88 data label faces --fuse open --labels fused
`,
  async run(words, signal) {
    const parsed = parse(words, {
      teacher: { type: "string" },
      fuse: { type: "string" },
      labels: { type: "string" },
      weights: { type: "string" },
      boxes: { type: "string" },
      workers: { type: "string" },
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
    const teacher: TeacherReference = {
      names: teachers ?? [],
      weights: word(parsed, "weights")?.split(",").map(Number),
      boxes: count(parsed, "boxes"),
      flip: parsed.values["no-flip"] !== true,
    };
    const workers = count(parsed, "workers");
    const progress = new Progress("data label");
    try {
      const estimate = await estimateLabels(teacher, dataset.faces.length);
      if (estimate && parsed.values.yes !== true) {
        process.stdout.write(`${estimateText(estimate)}\nface88 data label ... --yes starts it\n`);
        return 0;
      }
      const report = await labelDataset(dataset, name, teacher, {
        workers,
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
    }
  },
};
