import { DEFAULT_DETECTOR, DEFAULT_MODEL, faceDetectors, landmarkModels } from "face88/node";
import { parse } from "../options.js";
import { UsageError } from "../usage-error.js";
import type { Command } from "./command.js";

/** `face88 models`: what `--model` and `--detector` take. */
export const models: Command = {
  summary: "list the networks that --model and --detector know",
  help: `face88 models

Lists the landmark networks and the detectors by name, with their licence. * marks what is used when none is named.
`,
  async run(words) {
    const { inputs } = parse(words, {});
    if (inputs.length > 0) throw new UsageError(`models: expected no input, got ${inputs[0]}`);
    const list = (entries: Readonly<Record<string, { readonly description: string }>>, chosen: string) =>
      Object.entries(entries).map(
        ([name, { description }]) => `${name === chosen ? "*" : " "} ${name.padEnd(18)}${description}`,
      );
    const lines = [
      "Landmark networks (--model)",
      ...list(landmarkModels, DEFAULT_MODEL),
      "Detectors (--detector)",
      ...list(faceDetectors, DEFAULT_DETECTOR),
    ];
    process.stdout.write(`${lines.join("\n")}\n`);
    return 0;
  },
};
