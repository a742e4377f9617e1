import { readFile } from "node:fs/promises";
import { basename, extname } from "node:path";
import { fileURLToPath } from "node:url";
import { readOnnx, TfliteImportError } from "@face88/graph";
import { BlazeFaceDetector, type BlazeFaceRange } from "../detect/blazeface.js";
import { CombinedDetector } from "../detect/combined.js";
import type { FaceDetector } from "../detect/detection.js";
import { MtcnnDetector } from "../detect/mtcnn/mtcnn.js";
import { UnreadableInputError } from "../errors.js";
import type { LandmarkModel } from "../landmark-model.js";
import { ATTENTION_POINTS, MESH_POINTS } from "../mesh/attention-indices.js";
import { MeshModel } from "../mesh/mesh-model.js";
import { readNetDescription } from "../net/description.js";
import { NetModel } from "../net/net-model.js";
import type { Runtime } from "../runtime.js";
import { mtcnnNetworks } from "./mtcnn-weights.js";
import { convertedTflite, publishedWeights, type WeightSource } from "./weights.js";

/** A network that face88 knows by name. */
export interface ModelEntry<T> {
  /** What it is, in a line, with its licence. */
  readonly description: string;
  /** Loads it; options that it does not know are not looked at. */
  load(runtime: Runtime, options: DetectorLoadOptions): Promise<T>;
}

/** What a detector may be told when it is loaded. */
export interface DetectorLoadOptions {
  /** Lowest confidence that counts as a face, 0 to 1; default 0.5, for MTCNN the threshold of its weights. */
  readonly minScore?: number;
  /** Smallest face to look for, its longer side in pixels, >= 12; default 40. Only MTCNN knows it. */
  readonly minFace?: number;
}

const meshPack = { package: "@mediapipe/face_mesh", file: "face_mesh_solution_packed_assets.data" };

/** Landmark networks by their names in `--model`. */
export const landmarkModels: Readonly<Record<string, ModelEntry<LandmarkModel>>> = Object.freeze({
  face88: ownEntry("face88", "face88's own network, 88 points, trained on openly licensed faces, MIT"),
  "face88-large": ownEntry(
    "face88-large",
    "face88's own larger network, 88 points, trained on openly licensed faces, MIT; more exact, five times slower",
  ),
  mesh: meshEntry(
    { ...meshPack, packed: "/face_landmark_with_attention.tflite" },
    "mesh",
    "MediaPipe Face Mesh with attention, 478 points, Apache-2.0",
  ),
  "mesh-468": meshEntry(
    { ...meshPack, packed: "/face_landmark.tflite" },
    "mesh-468",
    "MediaPipe Face Mesh, 468 points, Apache-2.0; smaller, faster, less exact",
  ),
});

/** Detectors by their names in `--detector`. */
export const faceDetectors: Readonly<Record<string, ModelEntry<FaceDetector>>> = Object.freeze({
  blazeface: {
    description: "both BlazeFace networks: near and small faces, Apache-2.0",
    async load(runtime, options) {
      const full = await faceDetectors["blazeface-full"].load(runtime, options);
      try {
        const short = await faceDetectors["blazeface-short"].load(runtime, options);
        return new CombinedDetector("blazeface", [full, short]);
      } catch (error) {
        full.dispose();
        throw error;
      }
    },
  },
  "blazeface-short": blazeFaceEntry("short", "face_detection_short_range.tflite", "for faces near the camera"),
  "blazeface-full": blazeFaceEntry("full", "face_detection_full_range.tflite", "for small faces as well"),
  mtcnn: mtcnnEntry(ownFile("mtcnn"), "face88's own MTCNN, for faces down to --min-face pixels, MIT"),
});

/** Name of the landmark network that is used when none is named. */
export const DEFAULT_MODEL = "face88";
/** Name of the detector that is used when none is named. */
export const DEFAULT_DETECTOR = "blazeface";

/**
 * A landmark network by its name or by the path of its file: an `.onnx` that `face88 export` made, with its `.json`
 * beside it, or a `.tflite` with a Face Mesh of 468 or 478 points, such as MediaPipe's `face_landmarks_detector.tflite`.
 * @throws RangeError when it is neither
 */
export function landmarkModel(nameOrPath: string): ModelEntry<LandmarkModel> {
  if (extname(nameOrPath) === ".onnx") return netFileEntry(nameOrPath);
  if (extname(nameOrPath) === ".tflite") return meshFileEntry(nameOrPath);
  return entryOf("model", landmarkModels, nameOrPath, " or the path of an .onnx or .tflite file");
}

/**
 * A detector by its name, or MTCNN by the path of the folder with its weights, which must hold a slash.
 * @throws RangeError when it is neither
 */
export function faceDetector(nameOrPath: string): ModelEntry<FaceDetector> {
  if (/[\\/]/.test(nameOrPath)) return mtcnnEntry(nameOrPath, `MTCNN with the weights of ${nameOrPath}`);
  return entryOf("detector", faceDetectors, nameOrPath, " or the path of a folder with MTCNN's weights");
}

function entryOf<T>(
  option: string,
  entries: Readonly<Record<string, ModelEntry<T>>>,
  name: string,
  other = "",
): ModelEntry<T> {
  const found = Object.hasOwn(entries, name) ? entries[name] : undefined;
  if (found === undefined) {
    throw new RangeError(`${option}: expected one of ${Object.keys(entries).join(", ")}${other}, got ${name}`);
  }
  return found;
}

/** A file or folder of models/, which the build puts into the package. */
function ownFile(name: string): string {
  return fileURLToPath(new URL(`../../models/${name}`, import.meta.url));
}

function ownEntry(name: string, description: string): ModelEntry<LandmarkModel> {
  const path = ownFile(`${name}.onnx`);
  return { description, load: (runtime, options) => netFileEntry(path).load(runtime, options) };
}

function netFileEntry(path: string): ModelEntry<LandmarkModel> {
  const beside = path.replace(/\.onnx$/, ".json");
  return {
    description: `landmark network of ${path}`,
    async load(runtime) {
      const [model, text] = await Promise.all(
        [path, beside].map((file) =>
          readFile(file).catch((cause: unknown) => {
            throw new UnreadableInputError(
              `${file}: expected a landmark network (.onnx with its .json), got no such file`,
              { cause },
            );
          }),
        ),
      );
      return NetModel.load(runtime, model, readNetDescription(text.toString(), beside));
    },
  };
}

function meshFileEntry(path: string): ModelEntry<LandmarkModel> {
  return {
    description: `Face Mesh of ${path}`,
    async load(runtime) {
      const tflite = await readFile(path).catch((cause: unknown) => {
        throw new UnreadableInputError(`${path}: expected a .tflite file, got none that can be read`, { cause });
      });
      const model = await convertedTflite(tflite, path).catch((error: unknown) => {
        if (!(error instanceof TfliteImportError)) throw error;
        throw new UnreadableInputError(error.message, { cause: error });
      });
      const { inputs, outputs } = readOnnx(model);
      const side = inputs[0].dims[1];
      const isMesh = outputs.some(({ dims }) =>
        [MESH_POINTS * 3, ATTENTION_POINTS * 3].includes(dims.at(-1) as number),
      );
      if (!isMesh || typeof side !== "number") {
        const came = outputs.map(({ name, dims }) => `${name} [${dims.join(", ")}]`).join(", ");
        throw new UnreadableInputError(`${path}: expected a Face Mesh of 468 or 478 points, got outputs ${came}`);
      }
      return MeshModel.load(runtime, model, basename(path), { side });
    },
  };
}

function meshEntry(source: WeightSource, name: string, description: string): ModelEntry<LandmarkModel> {
  return { description, load: async (runtime) => MeshModel.load(runtime, await publishedWeights(source), name) };
}

function blazeFaceEntry(range: BlazeFaceRange, file: string, use: string): ModelEntry<FaceDetector> {
  const source = { package: "@mediapipe/face_detection", file };
  return {
    description: `MediaPipe BlazeFace, ${range} range, ${use}, Apache-2.0`,
    load: async (runtime, { minScore }) =>
      BlazeFaceDetector.load(runtime, await publishedWeights(source), {
        range,
        ...(minScore !== undefined && { minScore }),
      }),
  };
}

function mtcnnEntry(folder: string, description: string): ModelEntry<FaceDetector> {
  return {
    description,
    load: async (runtime, options) => MtcnnDetector.load(runtime, await mtcnnNetworks(folder), options),
  };
}
