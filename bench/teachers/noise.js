// What the noise of the labels alone costs: each teacher against its own answer to the flipped picture, and against the
// labels `open`, on the test split, in pixels of the 160 x 160 seed crop (the measure of the seed's figures).
//   node bench/teachers/noise.js DATASET [--every 4]
import { parseArgs } from "node:util";
import { transformPoints } from "@face88/points";
import { boxOfDetector, ensembleTeacher, NoFaceError, openTeacher } from "@face88/train";
import {
  boxInStored,
  chooseFaces,
  photoToCrop,
  photoToStored,
  regionInStored,
  SEED_SIDE,
  seedRegion,
} from "@face88/train/data";

const options = /** @type {const} */ ({ every: { type: "string", default: "4" } });
const { values, positionals } = parseArgs({ options, allowPositionals: true });
const [folder] = positionals;
if (folder === undefined) throw new Error("expected the folder of a dataset, got none");

const { dataset, indices, pointsOf } = await chooseFaces(folder, { labels: "open", tier: "open", split: "test" });
const chosen = indices.filter((_, i) => i % Number(values.every) === 0);

console.log(`| teacher, ${chosen.length} faces | MSE, px² | MAE, px | against | `);
console.log("|---|---|---|---|");
for (const name of ["mesh-attention", "mesh-v2"]) {
  const straight = await openTeacher({ names: [name], flip: false });
  const both = ensembleTeacher([straight], { flip: true });
  const flipped = { squared: 0, absolute: 0 };
  const labels = { squared: 0, absolute: 0 };
  let count = 0;
  for (const index of chosen) {
    const { box, stored } = dataset.faces[index];
    const picture = await dataset.picture(index);
    const shown = boxOfDetector(boxInStored(box, stored));
    const toCrop = photoToCrop(regionInStored(seedRegion(box), stored), SEED_SIDE);
    try {
      const one = transformPoints(toCrop, (await straight.label(picture, shown)).points);
      // The mean of straight and flipped is half way to the flipped answer.
      const mean = transformPoints(toCrop, (await both.label(picture, shown)).points);
      const label = transformPoints(toCrop, transformPoints(photoToStored(stored), pointsOf(index)));
      add(flipped, one, (i) => 2 * mean[i] - one[i]);
      add(labels, one, (i) => label[i]);
      count += 1;
    } catch (error) {
      if (!(error instanceof NoFaceError)) throw error;
    }
  }
  for (const [against, sums] of /** @type {const} */ ([
    ["its own flipped answer", flipped],
    ["the labels `open`", labels],
  ])) {
    console.log(
      `| ${name} | ${(sums.squared / count).toFixed(2)} | ${(sums.absolute / count).toFixed(3)} | ${against} |`,
    );
  }
  straight.dispose();
}
await dataset[Symbol.asyncDispose]();

/** Adds a face's mean squared and absolute differences of coordinates. */
function add(sums, one, other) {
  for (let i = 0; i < one.length; i++) {
    const difference = one[i] - other(i);
    sums.squared += difference ** 2 / one.length;
    sums.absolute += Math.abs(difference) / one.length;
  }
}
