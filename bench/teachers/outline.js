// The 21 points of the profile: the fixed table of vertices, the visible outline, YouTu's network; by how far the head is
// turned. Distance from the hand-labelled jaw line, and from YouTu's points, in percent of the face's size.
//   npm run build && FACE88_DATA=... node bench/teachers/outline.js

import { readFileSync } from "node:fs";
import { applyLinearMap } from "@face88/points";
import { MESH_TO_88, MeshModel, refinedLandmarks, visibleOutline } from "face88";
import { convertedTflite, readPhoto } from "face88/node";
import { files, humanFaces, labelAll, openTeachers, runtime } from "./data.js";
import { head, mean, percent, row } from "./score.js";

const faces = humanFaces();
const model = await MeshModel.load(runtime, await convertedTflite(readFileSync(files.landmarker), "v2"), "v2", {
  side: 256,
});
const youtu = await labelAll((await openTeachers())["youtu-net"], faces);

const measured = [];
for (const [i, { file, box, human, size }] of faces.entries()) {
  const [shape] = await refinedLandmarks(model, await readPhoto(file), [model.regionOfBox(box)]);
  const mesh = /** @type {Float32Array} */ (shape.mesh);
  const table = applyLinearMap(MESH_TO_88, mesh.subarray(0, 3 * 468), { stride: 3 }).subarray(0, 42);
  const [left, right] = [33, 263];
  const turn = Math.atan2(mesh[3 * right + 2] - mesh[3 * left + 2], mesh[3 * right] - mesh[3 * left]);
  const profile = youtu[i].points.subarray(0, 42);
  const ways = { table, visible: visibleOutline(mesh), youtu: profile };
  measured.push({
    degrees: Math.abs((turn * 180) / Math.PI),
    rows: Object.fromEntries(
      Object.entries(ways).map(([name, points]) => [
        name,
        { jaw: toJaw(points, human) / size, youtu: apart(points, profile) / size },
      ]),
    ),
  });
}

head(["turned by", "faces", "points", "from the hand-labelled jaw line %", "from YouTu's points %"]);
for (const [from, to] of [
  [0, 8],
  [8, 16],
  [16, 25],
  [25, 33],
  [33, 90],
]) {
  const some = measured.filter(({ degrees }) => degrees >= from && degrees < to);
  for (const name of ["table", "visible", "youtu"]) {
    const jaw = mean(some.map(({ rows }) => rows[name].jaw));
    row([`${from}-${to}°`, some.length, name, percent(jaw), percent(mean(some.map(({ rows }) => rows[name].youtu)))]);
  }
}

/**
 * Mean distance of the points, the two ends left out, from the line through the first 17 of the 68.
 * @param {ArrayLike<number>} points
 * @param {ArrayLike<number>} human
 */
function toJaw(points, human) {
  const at = (/** @type {ArrayLike<number>} */ p, /** @type {number} */ i) => [p[2 * i], p[2 * i + 1]];
  const distances = [];
  for (let i = 1; i < 20; i++) {
    let least = Infinity;
    for (let k = 1; k < 17; k++) least = Math.min(least, toSegment(at(points, i), at(human, k - 1), at(human, k)));
    distances.push(least);
  }
  return mean(distances);
}

/**
 * @param {readonly number[]} p
 * @param {readonly number[]} a
 * @param {readonly number[]} b
 */
function toSegment([x, y], [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const share = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - ax - share * dx, y - ay - share * dy);
}

/**
 * @param {ArrayLike<number>} a
 * @param {ArrayLike<number>} b
 */
function apart(a, b) {
  return mean(Array.from({ length: 21 }, (_, i) => Math.hypot(a[2 * i] - b[2 * i], a[2 * i + 1] - b[2 * i + 1])));
}
