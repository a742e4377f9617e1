import { boundingBox } from "@face88/points";
import {
  type HumanFace,
  type HumanScore,
  humanFolder,
  median,
  predictFaces,
  scoreHumanFaces,
} from "@face88/train/evaluate";
import type { LandmarkModel } from "face88";
import { landmarkModel, nodeRuntime, readPhoto } from "face88/node";
import { count, listed, parse, word } from "../options.js";
import { Progress } from "../progress.js";
import { textTable } from "../text-table.js";
import { UsageError } from "../usage-error.js";
import type { Command } from "./command.js";

/** `face88 eval`: how exact landmark networks are. */
export const evaluate: Command = {
  summary: "measure how exact landmark networks are",
  help: `face88 eval --model NAME|PATH [--model ...] --human68 FOLDER [options]

Scores landmark networks on faces that were labelled by hand with the 68 points of iBUG, given the box around those
points, as face88 detect --boxes does: the mean error over the 25 points that every layout has, in % of the distance of
the outer eye corners. "corrected" is without what the two layouts define differently: the median offset of each point,
measured on the other half of the photos.

Options:
  --model NAME|PATH    landmark network, as face88 detect takes it; several are compared
  --human68 FOLDER     photos with annotations.jsonl (image, points, source_md5) or .pts files
  --every N            only every N-th face, for a quick look

Examples:
  face88 eval --human68 human68 --model mesh --model runs/student/student.onnx
`,
  async run(words, signal) {
    const parsed = parse(words, {
      model: { type: "string", multiple: true },
      human68: { type: "string" },
      every: { type: "string" },
    });
    if (parsed.inputs.length > 0) throw new UsageError(`eval: expected options only, got ${parsed.inputs[0]}`);
    const names = listed(parsed, "model");
    if (names.length === 0) throw new UsageError("--model: expected a landmark network, got none");
    const folder = word(parsed, "human68");
    if (folder === undefined) throw new UsageError("--human68: expected a folder, got none");
    const faces = await humanFolder(folder, count(parsed, "every"));
    const models: LandmarkModel[] = [];
    try {
      const runtime = await nodeRuntime();
      for (const name of names) models.push(await landmarkModel(name).load(runtime, {}));
      const scores = await scoreAll(models, faces, signal);
      process.stdout.write(`${folder}: ${faces.length} hand-labelled faces, 25 points, % of the eye-corner distance\n`);
      process.stdout.write(humanTable(names, scores));
      return 0;
    } finally {
      for (const model of models) model.dispose();
    }
  },
};

async function scoreAll(models: readonly LandmarkModel[], faces: readonly HumanFace[], signal: AbortSignal) {
  const boxed = faces.map(({ photo, points }) => ({ picture: () => readPhoto(photo), box: boundingBox(points) }));
  const progress = new Progress("eval");
  const answers: { points: Float32Array; milliseconds: number }[][] = models.map(() => []);
  let done = 0;
  for await (const face of predictFaces(models, boxed)) {
    signal.throwIfAborted();
    face.forEach(({ shape, milliseconds }, i) => {
      answers[i].push({ points: shape.points, milliseconds });
    });
    progress.update(++done / faces.length, `${done} of ${faces.length}`);
  }
  progress.clear();
  return answers.map((each) => ({
    milliseconds: median(each.map(({ milliseconds }) => milliseconds)),
    ...scoreHumanFaces(
      each.map(({ points }, i) => ({ predicted: points, truth: faces[i].points, group: faces[i].group })),
    ),
  }));
}

function humanTable(names: readonly string[], scores: readonly (HumanScore & { milliseconds: number })[]): string {
  const percent = (share: number) => (100 * share).toFixed(2);
  const regions = Object.keys(scores[0].regions) as (keyof HumanScore["regions"])[];
  const rows = scores.map((score, i) => [
    names[i],
    percent(score.plain),
    percent(score.corrected),
    percent(score.median),
    percent(score.failureRate),
    percent(score.areaUnderCurve),
    ...regions.map((region) => percent(score.regions[region].corrected)),
    score.milliseconds.toFixed(1),
  ]);
  return textTable([["model", "plain", "corrected", "median", "above 8 %", "AUC", ...regions, "ms a face"], ...rows]);
}
