// What two detectors' boxes differ by, in sides of the seed crop: `FACE88_DATA=... node bench/augment/box-errors.js` after
// `npm run build`. The boxes of the open collections' index.csv against BlazeFace's on the same photos (FACES of each,
// default 200). `BoxJitter` in packages/train/src/augment/options.ts takes its numbers from here.
import { join } from "node:path";
import { boxOfDetection, openSource, seedRegion } from "@face88/train/data";
import { isSameFace } from "face88";
import { faceDetectors, nodeRuntime, readPhoto } from "face88/node";

const folder = process.env.FACE88_DATA;
if (!folder) throw new Error("FACE88_DATA: expected the folder with open/, got nothing");
const count = Number(process.env.FACES ?? 200);

const detector = await faceDetectors.blazeface.load(await nodeRuntime({ threads: 1 }), {});
/** @type {{ x: number, y: number, scale: number }[]} */
const all = [];
for (const name of ["fairface", "portraits"]) {
  const { root, entries } = await openSource(join(folder, "open", name));
  const errors = [];
  let missed = 0;
  for (let i = 0; i < count; i++) {
    const entry = entries[Math.floor((i * entries.length) / count)];
    if (entry.kind !== "faces" || !entry.faces[0].box) continue;
    const theirs = seedRegion(entry.faces[0].box);
    const detections = await detector.detect(await readPhoto(join(root, entry.photo)));
    const square = /** @type {const} */ ([
      theirs.centreX - theirs.side / 2,
      theirs.centreY - theirs.side / 2,
      theirs.side,
      theirs.side,
    ]);
    const found = detections.find(({ box }) => isSameFace(box, square));
    if (!found) {
      missed++;
      continue;
    }
    const ours = seedRegion(boxOfDetection(found));
    errors.push({
      x: (ours.centreX - theirs.centreX) / theirs.side,
      y: (ours.centreY - theirs.centreY) / theirs.side,
      scale: Math.log(ours.side / theirs.side),
    });
  }
  all.push(...errors);
  report(`${name}, ${errors.length} faces, ${missed} that BlazeFace misses`, errors);
}
report(`together, ${all.length} faces`, all);
detector.dispose();

/**
 * @param {string} title
 * @param {readonly { x: number, y: number, scale: number }[]} errors
 */
function report(title, errors) {
  console.log(title);
  for (const key of /** @type {const} */ (["x", "y", "scale"])) {
    const values = errors.map((error) => error[key]).sort((a, b) => a - b);
    const at = (/** @type {number} */ share) => values[Math.min(values.length - 1, Math.floor(share * values.length))];
    const middle = at(0.5);
    const off = values.map((value) => Math.abs(value - middle)).sort((a, b) => a - b);
    const deviation = Math.sqrt(off.reduce((sum, value) => sum + value * value, 0) / off.length);
    const shares = [0.5, 0.9, 0.99].map((share) => off[Math.floor(share * off.length)].toFixed(3)).join(", ");
    console.log(
      `  ${key.padEnd(6)} median ${middle.toFixed(3)}, standard deviation ${deviation.toFixed(3)}; off by no more than, for 50, 90, 99 %: ${shares}`,
    );
  }
}
