import { type Graph, GraphBuilder, multiplyAdds, parameterCount, writeOnnx } from "@face88/graph";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { convolutionBlock } from "./layers.js";
import { LAYOUTS, type MobileNetOptions, mobileNetV1 } from "./mobilenet.js";
import { random } from "./random.js";
import { transferHead, withBackbone } from "./transfer.js";
import { vgg16Features } from "./vgg.js";

async function run(graph: Graph, feeds: Record<string, number[]>): Promise<Record<string, Tensor>> {
  const session = await InferenceSession.create(writeOnnx(graph), { intraOpNumThreads: 1 });
  const given = Object.entries(feeds).map(([name, dims]) => {
    const length = dims.reduce((p, q) => p * q, 1);
    return [
      name,
      new Tensor(
        "float32",
        Float32Array.from({ length }, (_, i) => Math.sin(i)),
        dims,
      ),
    ];
  });
  const results = await session.run(Object.fromEntries(given));
  await session.release();
  return results as Record<string, Tensor>;
}

describe("MobileNet v1 counts as in the paper's tables 4 to 7", () => {
  // Millions of multiply-adds and parameters; 500 points stand for the 1000 classes of the paper's head.
  const cases: [string, MobileNetOptions, number, number][] = [
    ["table 4, Conv MobileNet", { fullConvolutions: true }, 4866, 29.3],
    ["table 4, MobileNet", {}, 569, 4.2],
    ["table 5, shallow MobileNet", { layout: LAYOUTS.notebookShallow }, 307, 2.9],
    ["table 6, 0.75 MobileNet-224", { alpha: 0.75 }, 325, 2.6],
    ["table 6, 0.5 MobileNet-224", { alpha: 0.5 }, 149, 1.3],
    ["table 6, 0.25 MobileNet-224", { alpha: 0.25 }, 41, 0.5],
    ["table 7, 1.0 MobileNet-192", { rho: 192 / 224 }, 418, 4.2],
    ["table 7, 1.0 MobileNet-160", { rho: 160 / 224 }, 290, 4.2],
    ["table 7, 1.0 MobileNet-128", { rho: 128 / 224 }, 186, 4.2],
  ];
  it.each(cases)("%s", (_, options, millions, parameters) => {
    const network = mobileNetV1({ size: 224, layout: LAYOUTS.notebookDeep, points: 500, seed: null, ...options });
    expect(Math.abs(multiplyAdds(network) / 1e6 / millions - 1)).toBeLessThan(0.01);
    expect(Math.abs(parameterCount(network) / 1e6 - parameters)).toBeLessThanOrEqual(0.1);
  });
});

describe("the seed's MobileNet", () => {
  it.each([
    ["shallow", { alpha: 0.3 }, 155_380, 16_302_932],
    ["deep", { alpha: 0.3, layout: LAYOUTS.deep }, 282_370, 28_695_932],
    ["notebook, shallow", { layout: LAYOUTS.notebookShallow }, 2_043_376, 156_455_424],
    ["notebook, deep", { layout: LAYOUTS.notebookDeep }, 3_387_376, 289_831_424],
  ])("%s has so many parameters and multiply-adds", (_, options, parameters, operations) => {
    const network = mobileNetV1(options);
    expect([parameterCount(network), multiplyAdds(network)]).toEqual([parameters, operations]);
  });

  it("runs, with and without uncertainties", async () => {
    const { points, log_scale } = await run(mobileNetV1({ alpha: 0.25, rho: 0.4, uncertainty: true }), {
      image: [2, 3, 64, 64],
    });
    expect([points.dims, log_scale.dims]).toEqual([
      [2, 176],
      [2, 88],
    ]);
    expect((points.data as Float32Array).every(Number.isFinite)).toBe(true);
    expect(mobileNetV1({ points: 5 }).outputs.map(({ name, dims }) => [name, dims])).toEqual([["points", ["N", 10]]]);
  });

  it("starts from the same weights for the same seed", () => {
    const weights = (seed: number) => mobileNetV1({ alpha: 0.25, seed }).initializers.get("stem/weight")?.data;
    expect(weights(3)).toEqual(weights(3));
    expect(weights(4)).not.toEqual(weights(3));
  });

  it.each([
    [{ alpha: 0 }, "alpha must be above 0, got 0"],
    [{ points: Number.NaN }, "points must be above 0, got NaN"],
  ])("refuses %j", (options, message) => {
    expect(() => mobileNetV1(options)).toThrow(message);
  });
});

describe("transfer learning", () => {
  it("has VGG-16's parameters without top", () => {
    const vgg = vgg16Features({ size: 32, seed: null });
    expect(parameterCount(vgg)).toBe(14_714_688);
    expect(vgg.outputs[0].dims).toEqual(["N", 512]);
    expect(() => vgg16Features({ size: 100 })).toThrow("size must be a multiple of 32, got 100");
  });

  it("trains a head alone and puts it on its backbone", async () => {
    const b = new GraphBuilder("backbone");
    const context = { b, next: random(1) };
    b.output(convolutionBlock(context, b.input("image", "float32", ["N", 3, 4, 4]), 2, "conv", { stride: 2 }), "map");
    const head = transferHead({ features: 8, hidden: 6, points: 3 });
    const whole = withBackbone(b.build(), head);
    expect(whole.parameters).toEqual(["hidden/weight", "hidden/bias", "points/weight", "points/bias"]);
    expect((await run(whole, { image: [2, 3, 4, 4] })).points.dims).toEqual([2, 6]);
    expect(() => withBackbone(b.build(), transferHead({ features: 9 }))).toThrow(
      "head must take 8 features, got one for 9",
    );
  });
});
