import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeOnnx } from "@face88/graph";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { exportModel } from "../export/export.js";
import toySource from "../toy/source.js";
import { openCheckpoint } from "../trainer/run-files.js";
import { temporaryFolder, tinyConfig } from "../trainer/testing/tiny-run.js";
import { testingFolder, trainInNode } from "../trainer/testing/train-in-node.js";
import { FeatureFile } from "./feature-file.js";
import { openBackbone } from "./open-backbone.js";

const backbone = { module: "./tiny-backbone.js", export: "tiny", options: {} };
const LENGTH = 5 * 8 * 8;

const transferConfig = (out: string, network: object = {}, changes: object = {}) =>
  tinyConfig(out, { network: { kind: "transfer", backbone, hidden: 24, ...network }, ...changes });

/** The feature file of a run's training data: the one with more samples. */
async function trainFile(out: string): Promise<string> {
  const names = (await readdir(join(out, "features"))).map((name) => join(out, "features", name));
  expect(names.filter((name) => !name.endsWith(".features"))).toEqual([]);
  const counted = names.map((name) => {
    using file = new FeatureFile(name);
    return [file.header.ids.length, name] as const;
  });
  return counted.toSorted(([a], [b]) => b - a)[0][1];
}

function readRow(path: string, row: number) {
  using file = new FeatureFile(path);
  const sample = { features: new Float32Array(LENGTH), points: new Float32Array(36) };
  file.read(row, sample);
  return { ...sample, header: file.header };
}

describe("a frozen backbone's features", () => {
  it.each([
    ["float32", 1e-5],
    ["float16", 1e-3],
  ] as const)("are what it says of each sample, in %s", async (precision, most) => {
    const out = join(await temporaryFolder(), "run");
    const data = {
      ...tinyConfig("").data,
      train: { module: "@face88/train/toy", options: { count: 67, size: 32, augment: false } },
    };
    await trainInNode(transferConfig(out, { precision }, { data, epochs: 1 }));
    const graph = await openBackbone({ ...backbone }, 32, testingFolder);
    const session = await InferenceSession.create(writeOnnx(graph));
    const toy = toySource({ count: 67, size: 32, augment: false });
    const path = await trainFile(out);
    for (const index of [0, 16, 66]) {
      const image = new Float32Array(3 * 32 * 32);
      const points = new Float32Array(36);
      toy.fill(index, Math.random, { image, points });
      const answer = await session.run({ image: new Tensor("float32", image, [1, 3, 32, 32]) });
      const expected = answer.features.data as Float32Array;
      const row = readRow(path, index);
      const size = Math.max(...expected.map(Math.abs));
      expect(Math.max(...expected.map((value, i) => Math.abs(value - row.features[i]))) / size).toBeLessThan(most);
      expect(row.points).toEqual(points);
      expect(row.header).toMatchObject({ precision, unit: 32, copies: 1 });
      expect(row.header.ids[index]).toBe(`toy/1/${index}`);
    }
    await session.release();
  });

  it("go on where they were cut off, and are computed once", async () => {
    const out = join(await temporaryFolder(), "run");
    const config = transferConfig(out, { copies: 2 }, { epochs: 1 });
    await trainInNode(config);
    const path = await trainFile(out);
    const whole = await readFile(path);
    expect(readRow(path, 6).features).not.toEqual(readRow(path, 7).features);

    // A mark in the first row tells kept rows from computed ones.
    const rowBytes = 4 * 36 + 2 * LENGTH;
    const begin = whole.length - 67 * 2 * rowBytes;
    const marked = Buffer.from(whole);
    marked[begin] ^= 1;
    await rename(path, `${path}.moved`);
    await writeFile(`${path}.part`, marked.subarray(0, begin + Math.floor(40.5 * rowBytes)));
    const { steps } = await trainInNode(config, { start: "restart" });
    expect(steps).toHaveLength(4);
    expect((await readFile(path)).equals(marked)).toBe(true);

    // A part of another header is no part of this file.
    await rename(`${path}.moved`, `${path}.part`);
    const other = Buffer.from(whole);
    other[30] ^= 1;
    await writeFile(`${path}.part`, other);
    await rename(path, join(out, "gone"));
    await trainInNode(config, { start: "restart" });
    expect((await readFile(path)).equals(whole)).toBe(true);
  });

  it("are shared by runs in a folder that the config names, and refuse other data", async () => {
    const folder = await temporaryFolder();
    const features = join(folder, "kept");
    await mkdir(features);
    const config = (out: string, changes: object = {}) => transferConfig(join(folder, out), { features }, changes);
    await trainInNode(config("first", { epochs: 1 }));
    await trainInNode(config("second", { epochs: 1, seed: 5 }));
    expect(await readdir(features)).toHaveLength(2);
    const { train, validation } = config("").data;
    const data = { train: { ...train, options: { ...train.options, seed: 9 } }, validation };
    await expect(trainInNode(config("first", { epochs: 2, data }), { start: "resume" })).rejects.toThrow(
      /expected a run with data/,
    );
  });

  it("train a head that becomes one graph with its backbone", async () => {
    const out = join(await temporaryFolder(), "run");
    const { best, progress } = await trainInNode(transferConfig(out, { dropout: 0.2 }, { epochs: 20 }));
    expect(progress.history[19].validation.distance).toBeLessThan(0.8 * progress.history[0].validation.distance);
    expect([...(await openCheckpoint(best)).weights.keys()]).toEqual([
      "hidden/weight",
      "hidden/bias",
      "points/weight",
      "points/bias",
    ]);
    const { parity } = await exportModel(best, { samples: 20, input: "uint8-nhwc" });
    expect(parity).toMatchObject({ samples: 20 });
    expect(parity.max).toBeLessThan(1e-4);
  });

  it.each([
    ["a file that is missing", "./none.onnx", /^network.backbone: expected an ONNX file, got .\/none.onnx \(ENOENT\)$/],
    ["a file that is no ONNX", "./tiny-backbone.js", /^network.backbone .\/tiny-backbone.js: /],
    [
      "grey images",
      { ...backbone, options: { channels: 1 } },
      /^network.backbone .\/tiny-backbone.js: expected one input float32 \[N, 3, 32, 32\], got float32 \[N, 1, 32, 32\]$/,
    ],
    [
      "features beyond half precision",
      { ...backbone, options: { gain: 1e7 } },
      /^sample toy\/1\/\d+: expected features that float16 holds, got /,
    ],
    ["a number", 7, /^network.backbone: expected text or an object, got 7$/],
  ])("refuse %s", async (_, given, message) => {
    const out = join(await temporaryFolder(), "run");
    await expect(trainInNode(transferConfig(out, { backbone: given }))).rejects.toThrow(message);
  });

  it("refuse a file that was cut off, or is another", async () => {
    const path = join(await temporaryFolder(), "x.features");
    expect(() => new FeatureFile(path)).toThrow(/expected a whole file of features, got none \(ENOENT\)$/);
    await writeFile(path, "no features");
    expect(() => new FeatureFile(path)).toThrow(/expected a whole file of features, got another$/);
  });
});
