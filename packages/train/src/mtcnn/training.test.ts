import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readOnnx } from "@face88/graph";
import { expect, it } from "vitest";
import { random } from "../networks/random.js";
import { trainInNode } from "../trainer/testing/train-in-node.js";
import { PatchWriter } from "./patch-file.js";
import { exportStage, MTCNN_STAGES } from "./stages.js";

it("learns bright patches from dark ones, by a loss module, and exports P-Net for images", async () => {
  const folder = await mkdtemp(join(tmpdir(), "face88-mtcnn-"));
  try {
    const writer = new PatchWriter(12);
    const next = random(1);
    for (let i = 0; i < 64; i++) {
      const isFace = i % 2 === 0;
      const planes = Float32Array.from({ length: 432 }, () => (isFace ? 0.5 : -0.5) + 0.4 * (next() - 0.5));
      writer.add(isFace ? "positive" : "negative", planes, new Float32Array(14).fill(isFace ? 0.1 : 0));
    }
    await writeFile(join(folder, "bright.patches"), writer.bytes());
    const module = "@face88/train/mtcnn";
    const data = { module, export: "patchSource", options: { file: join(folder, "bright.patches") } };
    const config = {
      out: join(folder, "run"),
      data: { train: data, validation: data },
      network: { kind: "module", module, export: "proposalNet" },
      loss: { kind: "module", module, export: "multiTaskLoss" },
      optimizer: { kind: "adam", learningRate: 0.01 },
      ...{ epochs: 12, batch: 32, microBatch: 32, workers: 1, validateEvery: 4 },
    };
    const { progress, best } = await trainInNode(config);
    const errors = progress.history.map(({ validation }) => validation.distance);
    expect(errors).toHaveLength(3);
    expect(errors[2]).toBeLessThan(errors[0] / 2);
    const exported = readOnnx(await exportStage(MTCNN_STAGES[0], best));
    expect(exported.outputs[0].dims[1]).toBe(5);
    expect(exported.nodes.some(({ op }) => op === "BatchNormalization")).toBe(false);

    await expect(trainInNode({ ...config, out: `${config.out}2`, network: { kind: "mobilenet" } })).rejects.toThrow(
      'loss: expected a module beside a network that is one, without teacherShare, got {"network":"mobilenet","teacherShare":0}',
    );
    await expect(
      trainInNode({ ...config, out: `${config.out}3`, network: { ...config.network, export: "outputNet" } }),
    ).rejects.toThrow("expected a graph with output faces [N, 5]");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
