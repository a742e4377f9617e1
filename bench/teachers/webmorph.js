// The teachers on the studio photos of the WebMorph sets: distance of the 56 points that templates and the 88 share, in
// percent of the distance of the outer corners of the eyes; "corrected" takes away each point's median offset, measured
// on the other half of the persons.
//   npm run build && FACE88_DATA=... node bench/teachers/webmorph.js
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { applyLinearMap, boundingBox } from "@face88/points";
import { ensembleTeacher, FACE_88_TO_WEBMORPH, webmorphPoints } from "@face88/train";
import { labelAll, openTeachers } from "./data.js";
import { head, mean, median, percent, row } from "./score.js";

const folder = join(String(process.env.FACE88_DATA), "open", "webmorph");
const TEMPLATE_POINTS = 189;

const faces = readFileSync(join(folder, "annotations.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line))
  .filter(({ tem }) => tem?.length === TEMPLATE_POINTS)
  .map(({ image, tem }) => {
    const human = webmorphPoints(tem.flat());
    // Brows, eyes and chin are among the points: the box is tight around them.
    const [left, right] = [corner(human, 64), corner(human, 80)];
    return {
      file: join(folder, image),
      human,
      box: boundingBox(human),
      half: Number(image.match(/_(\d+)/)?.[1] ?? 0) % 2,
      left,
      angle: Math.atan2(right[1] - left[1], right[0] - left[0]),
      distance: Math.hypot(right[0] - left[0], right[1] - left[1]),
    };
  });

/** Place of one of the 88 among the points of a template, of those that are one point in both. */
function corner(/** @type {Float64Array} */ human, /** @type {number} */ point) {
  const at = FACE_88_TO_WEBMORPH.rules.findIndex(({ terms }) => terms.length === 1 && terms[0][0] === point);
  return [human[2 * at], human[2 * at + 1]];
}

/** Offsets in the face's own frame, shares of the eye distance. */
function offsetsOf(/** @type {ArrayLike<number>} */ points, /** @type {(typeof faces)[number]} */ face) {
  const found = applyLinearMap(FACE_88_TO_WEBMORPH, Float64Array.from(points));
  const [cos, sin] = [Math.cos(face.angle) / face.distance, Math.sin(face.angle) / face.distance];
  const out = new Float64Array(found.length);
  for (let i = 0; i < out.length; i += 2) {
    const [dx, dy] = [found[i] - face.human[i], found[i + 1] - face.human[i + 1]];
    out[i] = cos * dx + sin * dy;
    out[i + 1] = cos * dy - sin * dx;
  }
  return out;
}

const { "mesh-468": v1, "mesh-attention": attention, "mesh-v2": v2, "youtu-net": youtu } = await openTeachers();
/** @type {[string, import("@face88/train").Teacher][]} */
const entries = [
  ["mesh-468", v1],
  ["mesh-attention", attention],
  ["mesh-v2", v2],
  ["youtu-net", youtu],
  ["attention + 2 v2, flip", ensembleTeacher([attention, v2], { weights: [1, 2] })],
  ["attention + v2 + youtu, flip", ensembleTeacher([attention, v2, youtu])],
];
console.log(`${faces.length} faces\n`);
head(["teacher", "plain %", "corrected %", "median %"]);
for (const [name, teacher] of entries) {
  const offsets = (await labelAll(teacher, faces)).map(({ points }, i) => offsetsOf(points, faces[i]));
  const medians = [0, 1].map((half) => {
    const others = offsets.filter((_, i) => faces[i].half !== half);
    return offsets[0].map((_, k) => median(others.map((each) => each[k])));
  });
  const error = (/** @type {Float64Array} */ each, /** @type {Float64Array} */ shift) =>
    mean(
      Array.from({ length: each.length / 2 }, (_, i) =>
        Math.hypot(each[2 * i] - shift[2 * i], each[2 * i + 1] - shift[2 * i + 1]),
      ),
    );
  const none = new Float64Array(offsets[0].length);
  const corrected = offsets.map((each, i) => error(each, medians[faces[i].half]));
  row([
    name,
    percent(mean(offsets.map((each) => error(each, none)))),
    percent(mean(corrected)),
    percent(median(corrected)),
  ]);
}
