import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { float32, type Graph, parameterCount, type Tensor, writeOnnx } from "@face88/graph";
import h5wasm from "h5wasm/node";
import { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LAYOUTS } from "../networks/mobilenet.js";
import { random } from "../networks/random.js";
import { faceResBackbone } from "./face-res.js";
import { importBackbone } from "./import-backbone.js";
import { readKerasWeights } from "./keras-file.js";
import { convolve, type Map3, maximum } from "./testing/plain-network.js";

const SIZE = 32;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "face88-backbones-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Numbers that keep their size from layer to layer. */
const drawn = (dims: readonly number[], fanIn: number, seed: number): Tensor => {
  const next = random(seed);
  const scale = Math.sqrt(6 / fanIn);
  // A block of chance over and over: a network has millions of weights.
  const block = Float32Array.from({ length: 4099 }, () => (2 * next() - 1) * scale);
  const data = new Float32Array(dims.reduce((product, dim) => product * dim, 1));
  for (let at = 0; at < data.length; at += block.length) data.set(block.subarray(0, data.length - at), at);
  return float32(dims, data);
};
const image = drawn([3, SIZE, SIZE], 6, 99).data as Float32Array;

/** The image as TensorFlow's networks see it: rows of blue, green, red, 0..255 less a mean. */
const bluesFirst = ([red, green, blue]: readonly number[]): Map3 => ({
  height: SIZE,
  width: SIZE,
  channels: 3,
  data: Float32Array.from({ length: image.length }, (_, i) => {
    const [place, channel] = [Math.floor(i / 3), i % 3];
    return image[(2 - channel) * SIZE * SIZE + place] * 127.5 + 127.5 - [blue, green, red][channel];
  }),
});

async function run(graph: Graph): Promise<Float32Array> {
  const session = await InferenceSession.create(writeOnnx(graph));
  const [output] = session.outputNames;
  const answer = await session.run({ image: new OrtTensor("float32", image, [1, 3, SIZE, SIZE]) });
  await session.release();
  return answer[output].data as Float32Array;
}

function expectSame(found: Float32Array, { data, height, width, channels }: Map3): void {
  const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(largest).toBeGreaterThan(0.1);
  expect(found).toHaveLength(data.length);
  let worst = 0;
  for (let i = 0; i < data.length; i++) {
    const [place, channel] = [Math.floor(i / channels), i % channels];
    worst = Math.max(worst, Math.abs(found[channel * height * width + place] - data[i]));
  }
  expect(worst / largest).toBeLessThan(1e-4);
}

describe("faceres-deep", () => {
  /** Weights of the names and shapes of the published file. */
  const weights = new Map<string, Tensor>();
  let channels = 32;
  const shift = (name: string, length: number, seed: number) => weights.set(name, drawn([length], 60, seed));
  weights.set("conv1/convolution/merged_input", drawn([3, 3, 3, 32], 27 * 100 ** 2, 1));
  shift("conv1_bn/batchnorm_1/sub", 32, 2);
  LAYOUTS.notebookDeep.forEach(([filters], i) => {
    weights.set(`conv_dw_${i + 1}/depthwise_kernel`, drawn([3, 3, channels, 1], 9, 10 + i));
    weights.set(`conv_dw_${i + 1}_bn/batchnorm_1/mul`, float32([channels], new Float32Array(channels).fill(1.3)));
    shift(`conv_dw_${i + 1}_bn/batchnorm_1/sub`, channels, 30 + i);
    weights.set(`conv_pw_${i + 1}/convolution/merged_input`, drawn([1, 1, channels, filters], channels, 50 + i));
    shift(`conv_pw_${i + 1}_bn/batchnorm_1/sub`, filters, 70 + i);
    channels = filters;
  });
  const of = (name: string) => weights.get(name)?.data as Float32Array;

  it("becomes our MobileNet, which says what a plain program says of the file", async () => {
    const graph = faceResBackbone(weights, { size: SIZE });
    expect(graph.outputs[0].dims).toEqual(["N", 1024, 1, 1]);
    expect(parameterCount(graph)).toBe(3_206_976);
    const relu6 = (value: number) => Math.min(6, Math.max(0, value));
    let map = convolve(bluesFirst([123.68, 116.779, 103.939]), {
      ...{ kernel: of("conv1/convolution/merged_input"), size: 3, filters: 32, stride: 2, activation: relu6 },
      bias: of("conv1_bn/batchnorm_1/sub"),
    });
    LAYOUTS.notebookDeep.forEach(([filters, stride], i) => {
      const mul = of(`conv_dw_${i + 1}_bn/batchnorm_1/mul`);
      const kernel = of(`conv_dw_${i + 1}/depthwise_kernel`).map((value, at) => value * mul[at % mul.length]);
      const bias = of(`conv_dw_${i + 1}_bn/batchnorm_1/sub`);
      map = convolve(map, { kernel, bias, size: 3, stride, depthwise: true, filters: map.channels, activation: relu6 });
      map = convolve(map, {
        ...{ kernel: of(`conv_pw_${i + 1}/convolution/merged_input`), size: 1, stride: 1, filters, activation: relu6 },
        bias: of(`conv_pw_${i + 1}_bn/batchnorm_1/sub`),
      });
    });
    expectSame(await run(graph), map);
  });

  it("is read from model.json with its weights beside it", async () => {
    const entries = [...weights].map(([name, { dims }]) => ({ name, shape: dims, dtype: "float32" }));
    const model = { format: "graph-model", weightsManifest: [{ paths: ["weights.bin"], weights: entries }] };
    const path = join(folder, "faceres-deep.json");
    await writeFile(path, JSON.stringify(model));
    await expect(importBackbone(path)).rejects.toThrow(/weights.bin: expected a file, got none \(ENOENT\)$/);
    const bytes = Buffer.concat([...weights.values()].map(({ data }) => new Uint8Array(data.buffer)));
    await writeFile(join(folder, "weights.bin"), bytes);
    const read = await importBackbone(path, { size: SIZE });
    expect(await run(read)).toEqual(await run(faceResBackbone(weights, { size: SIZE })));
    await writeFile(join(folder, "weights.bin"), bytes.subarray(0, 1000));
    await expect(importBackbone(path)).rejects.toThrow(
      /faceres-deep.json: weights.bin: expected \d+ bytes or more, got 1000$/,
    );
    await writeFile(path, "{");
    await expect(importBackbone(path)).rejects.toThrow(/faceres-deep.json: /);
  });

  it("is refused when a weight is missing or of another shape", () => {
    const without = new Map(weights);
    without.delete("conv_dw_3_bn/batchnorm_1/sub");
    expect(() => faceResBackbone(without)).toThrow(
      "weight conv_dw_3_bn/batchnorm_1/sub: expected float32 [128], got none",
    );
    const other = new Map(weights).set("conv_pw_1/convolution/merged_input", drawn([1, 1, 32, 48], 32, 1));
    expect(() => faceResBackbone(other)).toThrow(
      "weight conv_pw_1/convolution/merged_input: expected float32 [1, 1, 32, 64], got float32 [1, 1, 32, 48]",
    );
  });
});

describe("VGGFace in Keras' format", () => {
  const stages = [
    [64, 64],
    [128, 128],
    [256, 256, 256],
    [512, 512, 512],
    [512, 512, 512],
  ];
  let path: string;
  const weights = new Map<string, Tensor>();
  beforeAll(async () => {
    await h5wasm.ready;
    path = join(folder, "rcmalli_vggface_tf_notop_v2.h5");
    const file = new h5wasm.File(path, "w");
    let channels = 3;
    for (const [i, stage] of stages.entries()) {
      for (const [j, filters] of stage.entries()) {
        const layer = `conv${i + 1}_${j + 1}`;
        const fanIn = 9 * channels * (channels === 3 ? 100 ** 2 : 1);
        const group = file.create_group(layer).create_group(layer);
        for (const [part, tensor] of [
          ["kernel", drawn([3, 3, channels, filters], fanIn, 10 * i + j)],
          ["bias", drawn([filters], 60, 10 * i + j + 100)],
        ] as const) {
          group.create_dataset({ name: `${part}:0`, data: tensor.data as Float32Array, shape: [...tensor.dims] });
          weights.set(`${layer}/${part}`, tensor);
        }
        channels = filters;
      }
      file.create_group(`pool${i + 1}`);
    }
    file.close();
  }, 300_000);

  it("is read by layer, whatever the names inside a layer", async () => {
    const read = await readKerasWeights(path);
    expect(read.size).toBe(26);
    expect(read.get("conv5_3/kernel")).toMatchObject({ dims: [3, 3, 512, 512] });
    expect(read.get("conv1_1/bias")).toEqual(weights.get("conv1_1/bias"));
  });

  it("becomes our VGG-16, which says what a plain program says of the file", async () => {
    const graph = await importBackbone(path, { size: SIZE });
    expect(parameterCount(graph)).toBe(14_714_688);
    let map = bluesFirst([129.1863, 104.7624, 93.594]);
    const relu = (value: number) => Math.max(0, value);
    for (const [i, stage] of stages.entries()) {
      for (const [j, filters] of stage.entries()) {
        const [kernel, bias] = ["kernel", "bias"].map(
          (part) => weights.get(`conv${i + 1}_${j + 1}/${part}`)?.data as Float32Array,
        );
        map = convolve(map, { kernel, bias, size: 3, stride: 1, filters, activation: relu });
      }
      map = maximum(map);
    }
    expectSame(await run(graph), map);
  }, 300_000);

  it.each([
    ["a file that is missing", "none.h5", undefined, /none.h5: expected a file, got none \(ENOENT\)$/],
    ["a file that is no HDF5", "text.h5", "no HDF5", /text.h5: expected an HDF5 file, got another$/],
    ["another ending", "x.onnx", "", /x.onnx: expected a TensorFlow.js model \(.json\) or a Keras file \(.h5\)/],
  ])("refuses %s", async (_, name, contents, message) => {
    if (contents !== undefined) await writeFile(join(folder, name), contents);
    await expect(importBackbone(join(folder, name))).rejects.toThrow(message);
  });

  it("refuses a file of another network", async () => {
    const other = join(folder, "other.h5");
    const file = new h5wasm.File(other, "w");
    file.create_group("dense_1").create_dataset({ name: "kernel:0", data: new Float32Array(6), shape: [2, 3] });
    file.close();
    await expect(importBackbone(other)).rejects.toThrow(
      /weight conv1_1\/kernel: expected float32 \[3, 3, 3, 64\], got none/,
    );
    await expect(importBackbone(other, { size: 100 })).rejects.toThrow("size must be a multiple of 32, got 100");
  });
});
