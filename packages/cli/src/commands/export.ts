import { writeFileWhole } from "face88/node";
import { choice, count, parse, word } from "../options.js";
import { Progress } from "../progress.js";
import { withTrainingErrors } from "../training-errors.js";
import { UsageError } from "../usage-error.js";
import type { Command } from "./command.js";

/** `face88 export`: the model to ship from a checkpoint. */
export const exportCommand: Command = {
  summary: "make the ONNX model to ship from a checkpoint, with its parity",
  help: `face88 export CHECKPOINT -o MODEL.onnx [options]

Writes the forward part of the network that was trained, batch normalisation folded, and prints how far its points are
from those of the network as it was trained, on validation samples, in pixels of the crop.

Options:
  -o, --output FILE    the ONNX file to write
  --precision NAME     fp32 (default); fp16: weights in half the bytes; int8: quantised, calibrated on training samples
  --input NAME         float32 (default): as in training; uint8-nhwc, uint8-nchw: bytes, normalised in the graph
  --weight-bits N      8 (default), or 7: int8 for processors whose 8-bit products saturate (x64 without VNNI)
  --samples N          most samples to calibrate with and to compare on; default 256
  --name NAME          also write MODEL.json, with which \`--model MODEL.onnx\` uses the network: how its crop is laid, its
                       confidence and score, measured on validation faces
  --about TEXT         line for \`face88 models\` on what it is and its licence
  --data FOLDER        from where the config's relative paths start; default where the config was

Examples:
  face88 export runs/first/best.safetensors -o model.onnx
  face88 export runs/first/best.safetensors -o own.onnx --precision fp16 --name own
  face88 export runs/first/best.safetensors -o model.onnx --precision int8 --input uint8-nhwc
`,
  async run(words) {
    const parsed = parse(words, {
      output: { type: "string", short: "o" },
      precision: { type: "string" },
      input: { type: "string" },
      "weight-bits": { type: "string" },
      samples: { type: "string" },
      name: { type: "string" },
      about: { type: "string" },
      data: { type: "string" },
    });
    const [path, ...others] = parsed.inputs;
    if (path === undefined || others.length > 0) {
      throw new UsageError(
        `export: expected one checkpoint, got ${path === undefined ? "none" : parsed.inputs.join(" ")}`,
      );
    }
    const output = word(parsed, "output");
    if (output === undefined) throw new UsageError("-o: expected a file to write to, got none");
    const precision = choice(parsed, "precision", ["fp32", "fp16", "int8"] as const) ?? "fp32";
    const input = choice(parsed, "input", ["float32", "uint8-nhwc", "uint8-nchw"] as const) ?? "float32";
    const weightBits = choice(parsed, "weight-bits", ["7", "8"] as const) === "7" ? 7 : 8;
    const samples = count(parsed, "samples");
    const folder = word(parsed, "data");
    const name = word(parsed, "name");
    const about = word(parsed, "about");
    if (name !== undefined && !(output.endsWith(".onnx") && input === "float32")) {
      throw new UsageError(`--name: expected an output .onnx with float32 input, got ${output} with ${input}`);
    }
    const { describeModel, exportModel } = await import("@face88/train");
    const progress = new Progress("export");
    return withTrainingErrors(path, progress, async () => {
      const { bytes, parity } = await exportModel(path, {
        precision,
        input,
        weightBits,
        ...(samples !== undefined && { samples }),
        ...(folder !== undefined && { folder }),
        onProgress: (done) => progress.update(done),
      });
      const description =
        name === undefined
          ? undefined
          : await describeModel(path, bytes, {
              name,
              ...(about !== undefined && { description: about }),
              ...(folder !== undefined && { folder }),
            });
      await writeFileWhole(output, bytes);
      if (description)
        await writeFileWhole(output.replace(/\.onnx$/, ".json"), `${JSON.stringify(description, undefined, 2)}\n`);
      progress.clear();
      const size =
        bytes.length < 1e6 ? `${(bytes.length / 1e3).toFixed(0)} KB` : `${(bytes.length / 1e6).toFixed(2)} MB`;
      const [trained, exported] = [parity.errors.trained.distance, parity.errors.exported.distance];
      const cost = `${exported < trained ? "" : "+"}${((exported / trained - 1) * 100).toFixed(2)} %`;
      const figures = [
        `mean ${parity.mean.toExponential(2)} px, max ${parity.max.toExponential(2)} px`,
        `mean distance from the labels ${trained.toFixed(3)} -> ${exported.toFixed(3)} px (${cost})`,
      ].join("; ");
      process.stdout.write(
        `${output}: ${precision}, ${input} in, ${size}; parity with the trained network on ${parity.samples} samples: ${figures}\n`,
      );
      return 0;
    });
  },
};
