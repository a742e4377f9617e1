// node bench/detectors/recall.js DATA DETECTOR ... [--faces 300] [--turn 0]: recall on photos of human68 as they are, against false
// positives on all of scenes/, and the precision of both together; faces of 40 pixels and more. A detector is a name or a
// folder of MTCNN's weights; each keeps its default thresholds, so that nothing is told of scores below them.
// --turn turns the photos by so many degrees.
import { parseArgs } from "node:util";
import { boundingBox } from "@face88/points";
import { intersectionOverUnion } from "face88";
import { loadDetector, nodeRuntime, readPhoto } from "face88/node";
import sharp from "sharp";
import { humanFaces, sceneFiles } from "./pictures.js";
import { RATES, scoreAt } from "./rates.js";

const scores = [0.7, 0.8, 0.9];

const options = /** @type {const} */ ({
  faces: { type: "string", default: "300" },
  turn: { type: "string", default: "0" },
});
const { values, positionals } = parseArgs({ options, allowPositionals: true });
const [data, ...names] = positionals;
if (names.length === 0)
  throw new Error("usage: node bench/detectors/recall.js DATA DETECTOR ... [--faces 300] [--turn 0]");
const count = Number(values.faces);
const all = humanFaces(data);
const faces = Array.from({ length: count }, (_, i) => all[i * Math.floor(all.length / count)]);
const scenes = sceneFiles(data);
const runtime = await nodeRuntime({ threads: 1 });
const percent = (share) => `${(100 * share).toFixed(1)} %`;

for (const name of names) {
  const detector = await loadDetector(runtime, name, { minFace: 40 });
  const found = [];
  const overlaps = [];
  for (const face of faces) {
    const { picture, points } = await turned(face, Number(values.turn));
    const box = boundingBox(points);
    const hits = (await detector.detect(await readPhoto(picture)))
      .map((face) => ({ score: face.score, overlap: intersectionOverUnion(face.box, box) }))
      .filter(({ overlap }) => overlap >= 0.5)
      .sort((a, b) => b.score - a.score);
    found.push(hits[0]?.score ?? 0);
    if (hits.length > 0) overlaps.push(hits[0].overlap);
  }
  const wrong = [];
  for (const file of scenes) wrong.push(...(await detector.detect(await readPhoto(file))).map(({ score }) => score));
  detector.dispose();

  wrong.sort((a, b) => b - a);
  overlaps.sort((a, b) => a - b);
  const above = (list, least) => list.filter((score) => score > least).length;
  console.log(
    `${name}: ${count} faces, ${scenes.length} scenes, median overlap ${overlaps[overlaps.length >> 1].toFixed(2)}`,
  );
  for (const rate of RATES) {
    const least = scoreAt(wrong, rate, scenes.length);
    console.log(
      `  at ${rate} false positives a scene (score ${least.toFixed(3)}): recall ${percent(above(found, least) / count)}`,
    );
  }
  for (const score of scores) {
    const [right, bad] = [above(found, score), above(wrong, score)];
    const rate = (bad / scenes.length).toFixed(3);
    console.log(
      `  at a score of ${score}: recall ${percent(right / count)}, ${rate} false positives a scene, precision ${percent(right / (right + bad))}`,
    );
  }
}

/** A photo turned clockwise about its centre, on grey, with its points. */
async function turned({ file, points }, degrees) {
  if (degrees === 0) return { picture: file, points };
  const { width, height } = await sharp(file).metadata();
  const { data, info } = await sharp(file)
    .rotate(degrees, { background: "#808080" })
    .png({ compressionLevel: 1 })
    .toBuffer({ resolveWithObject: true });
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const moved = [];
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = [points[i] + 0.5 - width / 2, points[i + 1] + 0.5 - height / 2];
    moved.push(x * cos - y * sin + info.width / 2 - 0.5, x * sin + y * cos + info.height / 2 - 0.5);
  }
  return { picture: data, points: moved };
}
