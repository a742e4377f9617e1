// Fusion with hand-labelled points on faces that the definition offsets were not measured on: how near the 68 come, and how
// well the points are predicted that fusion was not given.
//   npm run build && FACE88_DATA=... node bench/teachers/fusion.js
import { applyLinearMap, FACE_88_TO_IBUG_68 } from "@face88/points";
import { definitionOffsets, fusePoints } from "@face88/train";
import { humanFaces, labelAll, openTeachers } from "./data.js";
import { head, mean, median, percent, row, scoreAll } from "./score.js";

const HELD_OUT = 200;
const faces = humanFaces();
const labels = await labelAll((await openTeachers())["mesh-v2"], faces);
// Photos are split, not faces: HELD_OUT of the one half of them, offsets from the other.
const indices = faces.map((_, i) => i);
const test = indices.filter((i) => faces[i].half === 0).slice(0, HELD_OUT);
const train = indices.filter((i) => faces[i].half === 1);
const offsets = definitionOffsets(
  train.map((i) => ({ teacher: labels[i].points, human: faces[i].human })),
  FACE_88_TO_IBUG_68,
);
const all = Array.from({ length: 68 }, (_, i) => i);
const [given, kept] = [all.filter((i) => i % 2 === 0), all.filter((i) => i % 2 === 1)];

/** @param {(face: import("./data.js").HumanFace, teacher: Float32Array) => Float32Array} fuse */
const fused = (fuse) => test.map((i) => ({ points: fuse(faces[i], labels[i].points) }));
// Scored with offsets of one half of these photos on the other.
const some = test.map((i, n) => ({ ...faces[i], half: n % 2 }));

/** Labels with every second point left out. */
const halved = (/** @type {import("./data.js").HumanFace} */ { human }) =>
  human.map((value, i) => (given.includes(i >> 1) ? value : Number.NaN));

console.log(`${test.length} faces, offsets from ${train.length} others\n`);
head(["stiffness", "68 %", "25 plain %", "with offsets: 25 plain %", "25 corrected %", "other half, corrected %"]);
const before = fused((_, teacher) => teacher);
row(["teacher alone", error68(before, all), cells(before)[0], ...cells(before), errorKept(before)]);
for (const stiffness of [0, 1, 3, 10, 30, 100, 300]) {
  const options = { stiffness };
  const bent = fused(({ human }, teacher) => fusePoints(teacher, human, FACE_88_TO_IBUG_68, options));
  const own = fused(({ human }, teacher) => fusePoints(teacher, human, FACE_88_TO_IBUG_68, { ...options, offsets }));
  const half = fused((face, teacher) => fusePoints(teacher, halved(face), FACE_88_TO_IBUG_68, { ...options, offsets }));
  row([stiffness, error68(bent, all), cells(bent)[0], ...cells(own), errorKept(half)]);
}

/** @param {readonly { points: Float32Array }[]} points */
function cells(points) {
  const { plain, corrected } = scoreAll(points, some);
  return [percent(plain), percent(corrected)];
}

/**
 * Where the points of the 68 lie from the hand labels, over the eye-corner distance: per face x,y pairs.
 * @param {readonly { points: Float32Array }[]} points
 */
function residuals(points) {
  return points.map((label, n) => {
    const at = applyLinearMap(FACE_88_TO_IBUG_68, Float64Array.from(label.points));
    return at.map((value, i) => (value - some[n].human[i]) / some[n].distance);
  });
}

/**
 * @param {readonly { points: Float32Array }[]} points
 * @param {readonly number[]} which
 */
function error68(points, which) {
  return percent(mean(residuals(points).map((r) => mean(which.map((i) => Math.hypot(r[2 * i], r[2 * i + 1]))))));
}

/**
 * Error of the points that fusion was not given, without what is the same on every face.
 * @param {readonly { points: Float32Array }[]} points
 */
function errorKept(points) {
  const each = residuals(points);
  const middle = each[0].map((_, i) => median(each.map((r) => r[i])));
  const errors = each.map((r) =>
    mean(kept.map((i) => Math.hypot(r[2 * i] - middle[2 * i], r[2 * i + 1] - middle[2 * i + 1]))),
  );
  return percent(mean(errors));
}
