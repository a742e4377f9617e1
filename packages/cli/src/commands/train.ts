import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { UnreadableInputError } from "face88";
import type { ExecutionProvider } from "face88/node";
import { choice, count, parse, word } from "../options.js";
import { Progress } from "../progress.js";
import { withTrainingErrors } from "../training-errors.js";
import { UsageError } from "../usage-error.js";
import type { Command } from "./command.js";
import { providers } from "./finder-options.js";

const interrupted = 130;

/** `face88 train`: a training run as a config says. */
export const train: Command = {
  summary: "train a network as a config says, resume a run",
  help: `face88 train CONFIG [options]

Trains a network. CONFIG is a JSON file; docs/trainer.md lists its entries. In the folder that its entry "out" names, the
run keeps last.safetensors and best.safetensors (checkpoints), metrics.csv and report.html. Ctrl-C ends the run after the
step at hand, with a checkpoint. Weights are the same to the bit however often a run is stopped and resumed, and however
many workers it has.

Options:
  --resume             go on from last.safetensors; begin if there is none
  --restart            begin anew over a run that is there
  --folder FOLDER      from where the config's relative paths start; default where the config is
  --out FOLDER         another folder than the config's, from the working folder
  --seed N             another seed than the config's, 1 or more
  --workers N          threads that compute; default one a core
  --provider NAME      where graphs run: cpu (default), cuda, webgpu, coreml, dml

Examples:
  face88 train config.json
  face88 train config.json --resume
  face88 train configs/student.json --folder ~/face88-data
  face88 train config.json --seed 2 --out runs/second
`,
  async run(words, signal) {
    const parsed = parse(words, {
      resume: { type: "boolean" },
      restart: { type: "boolean" },
      folder: { type: "string" },
      out: { type: "string" },
      seed: { type: "string" },
      workers: { type: "string" },
      provider: { type: "string" },
    });
    const [path, ...others] = parsed.inputs;
    if (path === undefined || others.length > 0) {
      throw new UsageError(`train: expected one config, got ${path === undefined ? "none" : parsed.inputs.join(" ")}`);
    }
    const { resume, restart } = parsed.values;
    if (resume && restart) throw new UsageError("train: expected --resume or --restart, got both");
    const out = word(parsed, "out");
    const seed = count(parsed, "seed");
    const workers = count(parsed, "workers");
    const provider: ExecutionProvider | undefined = choice(parsed, "provider", providers);
    const config = {
      ...(await readConfig(path)),
      ...(out !== undefined && { out: resolve(out) }),
      ...(seed !== undefined && { seed }),
      ...(workers !== undefined && { workers }),
      ...(provider !== undefined && { provider }),
    };

    const { train } = await import("@face88/train");
    const progress = new Progress("train");
    let first: number | undefined;
    return withTrainingErrors(path, progress, async () => {
      const {
        ended,
        best,
        last,
        progress: reached,
      } = await train(config, {
        folder: resolve(word(parsed, "folder") ?? dirname(path)),
        start: resume ? "resume" : restart ? "restart" : "new",
        signal,
        onFeatures: (done, rows) => progress.update(done / rows, `features ${done}/${rows}`),
        onStep: ({ step, steps, loss, learningRate, imagesPerSecond }) => {
          first ??= step - 1;
          const figures = [`loss ${loss.toPrecision(4)}`, `rate ${learningRate.toPrecision(3)}`];
          const speed = `${Math.round(imagesPerSecond)} images/s`;
          progress.update((step - first) / (steps - first), [`step ${step}/${steps}`, ...figures, speed].join(", "));
        },
        onValidation: ({ epoch, loss, validation, imagesPerSecond }, best) => {
          progress.clear();
          const figures = [
            `loss ${loss.toPrecision(4)}`,
            `mean distance ${validation.distance.toFixed(3)} px${best ? " (best)" : ""}`,
            `${Math.round(imagesPerSecond)} images/s`,
          ];
          process.stderr.write(`epoch ${epoch}: ${figures.join(", ")}\n`);
        },
      });
      progress.clear();
      if (ended === "interrupted") {
        process.stderr.write(`face88: stopped at step ${reached.step}; --resume goes on from ${last}\n`);
        return interrupted;
      }
      const why = ended === "patience" ? "no better validation for long enough" : "all epochs done";
      const found = reached.best;
      process.stdout.write(
        `${best}: mean distance ${found?.distance.toFixed(3)} px at step ${found?.step}; ${reached.seconds.toFixed(0)} s, ${why}\n`,
      );
      return 0;
    });
  },
};

async function readConfig(path: string): Promise<object> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new UnreadableInputError(`${path}: expected a config that can be read, got ${cause.code}`, { cause });
  });
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch (cause) {
    throw new UnreadableInputError(`${path}: expected JSON, got text that is not (${(cause as Error).message})`, {
      cause,
    });
  }
  throw new UnreadableInputError(`${path}: expected a JSON object, got ${text.trim().slice(0, 40)}`);
}
