import {
  type Evaluation,
  evaluateHuman,
  evaluateLabels,
  evaluationHtml,
  evaluationJson,
  handLabelledAmong,
  handLabelledIn,
  type PredictOptions,
  type TestedModel,
} from "@face88/train/evaluate";
import { writeFileWhole } from "face88/node";
import { choice, count, listed, parse, word } from "../options.js";
import { Progress } from "../progress.js";
import { UsageError } from "../usage-error.js";
import { versionOf } from "../version.js";
import type { Command } from "./command.js";
import { openFaces } from "./eval/faces.js";
import { measureJitter } from "./eval/jitter.js";
import { loadModels } from "./eval/models.js";
import { evaluationTables } from "./eval/tables.js";

const worstFaces = 12;

/** `face88 eval`: how exact landmark networks are. */
export const evaluate: Command = {
  summary: "measure how exact landmark networks are",
  help: `face88 eval --model NAME|PATH [--model ...] [--data DATASET] [--human68 FOLDER] [--jitter VIDEO] [options]

Measures landmark networks, several side by side, each given the box of the face, as face88 detect --boxes does.

--data compares with the labels of a dataset, in pixels of the seed's crop of 160x160: MSE and MAE over the 176
coordinates, errors normalised by several distances, by part of the face, by the turn of the head, by age, gender and
race, and whether the confidence of the points keeps its promise.

--human68 scores on faces that were labelled by hand with the 68 points of iBUG: the mean error over the 25 points that
every layout has, in % of the distance of the outer eye corners. "corrected" is without what the two layouts define
differently: the median offset of each point, measured on the other half of the photos. Where the dataset has such faces,
they are scored without being asked for.

Options:
  --model NAME|PATH    landmark network, as face88 detect takes it; once for each network
  --data DATASET       dataset with labels
  --labels NAME        name of the labels; default: the only ones that there are
  --split val|test     part of the dataset; default all of it
  --tier open|research only faces of this tier; default both
  --human68 FOLDER     photos with annotations.jsonl (image, points, source_md5) or .pts files
  --every N            only every N-th face of that folder, for a quick look
  --jitter FILE        video of one face, or a photo: how much points tremble on a still face and lag behind a moving one
  -o, --output FILE    report as one HTML page: tables, charts, the worst faces as pictures
  --json FILE          all numbers, those of each face too
  --worst N            faces with the largest errors that are shown; default ${worstFaces}

Examples:
  face88 eval --human68 human68 --model mesh --model runs/student/student.onnx
  face88 eval --data faces --labels open --split val --model runs/student/student.onnx --json student.json
`,
  async run(words, signal) {
    const text = { type: "string" } as const;
    const parsed = parse(words, {
      model: { type: "string", multiple: true },
      data: text,
      labels: text,
      split: text,
      tier: text,
      human68: text,
      every: text,
      worst: text,
      jitter: text,
      json: text,
      output: { ...text, short: "o" },
    });
    if (parsed.inputs.length > 0) throw new UsageError(`eval: expected options only, got ${parsed.inputs[0]}`);
    const names = listed(parsed, "model");
    if (names.length === 0) throw new UsageError("--model: expected a landmark network, got none");
    const folder = word(parsed, "human68");
    const data = word(parsed, "data");
    const video = word(parsed, "jitter");
    if (data === undefined && folder === undefined && video === undefined) {
      throw new UsageError("eval: expected --data, --human68 or --jitter, got none of them");
    }
    const split = choice(parsed, "split", ["train", "val", "test"]);
    const tier = choice(parsed, "tier", ["open", "research"]);
    const worst = count(parsed, "worst") ?? worstFaces;
    const chosen = data === undefined ? undefined : await openFaces(data, word(parsed, "labels"), { split, tier });
    await using _ = chosen?.dataset;
    const hand =
      folder === undefined ? chosen && handLabelledAmong(chosen) : await handLabelledIn(folder, count(parsed, "every"));
    let progress = new Progress("eval");
    const stage = (name: string): PredictOptions => {
      progress.clear();
      progress = new Progress(`eval, ${name}`);
      return { signal, onFace: (done, total) => progress.update(done / total, `${done} of ${total}`) };
    };
    const models: TestedModel[] = [];
    try {
      await loadModels(names, models);
      const labels = chosen && (await evaluateLabels(models, chosen, split, worst, stage("labels")));
      const human =
        hand?.length && (await evaluateHuman(models, folder ?? data ?? "", hand, worst, stage("points from hand")));
      const jitter = video === undefined ? undefined : await measureJitter(models, video, stage("video"));
      const evaluation: Evaluation = {
        made: new Date().toISOString(),
        versions: {
          face88: versionOf("face88"),
          "onnxruntime-node": versionOf("onnxruntime-node"),
          node: process.versions.node,
        },
        labels,
        human: human || undefined,
        jitter,
      };
      progress.clear();
      process.stdout.write(evaluationTables(evaluation));
      const json = word(parsed, "json");
      const output = word(parsed, "output");
      if (output !== undefined) await writeFileWhole(output, evaluationHtml(evaluation));
      if (json !== undefined) await writeFileWhole(json, evaluationJson(evaluation));
      return 0;
    } finally {
      progress.clear();
      for (const { model } of models) model.dispose();
    }
  },
};
