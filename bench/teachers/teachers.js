// Which teacher is best: each alone, averaged, flipped and jittered, by the 25-point score on hand-labelled faces.
//   npm run build && FACE88_DATA=... node bench/teachers/teachers.js [NETWORK.onnx]
// NETWORK.onnx is one of `face88 export`, measured alone and with the open teachers.
import { cachedTeacher, ensembleTeacher, netTeacher } from "@face88/train";
import { humanFaces, labelAll, openTeachers, runtime } from "./data.js";
import { head, mean, row, SCORE_TITLES, scoreAll, scoreCells } from "./score.js";

const faces = humanFaces();
const teachers = await openTeachers();
const { "mesh-attention": attention, "mesh-v2": v2, "mesh-468": v1, "youtu-net": youtu } = teachers;
const straight = { flip: false };

/** @type {[string, import("@face88/train").Teacher][]} */
const entries = [
  ...Object.entries(teachers),
  ...Object.entries(teachers).map(
    ([name, teacher]) => /** @type {[string, typeof teacher]} */ ([`${name}, flip`, ensembleTeacher([teacher])]),
  ),
  ["attention + v2", ensembleTeacher([attention, v2], straight)],
  ["attention + v2, flip", ensembleTeacher([attention, v2])],
  ["attention + v2, flip, 3 boxes", ensembleTeacher([attention, v2], { boxes: 3 })],
  ["attention + 2 v2, flip", ensembleTeacher([attention, v2], { weights: [1, 2] })],
  ["468 + attention + v2, flip", ensembleTeacher([v1, attention, v2])],
  ["attention + v2 + youtu", ensembleTeacher([attention, v2, youtu], straight)],
  ["attention + v2 + youtu, flip", ensembleTeacher([attention, v2, youtu])],
  ["v2 + youtu, flip", ensembleTeacher([v2, youtu])],
  ["attention + 2 v2 + 2 youtu, flip", ensembleTeacher([attention, v2, youtu], { weights: [1, 2, 2] })],
  ["attention + v2 + youtu, flip, 3 boxes", ensembleTeacher([attention, v2, youtu], { boxes: 3 })],
];
const [network] = process.argv.slice(2);
if (network !== undefined) {
  const own = cachedTeacher(await netTeacher(runtime, network));
  entries.push(
    [network, own],
    [`${network}, flip`, ensembleTeacher([own])],
    ["attention + 2 v2 + 2 of it, flip", ensembleTeacher([attention, v2, own], { weights: [1, 2, 2] })],
  );
}

console.log(`${faces.length} faces\n`);
head(["teacher", ...SCORE_TITLES, "rank correlation of confidence and error"]);
for (const [name, teacher] of entries) {
  const labels = await labelAll(teacher, faces);
  const score = scoreAll(labels, faces);
  const doubt = labels.map(({ confidence }) => -mean(Array.from(confidence)));
  row([name, ...scoreCells(score), correlation(ranks(doubt), ranks(score.each)).toFixed(2)]);
}

/** @param {readonly number[]} values */
function ranks(values) {
  const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b]);
  const rank = values.map(() => 0);
  order.forEach((i, place) => {
    rank[i] = place;
  });
  return rank;
}

/**
 * @param {readonly number[]} a
 * @param {readonly number[]} b
 */
function correlation(a, b) {
  const [ma, mb] = [mean(a), mean(b)];
  const sum = (/** @type {(i: number) => number} */ f) => a.reduce((all, _, i) => all + f(i), 0);
  const both = sum((i) => (a[i] - ma) * (b[i] - mb));
  return both / Math.sqrt(sum((i) => (a[i] - ma) ** 2) * sum((i) => (b[i] - mb) ** 2));
}
