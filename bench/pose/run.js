// The mean head of packages/train/src/pose/mean-head.ts, and how near `headPose` comes to the pose of a mesh in three
// dimensions. Needs a dataset with the sources webmorph (neutral studio portraits), fairface and human68, and labels.
//   npm run build && FACE88_FACE_LANDMARKER=... node bench/pose/run.js DATASET LABELS [FACES]
import { readFile } from "node:fs/promises";
import { applyLinearMap, indexOf, MIRROR, POINT_COUNT, POINTS, transformPoints } from "@face88/points";
import { Dataset, photoToStored, readLabels } from "@face88/train/data";
import { headPose } from "@face88/train/evaluate";
import { MESH_TO_88, MeshModel, refinedLandmarks, squareAround } from "face88";
import { convertedTflite, nodeRuntime } from "face88/node";
import { angles, placed, rigid } from "./rigid.js";

const [folder, name, count = "400"] = process.argv.slice(2);
const landmarker = process.env.FACE88_FACE_LANDMARKER;
if (!folder || !name || !landmarker) {
  console.error("usage: FACE88_FACE_LANDMARKER=FILE node bench/pose/run.js DATASET LABELS [FACES]");
  process.exit(2);
}
const dataset = await Dataset.open(folder);
const labels = await readLabels(dataset, name);
const tflite = await convertedTflite(await readFile(landmarker), "face_landmarks_detector.tflite");
const model = await MeshModel.load(await nodeRuntime(), tflite, "v2", { side: 256, margin: 1.4 });

const rigidPoints = POINTS.filter(({ part }) => part === "nose" || part.endsWith("_eye")).map(({ index }) => index);
const neutral = chosen(({ id, source }) => source === "webmorph" && id.includes("neutral"));
const wild = spread(
  chosen(({ source }, i) => ["fairface", "human68"].includes(source) && confidence(i) > 0.4),
  Number(count),
);

let mean = inUnits(await mesh88(neutral[0]));
const portraits = [];
for (const index of neutral) portraits.push(await mesh88(index));
for (let round = 0; round < 5; round++) {
  const sum = new Float64Array(3 * POINT_COUNT);
  for (const points of portraits) {
    placed(
      rigid(
        points,
        mean,
        POINTS.slice(21).map(({ index }) => index),
      ),
      points,
    ).forEach((value, i) => {
      sum[i] += value / portraits.length;
    });
  }
  mean = inUnits(symmetric(sum));
}
for (const index of rigidPoints) {
  console.log(
    POINTS[index].name.padEnd(12),
    [0, 1, 2].map((axis) => mean[3 * index + axis].toFixed(3).padStart(7)).join(""),
  );
}

const differences = { yaw: [], pitch: [], roll: [] };
const turned = [];
for (const index of wild) {
  const truth = angles(rigid(mean, await mesh88(index), rigidPoints).rotation);
  const found = headPose(labels.points[index]);
  for (const angle of ["yaw", "pitch", "roll"]) differences[angle].push(Math.abs(found[angle] - truth[angle]));
  if (Math.abs(truth.yaw) > 30) turned.push(Math.abs(found.yaw - truth.yaw));
}
for (const [angle, values] of Object.entries({ ...differences, "yaw beyond 30": turned })) {
  const sorted = values.sort((a, b) => a - b);
  const average = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const within = sorted[Math.floor(0.95 * sorted.length)];
  console.log(
    `${angle}: ${sorted.length} faces, mean difference ${average.toFixed(2)} degrees, 95 % below ${within.toFixed(1)}`,
  );
}
model.dispose();

function chosen(wanted) {
  return dataset.faces.flatMap((face, i) => (labels.points[i] && wanted(face, i) ? [i] : []));
}

function spread(all, most) {
  return Array.from({ length: most }, (_, i) => all[Math.floor((i * all.length) / most)]);
}

function confidence(index) {
  return labels.confidence[index].reduce((sum, value) => sum + value, 0) / POINT_COUNT;
}

/** The 88 points in three dimensions: pixels of the stored picture, and towards the camera in the same unit. */
async function mesh88(index) {
  const { box, stored } = dataset.faces[index];
  const picture = await dataset.picture(index);
  const [left, top] = transformPoints(photoToStored(stored), new Float64Array([box[0], box[1]]));
  const region = squareAround([left, top, box[2] * stored.scale, box[3] * stored.scale], 1.3, 0.05);
  const [{ mesh }] = await refinedLandmarks(model, picture, [region]);
  const flat = applyLinearMap(MESH_TO_88, mesh.subarray(0, 3 * 468), { stride: 3 });
  const deep = new Float64Array(2 * 468);
  for (let i = 0; i < 468; i++) deep[2 * i] = -mesh[3 * i + 2];
  const depth = applyLinearMap(MESH_TO_88, deep);
  return Float64Array.from({ length: 3 * POINT_COUNT }, (_, i) =>
    i % 3 === 2 ? depth[2 * Math.floor(i / 3)] : flat[2 * Math.floor(i / 3) + (i % 3)],
  );
}

/** Moved and scaled so that the outer eye corners are 1 apart and 0 lies between them. */
function inUnits(points) {
  const [left, right] = [indexOf("left_eye_0"), indexOf("right_eye_0")].map((i) => points.subarray(3 * i, 3 * i + 3));
  const unit = Math.hypot(...right.map((value, axis) => value - left[axis]));
  return points.map((value, i) => (value - (left[i % 3] + right[i % 3]) / 2) / unit);
}

function symmetric(points) {
  return points.map((value, i) => {
    const mirrored = points[3 * MIRROR[Math.floor(i / 3)] + (i % 3)];
    return i % 3 === 0 ? (value - mirrored) / 2 : (value + mirrored) / 2;
  });
}
