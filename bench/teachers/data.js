// Hand-labelled faces and the teachers that are measured on them. FACE88_DATA is the folder with human68/ and models/,
// laid out as its README says; FACES is the size of the sample (default 500).
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { boundingBox } from "@face88/points";
import { cachedTeacher, meshTeacher, youtuTeacher } from "@face88/train";
import { nodeRuntime, readPhoto } from "face88/node";

const folder = process.env.FACE88_DATA;
if (!folder) throw new Error("FACE88_DATA: expected the folder with human68/ and models/, got nothing");

/**
 * @typedef {object} HumanFace
 * @property {string} file  path of the photo
 * @property {Float64Array} human  68 points
 * @property {import("@face88/points").Box} box  around them
 * @property {number} half  0 or 1, the same for all faces of a photo: corrections of one are measured on the other
 * @property {number} distance  of the outer corners of the eyes, pixels
 * @property {number} size  square root of the box's area, pixels
 */

/**
 * Every n-th face of the hand-labelled ones.
 * @param {number} [count]
 * @returns {HumanFace[]}
 */
export function humanFaces(count = Number(process.env.FACES ?? 500)) {
  const lines = readFileSync(join(String(folder), "human68", "annotations.jsonl"), "utf8")
    .trim()
    .split("\n");
  const picked = lines.filter(
    (_, i) => Math.floor(((i + 1) * count) / lines.length) > Math.floor((i * count) / lines.length),
  );
  return picked.map((line) => {
    const { image, points, source_md5 } = JSON.parse(line);
    const human = Float64Array.from(points.flat());
    const box = boundingBox(human);
    return {
      file: join(String(folder), "human68", image),
      human,
      box,
      half: Number.parseInt(source_md5[0], 16) % 2,
      distance: Math.hypot(human[90] - human[72], human[91] - human[73]),
      size: Math.sqrt(box[2] * box[3]),
    };
  });
}

/** One thread, as a worker of a data build has. */
export const runtime = await nodeRuntime({ threads: 1 });

/** Where the networks are that no npm package has. */
export const files = {
  landmarker: join(folder, "models", "mediapipe", "face_landmarks_detector.tflite"),
  youtu: join(folder, "models", "youtu"),
};

/** The teachers, their answers kept. */
export async function openTeachers() {
  const mesh = async (/** @type {import("@face88/train").MeshNetwork} */ network) =>
    cachedTeacher(await meshTeacher(runtime, network, { path: files.landmarker }));
  return {
    "mesh-468": await mesh("mesh-468"),
    "mesh-attention": await mesh("mesh-attention"),
    "mesh-v2": await mesh("mesh-v2"),
    "youtu-net": cachedTeacher(await youtuTeacher(runtime, { folder: files.youtu })),
  };
}

/**
 * What a teacher says of every face; photos are read one after the other.
 * @param {import("@face88/train").Teacher} teacher
 * @param {readonly HumanFace[]} faces
 */
export async function labelAll(teacher, faces) {
  const labels = [];
  for (const { file, box } of faces) labels.push(await teacher.label(await readPhoto(file), box));
  return labels;
}
