// node bench/detectors/compare.js DATA [FACES] [MTCNN [ONLY]]: detectors side by side. Recall at an overlap of 0.5 against
// false positives, by size of the face; what each box costs in the landmarks that follow; milliseconds.
import { join } from "node:path";
import { boundingBox, normalisedMeanError, toIbug68 } from "@face88/points";
import { intersectionOverUnion, refinedLandmarks } from "face88";
import { landmarkModel, loadDetector, nodeRuntime, readPhoto } from "face88/node";
import { composed, humanFaces, randomNumbers, scene, sceneFiles, sizes } from "./pictures.js";
import { RATES, scoreAt } from "./rates.js";
import { loadYunet } from "./yunet.js";

const [data, faceCount = "60", own, only] = process.argv.slice(2);
if (data === undefined) throw new Error("usage: node bench/detectors/compare.js DATA [FACES] [MTCNN [ONLY]]");
const count = Number(faceCount);
/** Far below the defaults, so that recall is known down to many false positives. */
const minScore = 0.02;
const minFace = 20;

// MTCNN keeps its thresholds: a lower last one would lower those of the networks before it as well.
const mtcnn = (weights) => (runtime, options) => loadDetector(runtime, weights, { minFace: options.minFace });
const loaders = {
  "mtcnn, ours": mtcnn(own ?? "mtcnn"),
  "mtcnn, published": mtcnn(join(data, "models/mtcnn")),
  "blazeface-short": (runtime, options) => loadDetector(runtime, "blazeface-short", options),
  "blazeface-full": (runtime, options) => loadDetector(runtime, "blazeface-full", options),
  blazeface: (runtime, options) => loadDetector(runtime, "blazeface", options),
  yunet: (runtime, options) => loadYunet(runtime, join(data, "models/yunet/yunet_n_dynamic.onnx"), options.minScore),
};

const faces = humanFaces(data);
const scenes = sceneFiles(data);
const runtime = await nodeRuntime();
const model = await landmarkModel("mesh").load(runtime, {});
const every = Math.floor(faces.length / (count + 40));
const chosen = Array.from({ length: count }, (_, i) => faces[(i + 40) * every]);
const calibrationFaces = Array.from({ length: 40 }, (_, i) => faces[i * every]);

for (const [name, load] of Object.entries(loaders)) {
  if (only !== undefined && !name.startsWith(only)) continue;
  const detector = await load(runtime, { minScore, minFace });
  const toTight = await calibration(detector);
  const next = randomNumbers(7);
  const falseScores = [];
  let images = 0;
  const found = sizes.map(() => []);
  for (const [s, [least, most]] of sizes.entries()) {
    for (const [i, face] of chosen.entries()) {
      const size = least * (most / least) ** next();
      const { image, box, covered } = await composed(face, scenes[(i + s * count) % scenes.length], size, next);
      const detections = (await detector.detect(image)).map((each) => ({ ...each, box: toTight(each.box) }));
      const hits = detections.filter((each) => intersectionOverUnion(each.box, box) >= 0.5);
      found[s].push(Math.max(0, ...hits.map(({ score }) => score)));
      // More faces may be in the photo, so only the scene around it counts.
      falseScores.push(...detections.filter((each) => !isInside(each.box, covered)).map(({ score }) => score));
      images++;
    }
  }
  for (const file of scenes.slice(0, 2 * count)) {
    falseScores.push(...(await detector.detect(await readPhoto(await scene(file)))).map(({ score }) => score));
    images++;
  }
  falseScores.sort((a, b) => b - a);
  const rows = RATES.map((rate) => {
    const threshold = scoreAt(falseScores, rate, images);
    return `${found.map((scores) => percent(scores.filter((score) => score > threshold).length / scores.length)).join(" ")} (${threshold.toFixed(2)})`;
  });
  console.log(`${name.padEnd(18)} recall at ${RATES.join(", ")} false an image: ${rows.join(" | ")}`);
  console.log(`${"".padEnd(18)} landmarks ${await downstream(detector)}; ms ${await speed(load)}`);
  detector.dispose();
}

/** How to turn a detector's boxes into ones tight around brows and chin: medians on faces that are not counted. */
async function calibration(detector) {
  const parts = [[], [], [], []];
  for (const { file, points } of calibrationFaces) {
    const box = boundingBox(points);
    const best = nearest(await detector.detect(await readPhoto(file)), box);
    if (best === undefined) continue;
    const [x, y, w, h] = best.box;
    const ratios = [
      (box[0] + box[2] / 2 - x - w / 2) / w,
      (box[1] + box[3] / 2 - y - h / 2) / h,
      box[2] / w,
      box[3] / h,
    ];
    for (const [k, part] of parts.entries()) part.push(ratios[k]);
  }
  const [dx, dy, dw, dh] = parts.map((part) => part.sort((a, b) => a - b)[part.length >> 1] ?? 0);
  return ([x, y, w, h]) => [x + w / 2 + dx * w - (dw * w) / 2, y + h / 2 + dy * h - (dh * h) / 2, dw * w, dh * h];
}

/** Error of the landmarks that follow from the detector's box, and faces without one. */
async function downstream(detector) {
  const errors = [];
  let missed = 0;
  for (const { file, points } of chosen) {
    const image = await readPhoto(file);
    const best = nearest(await detector.detect(image), boundingBox(points));
    if (best === undefined) {
      missed++;
      continue;
    }
    const [shape] = await refinedLandmarks(model, image, [model.regionOfDetection(best)]);
    const eyes = Math.hypot(points[72] - points[90], points[73] - points[91]);
    errors.push(normalisedMeanError(Float64Array.from(toIbug68(shape.points)), Float64Array.from(points), eyes));
  }
  errors.sort((a, b) => a - b);
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  return `mean ${(100 * mean).toFixed(2)} %, 95th percentile ${(100 * errors[Math.floor(0.95 * errors.length)]).toFixed(2)} %, ${missed} missed`;
}

/** Least and median time of a picture of 640x480, minimum face 40, on one thread and on two. */
async function speed(load) {
  const { image } = await composed(chosen[0], scenes[0], 120, randomNumbers(1));
  const told = [];
  for (const threads of [1, 2]) {
    const detector = await load(await nodeRuntime({ threads }), { minScore: 0.5, minFace: 40 });
    const times = [];
    for (let i = 0; i < 40; i++) {
      const began = performance.now();
      await detector.detect(image);
      times.push(performance.now() - began);
    }
    detector.dispose();
    times.sort((a, b) => a - b);
    told.push(`${threads} thread${threads > 1 ? "s" : ""} ${times[0].toFixed(1)} (median ${times[20].toFixed(1)})`);
  }
  return told.join(", ");
}

function nearest(detections, box) {
  return detections
    .filter((each) => intersectionOverUnion(each.box, box) > 0.2)
    .toSorted((a, b) => intersectionOverUnion(b.box, box) - intersectionOverUnion(a.box, box))[0];
}

function isInside([x, y, w, h], [left, top, width, height]) {
  const [cx, cy] = [x + w / 2, y + h / 2];
  return cx > left - w / 2 && cy > top - h / 2 && cx < left + width + w / 2 && cy < top + height + h / 2;
}

function percent(share) {
  return (100 * share).toFixed(0);
}
