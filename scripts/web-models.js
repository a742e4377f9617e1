// Puts the networks that the package brings as ready `.onnx` files into packages/face88/models, where Node reads them and
// browsers fetch them from: those of models/, which face88 trained, and MediaPipe's for the browser. Run: `node scripts/web-models.js`. What is there and right stays. With `--digests` it prints length and SHA-256
// of each, for the table in packages/face88/src/web/model-files.ts.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { publishedWeights, writeFileWhole } from "face88/node";

const folder = fileURLToPath(new URL("../packages/face88/models/", import.meta.url));
const detection = "@mediapipe/face_detection";
const mesh = { package: "@mediapipe/face_mesh", file: "face_mesh_solution_packed_assets.data" };

/** @type {Readonly<Record<string, import("face88/node").WeightSource>>} */
const sources = {
  "mesh.onnx": { ...mesh, packed: "/face_landmark_with_attention.tflite" },
  "blazeface-short.onnx": { package: detection, file: "face_detection_short_range.tflite" },
  "blazeface-full.onnx": { package: detection, file: "face_detection_full_range.tflite" },
};

const notice = `face88.onnx, face88-large.onnx and those in mtcnn/ are face88's own (MIT). They were trained on FairFace
(Kärkkäinen and Joo, WACV 2021, CC BY 4.0), the WebMorph sets (DeBruine and Jones, CC BY 4.0 and CC0) and portraits in the
public domain, labelled by MediaPipe's meshes; those in mtcnn/ on pictures of Debian packages, too.

The others are networks of MediaPipe (Google, Apache License 2.0,
https://www.apache.org/licenses/LICENSE-2.0), changed from TFLite to ONNX by face88:
${Object.entries(sources)
  .map(([name, source]) => `${name}: ${source.packed?.slice(1) ?? source.file} of the npm package ${source.package}`)
  .join("\n")}
`;

mkdirSync(`${folder}mtcnn`, { recursive: true });
// Of models/, only what may be used for anything: other weights are for those who ask for them by their path.
const own = [
  ...["face88", "face88-large"].flatMap((name) => [`${name}.onnx`, `${name}.json`]),
  ...["proposal", "refinement", "output"].map((name) => `mtcnn/${name}.onnx`),
];
const trained = new URL("../models/", import.meta.url);
const digests = process.argv.includes("--digests");
const files = [
  ...own.map((name) => ({ name, read: async () => readFileSync(new URL(name, trained)) })),
  ...Object.entries(sources).map(([name, source]) => ({ name, read: () => publishedWeights(source) })),
];
for (const { name, read } of files) {
  const bytes = await read();
  const path = `${folder}${name}`;
  if (!existsSync(path) || !readFileSync(path).equals(bytes)) await writeFileWhole(path, bytes);
  if (digests) console.log(name, bytes.length, createHash("sha256").update(bytes).digest("hex"));
}
const noticePath = `${folder}NOTICE.txt`;
if (!existsSync(noticePath) || readFileSync(noticePath, "utf8") !== notice) await writeFileWhole(noticePath, notice);
