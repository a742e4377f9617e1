import { join } from "node:path";
import { readOnnx } from "@face88/graph";
import { beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder, tinyConfig } from "../trainer/testing/tiny-run.js";
import { trainInNode } from "../trainer/testing/train-in-node.js";
import { type ExportedModel, type ExportOptions, exportModel } from "./export.js";

describe("exportModel", () => {
  let path: string;
  const exported = (options: ExportOptions): Promise<ExportedModel> => exportModel(path, { samples: 20, ...options });
  beforeAll(async () => {
    const toy = (options: object) => ({ module: "@face88/train/toy", options: { size: 32, ...options } });
    const data = { train: toy({ count: 128 }), validation: toy({ count: 64, seed: 2, augment: false }) };
    const network = { kind: "module", module: "./tiny-network.js" };
    const optimizer = { kind: "adam", learningRate: 0.005 };
    const changes = { data, network, optimizer, epochs: 60, batch: 32, microBatch: 16, validateEvery: 15 };
    path = (await trainInNode(tinyConfig(join(await temporaryFolder(), "run"), changes))).best;
  }, 60_000);

  // Rounding apart, a folded network computes what was trained; halves lose 11 bits, 8 bits what 8 bits lose.
  it.each([
    ["fp32", "float32", 1e-4, "float32", ["N", 3, 32, 32]],
    ["fp32", "uint8-nhwc", 1e-4, "uint8", ["N", 32, 32, 3]],
    ["fp32", "uint8-nchw", 1e-4, "uint8", ["N", 3, 32, 32]],
    ["fp16", "float32", 0.1, "float32", ["N", 3, 32, 32]],
    ["int8", "float32", 2, "float32", ["N", 3, 32, 32]],
    ["int8", "uint8-nhwc", 2, "uint8", ["N", 32, 32, 3]],
  ] as const)("%s from %s agrees with the trained network", async (precision, input, most, type, dims) => {
    const { bytes, parity } = await exported({ precision, input });
    expect(parity.samples).toBe(20);
    expect(parity.max).toBeLessThan(most);
    expect(parity.mean).toBeLessThanOrEqual(parity.max);
    const graph = readOnnx(bytes);
    expect(graph.inputs).toMatchObject([{ name: "image", type, dims }]);
    expect(graph.nodes.map(({ op }) => op)).not.toContain("BatchNormalization");
    expect(graph.metadata.get("face88.unit")).toBe("32");
  });

  it("costs at most 3 % of the error in int8", async () => {
    const { parity } = await exported({ precision: "int8", samples: 64 });
    const { trained, exported: quantised } = parity.errors;
    expect(trained.distance).toBeLessThan(3);
    expect(quantised.distance / trained.distance).toBeLessThan(1.03);
  });

  it("makes files smaller by precision, the same bytes each time", async () => {
    const [whole, half, again] = [await exported({}), await exported({ precision: "fp16" }), await exported({})];
    expect(half.bytes.length).toBeLessThan(0.75 * whole.bytes.length);
    expect(again.bytes).toEqual(whole.bytes);
  });

  it("refuses what is no checkpoint", async () => {
    const missing = join(await temporaryFolder(), "none.safetensors");
    await expect(exportModel(missing)).rejects.toThrow(`${missing}: expected a checkpoint, got none (ENOENT)`);
  });
});
