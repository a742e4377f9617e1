// Errors of a transfer network on the test split of its dataset, in pixels of the crop: the seed's two figures.
//   node bench/transfer/measure.js CHECKPOINT [--split test]
// The features of the split are computed anew, through the whole network, as a user would see it.
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { exportModel, openSource, pointErrors } from "@face88/train";
import { nodeRuntime } from "face88/node";

const { values, positionals } = parseArgs({ options: { split: { type: "string" } }, allowPositionals: true });
const [path] = positionals;
if (path === undefined) throw new Error("expected a checkpoint, got none");
const split = values.split ?? "test";

const { bytes, checkpoint, parity } = await exportModel(path, { samples: 64 });
const { validation } = checkpoint.config.data;
const reference = { ...validation, options: { .../** @type {object} */ (validation.options), split } };
const source = await openSource(reference, resolve(dirname(path), checkpoint.folder));
const session = await (await nodeRuntime()).load(bytes);
const [{ dims }] = source.fields;
const size = (/** @type {readonly number[]} */ shape) => shape.reduce((product, dim) => product * dim, 1);
const sums = { squared: 0, absolute: 0, distance: 0 };
for (let index = 0; index < source.length; index++) {
  const views = source.fields.map((field) => [field.name, new Float32Array(size(field.dims))]);
  const sample = Object.fromEntries(views);
  await source.fill(index, Math.random, sample);
  const { points } = await session.run({ image: { data: sample.image, dims: [1, ...dims] } });
  const errors = pointErrors(points.data, sample.points, source.unit);
  for (const key of /** @type {const} */ (["squared", "absolute", "distance"])) sums[key] += errors?.[key] ?? 0;
}
session.dispose();
await source.dispose?.();
const mean = (/** @type {number} */ sum) => (sum / source.length).toFixed(3);
console.log(`${split} split, ${source.length} faces, crop of ${source.unit} px, step ${checkpoint.progress.step}:`);
console.log(`MSE ${mean(sums.squared)} px², MAE ${mean(sums.absolute)} px, mean distance ${mean(sums.distance)} px`);
console.log(
  `backbone and head as one graph: ${(bytes.length / 1e6).toFixed(1)} MB, parity ${parity.max.toExponential(1)} px`,
);
