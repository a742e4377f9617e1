// Corrected error on parts of human68, as docs/training.md lists it: every fourth face, the held-out ones (validation and test
// split of a dataset, which no weights have been trained on), and those of the test split alone.
//   npm run build && node bench/evaluate/human68.js DATASET HUMAN68 MODEL...
import { boundingBox } from "@face88/points";
import { Dataset, readSplit } from "@face88/train/data";
import { handLabelledIn, scoreHumanFaces } from "@face88/train/evaluate";
import { refinedLandmarks } from "face88";
import { landmarkModel, nodeRuntime } from "face88/node";
import { head, row } from "../teachers/score.js";

const [folder, human68, ...names] = process.argv.slice(2);
if (names.length === 0) throw new Error("expected the folders of a dataset and of human68, and models");
const photo = (/** @type {string} */ id) => id.split("/").at(-1) ?? id;
const split = await readSplit(folder);
const dataset = await Dataset.open(folder);
const parts = new Map(
  dataset.faces.filter(({ source }) => source === "human68").map(({ id }) => [photo(id), split.get(id)]),
);
await dataset[Symbol.asyncDispose]();
const faces = (await handLabelledIn(human68)).map((face, i) => {
  const part = parts.get(photo(face.id));
  return { ...face, isFourth: i % 4 === 0, isTest: part === "test", isHeldOut: part === "test" || part === "val" };
});
const shown = faces.filter(({ isFourth, isHeldOut }) => isFourth || isHeldOut);

/** @type {[string, (face: typeof faces[0]) => boolean][]} */
const columns = [
  ["every fourth", ({ isFourth }) => isFourth],
  ["held out", ({ isHeldOut }) => isHeldOut],
  ["test split", ({ isTest }) => isTest],
];
head(["model", ...columns.map(([title, has]) => `${title} (${faces.filter(has).length})`)]);
for (const name of names) {
  const model = await landmarkModel(name).load(await nodeRuntime({ threads: 1 }), {});
  const scored = [];
  for (const face of shown) {
    const region = model.regionOfBox(boundingBox(face.points));
    const [{ points }] = await refinedLandmarks(model, await face.picture(), [region]);
    scored.push({ ...face, predicted: points, truth: face.points });
  }
  model.dispose();
  const cells = columns.map(([, has]) => (100 * scoreHumanFaces(scored.filter(has)).corrected).toFixed(3));
  row([name, ...cells]);
}
