import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

function readPackage(name: string, file: string): Uint8Array {
  return new Uint8Array(readFileSync(join(dirname(require.resolve(`${name}/package.json`)), file)));
}

/** Bytes of a part of `@mediapipe/face_mesh`'s pack, whose table of contents stands in the loader script as JSON. */
function packedMesh(file: string): Uint8Array {
  const pack = "face_mesh_solution_packed_assets";
  const loader = new TextDecoder().decode(readPackage("@mediapipe/face_mesh", `${pack}_loader.js`));
  const table = /"files": (\[.*?\])/.exec(loader)?.[1] ?? "[]";
  const parts: { filename: string; start: number; end: number }[] = JSON.parse(table);
  const part = parts.find(({ filename }) => filename.endsWith(`/${file}`));
  if (part === undefined) throw new Error(`no ${file} in the pack of @mediapipe/face_mesh`);
  return readPackage("@mediapipe/face_mesh", `${pack}.data`).slice(part.start, part.end);
}

/** The TFLite networks that npm packages hold, by file name; used by tests only. */
export const publishedModels = {
  "face_detection_short_range.tflite": () =>
    readPackage("@mediapipe/face_detection", "face_detection_short_range.tflite"),
  "face_detection_full_range.tflite": () =>
    readPackage("@mediapipe/face_detection", "face_detection_full_range.tflite"),
  "face_detection_full_range_sparse.tflite": () =>
    readPackage("@mediapipe/face_detection", "face_detection_full_range_sparse.tflite"),
  "face_landmark.tflite": () => packedMesh("face_landmark.tflite"),
  "face_landmark_with_attention.tflite": () => packedMesh("face_landmark_with_attention.tflite"),
} as const;
