// node bench/detectors/published.js DATA COUNT: our MTCNN with the published weights beside tools/mtcnn-reference.py,
// which runs the published pipeline in NumPy, on the sample photos and on photos of DATA/human68. Prints how many faces
// both see, how far apart their boxes and points are, and how far the points of each are from those set by hand.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { intersectionOverUnion } from "face88";
import { loadDetector, nodeRuntime, readPhoto } from "face88/node";
import sharp from "sharp";

const [data, count = "300"] = process.argv.slice(2);
if (data === undefined) throw new Error("usage: node bench/detectors/published.js DATA [COUNT]");
const minFace = 40;
const weights = join(data, "models/mtcnn");
const photos = [1, 2, 3, 4, 5, 6].map((i) => `node_modules/@vladmandic/face-api/demo/sample${i}.jpg`);
const truth = new Map();
const named = readFileSync(join(data, "human68/annotations.jsonl"), "utf8").trim().split("\n");
const step = Math.max(1, Math.floor(named.length / Number(count)));
for (let i = 0; i < named.length && photos.length < 6 + Number(count); i += step) {
  const { image, points } = JSON.parse(named[i]);
  photos.push(join(data, "human68", image));
  truth.set(photos.at(-1), fivePoints(points));
}

const folder = mkdtempSync(join(tmpdir(), "face88-mtcnn-"));
try {
  const detector = await loadDetector(await nodeRuntime(), weights, { minFace });
  const ours = new Map();
  const lines = [];
  for (const [i, name] of photos.entries()) {
    // The pyramid of a photo of 1920 pixels takes NumPy long.
    const bytes = i < 6 ? await sharp(name).resize({ width: 960 }).png().toBuffer() : name;
    const image = await readPhoto(bytes);
    ours.set(name, await detector.detect(image));
    const file = join(folder, `${i}.rgb`);
    const rgb = Uint8Array.from(
      { length: image.width * image.height * 3 },
      (_, k) => image.data[k + Math.floor(k / 3)],
    );
    writeFileSync(file, rgb);
    lines.push(JSON.stringify({ name, file, width: image.width, height: image.height, minFace }));
  }
  const input = lines.join("\n");
  const python = spawnSync("python3", ["tools/mtcnn-reference.py", weights], { input, maxBuffer: 1 << 28 });
  if (python.status !== 0) throw new Error(python.stderr.toString());
  const reference = python.stdout
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

  const overlaps = [];
  const distances = [];
  const alone = { reference: [], ours: [] };
  const fromTruth = { reference: [], ours: [] };
  for (const { name, faces } of reference) {
    const left = [...ours.get(name)];
    for (const {
      box: [x1, y1, x2, y2],
      points,
      score,
    } of faces) {
      // Its boxes count from 1 and both ends are in them; of points it has taken that one already.
      const box = [x1 - 1.5, y1 - 1.5, x2 - x1 + 1, y2 - y1 + 1];
      const theirs = Array.from({ length: 10 }, (_, k) => points[(k >> 1) + 5 * (k & 1)] - 0.5);
      const best = left.toSorted((a, b) => intersectionOverUnion(b.box, box) - intersectionOverUnion(a.box, box))[0];
      if (best === undefined || intersectionOverUnion(best.box, box) < 0.5) {
        alone.reference.push({ size: Math.max(box[2], box[3]), score });
        continue;
      }
      left.splice(left.indexOf(best), 1);
      overlaps.push(intersectionOverUnion(best.box, box));
      const side = Math.max(box[2], box[3]);
      distances.push(meanDistance(best.keypoints, theirs) / side);
      const hand = truth.get(name);
      if (hand === undefined || faces.length > 1) continue;
      const pupils = Math.hypot(hand[2] - hand[0], hand[3] - hand[1]);
      fromTruth.ours.push(meanDistance(best.keypoints, hand) / pupils);
      fromTruth.reference.push(meanDistance(theirs, hand) / pupils);
    }
    alone.ours.push(...left.map((face) => ({ size: Math.max(face.box[2], face.box[3]), score: face.score })));
  }
  const at = (values, share) => values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))];
  console.log(`${photos.length} photos, minimum face ${minFace}: ${overlaps.length} faces that both see,`);
  for (const [who, faces] of [
    ["the published pipeline", alone.reference],
    ["ours", alone.ours],
  ]) {
    const told = faces.map(({ size, score }) => `${size.toFixed(0)} px at ${score.toFixed(2)}`).join(", ");
    console.log(`${faces.length} that only ${who} sees: ${told}`);
  }
  console.log(`overlap: median ${at(overlaps, 0.5).toFixed(3)}, lowest 5 % ${at(overlaps, 0.05).toFixed(3)}`);
  const part = (values, share) => `${(100 * at(values, share)).toFixed(2)} %`;
  const both = (values) => `median ${part(values, 0.5)}, highest 5 % ${part(values, 0.95)}`;
  console.log(`points apart, of the box's longer side: ${both(distances)}`);
  console.log(`points from those by hand, of the distance of the pupils: published ${both(fromTruth.reference)};`);
  console.log(`ours ${both(fromTruth.ours)}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function meanDistance(a, b) {
  let sum = 0;
  for (let k = 0; k < a.length; k += 2) sum += Math.hypot(a[k] - b[k], a[k + 1] - b[k + 1]);
  return sum / (a.length / 2);
}

/** Eye centres, nose tip and mouth corners of 68 points. */
function fivePoints(points) {
  const centre = (first) => {
    const eye = points.slice(first, first + 6);
    return [0, 1].map((axis) => eye.reduce((sum, point) => sum + point[axis] / 6, 0));
  };
  return [centre(36), centre(42), points[30], points[48], points[54]].flat();
}
