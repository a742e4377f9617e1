import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  cutPatches,
  exportStage,
  KnownFaces,
  MTCNN_STAGES,
  type MtcnnStage,
  readBackgrounds,
} from "@face88/train/mtcnn";
import { MtcnnCandidates } from "face88";
import { loadDetector, nodeRuntime, writeFileWhole } from "face88/node";
import { choice, count, type Parsed, parse, word } from "../options.js";
import { Progress } from "../progress.js";
import { UsageError } from "../usage-error.js";
import type { Command } from "./command.js";
import { folderOption } from "./data/folder-option.js";

const names = MTCNN_STAGES.map(({ name }) => name);
const defaultScenes = 2000;

/** `face88 mtcnn`: the parts of MTCNN's training that `face88 train` does not know. */
export const mtcnn: Command = {
  summary: "cut the patches that MTCNN's networks are trained on; export the trained networks",
  help: `face88 mtcnn cut DATASET -o FILE [options]
face88 mtcnn export CHECKPOINT -o FOLDER --network NAME

"cut" pastes the faces of a dataset into photos without faces and writes the patches that one of MTCNN's networks is
trained on; for R-Net (refinement) and O-Net (output) what the networks before let through. "export" puts a trained
network into the folder of weights that --detector takes. docs/detectors.md has the whole training.

Options:
  -o, --output PATH    file of patches, or folder of weights
  --network NAME       ${names.join(", ")}
  --labels NAME        cut: labels of the dataset that give boxes and points; default open
  --split NAME         cut: part of the dataset: train, val or test; default all of it
  --tier open|research cut: only faces of this tier: weights trained on research faces are for research; default both
  --backgrounds DIR    cut: photos; those with a face are left out
  --weights DIR        cut: the networks before, as exported; for P-Net itself, in a second round
  --scenes N           cut: pictures to compose; default ${defaultScenes}
  --seed N             cut: default 1

Examples:
  face88 mtcnn cut faces -o proposal.patches --network proposal --split train --tier open --backgrounds wallpapers
  face88 train proposal.json
  face88 mtcnn export runs/proposal/best.safetensors -o weights --network proposal
  face88 mtcnn cut faces -o refinement.patches --network refinement --weights weights --tier open --backgrounds wallpapers
`,
  async run([name, ...rest], signal) {
    const text = { type: "string" } as const;
    const options = {
      network: text,
      labels: text,
      split: text,
      tier: text,
      backgrounds: text,
      weights: text,
      scenes: text,
    };
    const parsed = parse(rest, { ...options, seed: text, output: { type: "string", short: "o" } });
    const chosen = choice(parsed, "network", names);
    if (chosen === undefined) throw new UsageError(`--network: expected ${names.join("|")}, got none`);
    const stage = MTCNN_STAGES.find((each) => each.name === chosen) as MtcnnStage;
    const [input, ...more] = parsed.inputs;
    if (input === undefined || more.length > 0)
      throw new UsageError(`mtcnn: expected one input, got ${parsed.inputs.length}`);
    const output = folderOption(parsed, "output");
    if (name === "cut") await cut(parsed, stage, input, output, signal);
    else if (name === "export") {
      const network = await exportStage(stage, input);
      await mkdir(output, { recursive: true });
      await writeFileWhole(join(output, `${stage.name}.onnx`), network);
    } else throw new UsageError(`mtcnn: expected cut or export, got ${name ?? "none"}`);
    return 0;
  },
};

async function cut(
  parsed: Parsed,
  stage: MtcnnStage,
  dataset: string,
  output: string,
  signal: AbortSignal,
): Promise<void> {
  const split = choice(parsed, "split", ["train", "val", "test"]);
  const tier = choice(parsed, "tier", ["open", "research"]);
  const folder = word(parsed, "backgrounds");
  if (folder === undefined) throw new UsageError("--backgrounds: expected a folder of photos, got none");
  const scenes = count(parsed, "scenes") ?? defaultScenes;
  const runtime = await nodeRuntime();
  const candidates = await networksBefore(stage, word(parsed, "weights"));
  try {
    await using faces = await KnownFaces.open(dataset, { labels: word(parsed, "labels") ?? "open", split, tier });
    const detector = await loadDetector(runtime, "blazeface");
    const backgrounds = await readBackgrounds(folder, detector);
    detector.dispose();
    const progress = new Progress("cut");
    const writer = await cutPatches({
      ...{ faces, backgrounds, side: stage.side, scenes, signal },
      ...(candidates && { candidates }),
      seed: count(parsed, "seed") ?? 1,
      onScene: (done) => progress.update(done / scenes, `${done} scenes`),
    });
    await writeFileWhole(output, writer.bytes());
    progress.clear();
    const { negative, part, positive } = writer.counts;
    process.stdout.write(
      `${output}: ${positive} faces, ${part} parts, ${negative} without a face; ${backgrounds.length} backgrounds\n`,
    );
  } finally {
    candidates?.dispose();
  }
}

/** The networks that decide what a network sees, as they were exported; thresholds low, so that it learns the unsure. */
async function networksBefore(stage: MtcnnStage, folder: string | undefined): Promise<MtcnnCandidates | undefined> {
  const isFirst = stage === MTCNN_STAGES[0];
  if (isFirst && folder === undefined) return undefined;
  // P-Net has none before it; a second round of its training takes what it wrongly let through itself.
  const before = isFirst ? [stage] : MTCNN_STAGES.slice(0, MTCNN_STAGES.indexOf(stage));
  if (folder === undefined) throw new UsageError(`--weights: expected the folder of ${before[0].name}.onnx, got none`);
  const [proposal, refinement] = await Promise.all(before.map(({ name }) => readFile(join(folder, `${name}.onnx`))));
  const options = { minFace: 20, maxCandidates: 200, thresholds: [0.5, 0.5, 0.5] as const };
  return MtcnnCandidates.load(await nodeRuntime(), { proposal, ...(refinement && { refinement }) }, options);
}
