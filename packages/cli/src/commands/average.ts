import { parse, word } from "../options.js";
import { Progress } from "../progress.js";
import { withTrainingErrors } from "../training-errors.js";
import { UsageError } from "../usage-error.js";
import type { Command } from "./command.js";

/** `face88 average`: the mean of several runs' weights. */
export const average: Command = {
  summary: "average the weights of runs that began with the same ones",
  help: `face88 average CHECKPOINT CHECKPOINT [...] -o MEAN.safetensors

Averages the weights of several runs that began with the same weights (other seeds, other rates): often better than the
best of them, and no larger. The file can be exported, or begun with by the "weights" of another config; it has no
optimiser's state, so it cannot be resumed.

Options:
  -o, --output FILE    the checkpoint to write

Example:
  face88 average runs/a/best.safetensors runs/b/best.safetensors -o runs/mean.safetensors
`,
  async run(words) {
    const parsed = parse(words, { output: { type: "string", short: "o" } });
    const { inputs } = parsed;
    if (inputs.length < 2) {
      throw new UsageError(`average: expected two checkpoints or more, got ${inputs.join(" ") || "none"}`);
    }
    const output = word(parsed, "output");
    if (output === undefined) throw new UsageError("-o: expected a file to write to, got none");
    const { averageCheckpoints } = await import("@face88/train");
    return withTrainingErrors(inputs[0], new Progress("average"), async () => {
      await averageCheckpoints(inputs, output);
      process.stdout.write(`${output}: mean of ${inputs.length} checkpoints\n`);
      return 0;
    });
  },
};
