import { BlazeFaceDetector, type BlazeFaceRange } from "../detect/blazeface.js";
import { CombinedDetector } from "../detect/combined.js";
import type { FaceDetector } from "../detect/detection.js";
import type { LandmarkModel } from "../landmark-model.js";
import { MeshModel } from "../mesh/mesh-model.js";
import type { Runtime } from "../runtime.js";
import { publishedWeights, type WeightSource } from "./weights.js";

/** A network that face88 knows by name. */
export interface ModelEntry<T> {
  /** What it is, in a line, with its licence. */
  readonly description: string;
  /** Loads it. */
  load(runtime: Runtime, options: { readonly minScore?: number }): Promise<T>;
}

const meshPack = { package: "@mediapipe/face_mesh", file: "face_mesh_solution_packed_assets.data" };

/** Landmark networks by their names in `--model`. */
export const landmarkModels: Readonly<Record<string, ModelEntry<LandmarkModel>>> = Object.freeze({
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
    load: async (runtime, options) =>
      new CombinedDetector("blazeface", [
        await faceDetectors["blazeface-full"].load(runtime, options),
        await faceDetectors["blazeface-short"].load(runtime, options),
      ]),
  },
  "blazeface-short": blazeFaceEntry("short", "face_detection_short_range.tflite", "for faces near the camera"),
  "blazeface-full": blazeFaceEntry("full", "face_detection_full_range.tflite", "for small faces as well"),
});

/** Name of the landmark network that is used when none is named. */
export const DEFAULT_MODEL = "mesh";
/** Name of the detector that is used when none is named. */
export const DEFAULT_DETECTOR = "blazeface";

function meshEntry(source: WeightSource, name: string, description: string): ModelEntry<LandmarkModel> {
  return { description, load: async (runtime) => MeshModel.load(runtime, await publishedWeights(source), name) };
}

function blazeFaceEntry(range: BlazeFaceRange, file: string, use: string): ModelEntry<FaceDetector> {
  const source = { package: "@mediapipe/face_detection", file };
  return {
    description: `MediaPipe BlazeFace, ${range} range, ${use}, Apache-2.0`,
    load: async (runtime, options) =>
      BlazeFaceDetector.load(runtime, await publishedWeights(source), { range, ...options }),
  };
}
