import { readFile } from "node:fs/promises";
import { MeshModel, MissingDependencyError, type Runtime } from "face88";
import { convertedTflite, publishedWeights } from "face88/node";
import { digest } from "./digest.js";
import { LandmarkTeacher } from "./landmark-teacher.js";
import type { Teacher } from "./teacher.js";

/** The MediaPipe networks: 468 points, 478 with attention, and Face Landmarker v2, the best of them. */
export type MeshNetwork = "mesh-468" | "mesh-attention" | "mesh-v2";

/** Options of {@link meshTeacher}. */
export interface MeshTeacherOptions {
  /** File of Face Landmarker v2, which is in no npm package; default the environment's FACE88_FACE_LANDMARKER. */
  readonly path?: string | undefined;
}

/** Counts up whenever the same weights give other points: another table from the mesh to the 88, other crops. */
const REVISION = 1;

/** Margin of the second crop; MediaPipe's own is 1.5. On hand-labelled faces 1.4 is better: docs/teachers.md. */
const margin = 1.4;

const pack = { package: "@mediapipe/face_mesh", file: "face_mesh_solution_packed_assets.data" };

/**
 * A MediaPipe mesh as a teacher. The first two are in npm packages, `mesh-v2` is a file of its own
 * (`face_landmarks_detector.tflite` out of MediaPipe's `face_landmarker.task`).
 * @throws MissingDependencyError when the package or the file is not there
 */
export async function meshTeacher(
  runtime: Runtime,
  network: MeshNetwork,
  options: MeshTeacherOptions = {},
): Promise<Teacher> {
  const { bytes, side } = await weightsOf(network, options.path ?? process.env.FACE88_FACE_LANDMARKER);
  const model = await MeshModel.load(runtime, bytes, network, { side, margin });
  return new LandmarkTeacher(model, `${network}-${REVISION}-${digest(bytes).slice(0, 8)}`);
}

async function weightsOf(network: MeshNetwork, path: string | undefined): Promise<{ bytes: Uint8Array; side: number }> {
  switch (network) {
    case "mesh-468":
      return { bytes: await publishedWeights({ ...pack, packed: "/face_landmark.tflite" }), side: 192 };
    case "mesh-attention":
      return { bytes: await publishedWeights({ ...pack, packed: "/face_landmark_with_attention.tflite" }), side: 192 };
    case "mesh-v2": {
      const file = path ?? "";
      const tflite = await readFile(file).catch((cause: unknown) => {
        const message = `mesh-v2: expected face_landmarks_detector.tflite as path or FACE88_FACE_LANDMARKER, got "${file}"`;
        throw new MissingDependencyError(message, { cause });
      });
      return { bytes: await convertedTflite(tflite, "face_landmarks_detector.tflite"), side: 256 };
    }
    default:
      throw new RangeError(`network: expected mesh-468, mesh-attention or mesh-v2, got ${network satisfies never}`);
  }
}
