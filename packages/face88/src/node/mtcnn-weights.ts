import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { NumpyImportError, OnnxFormatError, readNumpyArrays, readOnnx, writeOnnx } from "@face88/graph";
import type { MtcnnNetworks } from "../detect/mtcnn/mtcnn.js";
import { publishedMtcnn } from "../detect/mtcnn/published.js";
import { UnreadableInputError } from "../errors.js";

/** Numbers that each network gives for a window or crop. */
const rowLengths = { proposal: 5, refinement: 5, output: 15 } as const;

/**
 * MTCNN's networks from a folder: face88's own, `proposal.onnx`, `refinement.onnx` and `output.onnx`, or the published
 * weights, `det1.npy`, `det2.npy` and `det3.npy`.
 * @throws UnreadableInputError that names the file, and the array where one is missing or has another shape
 */
export async function mtcnnNetworks(folder: string): Promise<MtcnnNetworks> {
  const isPublished = await access(join(folder, "det1.npy")).then(
    () => true,
    () => false,
  );
  return isPublished ? publishedNetworks(folder) : ownNetworks(folder);
}

async function ownNetworks(folder: string): Promise<MtcnnNetworks> {
  const networkOf = async (name: keyof typeof rowLengths) => {
    const path = join(folder, `${name}.onnx`);
    const bytes = await read(path);
    const [output] = outputsOf(bytes, path);
    if (output?.dims[1] !== rowLengths[name]) {
      const came = `[${output?.dims.join(", ")}]`;
      throw new UnreadableInputError(
        `${path}: expected a network of MTCNN that gives ${rowLengths[name]} numbers, got ${came}`,
      );
    }
    return bytes;
  };
  return {
    proposal: await networkOf("proposal"),
    refinement: await networkOf("refinement"),
    output: await networkOf("output"),
  };
}

function outputsOf(bytes: Uint8Array, path: string) {
  try {
    return readOnnx(bytes).outputs;
  } catch (error) {
    if (!(error instanceof OnnxFormatError)) throw error;
    throw new UnreadableInputError(`${path}: ${error.message}`, { cause: error });
  }
}

async function publishedNetworks(folder: string): Promise<MtcnnNetworks> {
  const arraysOf = async (file: string) => {
    const path = join(folder, file);
    return readNumpyArrays(await read(path), { file: path });
  };
  try {
    const [first, second, third] = await Promise.all(["det1.npy", "det2.npy", "det3.npy"].map(arraysOf));
    const graphs = publishedMtcnn({ proposal: first, refinement: second, output: third });
    return {
      proposal: writeOnnx(graphs.proposal),
      refinement: writeOnnx(graphs.refinement),
      output: writeOnnx(graphs.output),
    };
  } catch (error) {
    if (error instanceof NumpyImportError || error instanceof RangeError) {
      throw new UnreadableInputError(error.message, { cause: error });
    }
    throw error;
  }
}

function read(path: string): Promise<Uint8Array> {
  return readFile(path).catch((cause: unknown) => {
    throw new UnreadableInputError(`${path}: expected a file with MTCNN's weights, got none that can be read`, {
      cause,
    });
  });
}
