// Augmented crops with their points, to look at: `node bench/augment/sheet.js DATASET LABELS OUT.jpg [FACES]` after
// `npm run build`. Each row is one face as training gets it: the plain crop, then seven varied ones.
import { Points88 } from "@face88/points";
import { random } from "@face88/train";
import { faceSource } from "@face88/train/data";
import { FaceCanvas, writeFileWhole } from "face88/node";
import sharp from "sharp";

const [dataset, labels, output, rows = "8"] = process.argv.slice(2);
if (!output) throw new Error("expected DATASET LABELS OUT.jpg, got less");
const side = 160;
const columns = 8;

const plain = await faceSource({ dataset, labels });
const varied = await faceSource({ dataset, labels, augment: true });
const [width, height] = [columns * side, Number(rows) * side];
const sheet = { width, height, data: new Uint8Array(width * height * 4).fill(255) };
/** @type {import("face88").Face[]} */
const faces = [];
for (let row = 0; row < Number(rows); row++) {
  const sample = Math.floor(((row + 0.5) * plain.length) / Number(rows));
  for (let column = 0; column < columns; column++) {
    const image = new Float32Array(3 * side * side);
    const points = new Float32Array(176);
    await (column === 0 ? plain : varied).fill(sample, random(row * columns + column), { image, points });
    paste(image, column * side, row * side);
    const placed = points.map((value, i) => value * side - 0.5 + (i % 2 === 0 ? column : row) * side);
    faces.push({ box: [column * side, row * side, side, side], score: 1, points: new Points88(placed) });
  }
}
const drawn = new FaceCanvas(width, height, ["points"]).draw(sheet, faces);
const jpeg = sharp(drawn.data, { raw: { width, height, channels: 4 } })
  .removeAlpha()
  .jpeg({ quality: 90 });
await writeFileWhole(output, await jpeg.toBuffer());

/**
 * @param {Float32Array} planes  -1 to 1
 * @param {number} left
 * @param {number} top
 */
function paste(planes, left, top) {
  for (let i = 0; i < side * side; i++) {
    const to = ((top + Math.floor(i / side)) * width + left + (i % side)) * 4;
    for (let channel = 0; channel < 3; channel++) {
      sheet.data[to + channel] = Math.round((planes[channel * side * side + i] + 1) * 127.5);
    }
  }
}
