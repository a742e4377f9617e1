import { readFile } from "node:fs/promises";
import { type Graph, gradientGraph, meanLoss, wing, writeOnnx } from "@face88/graph";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";

const IMPORT = /^import \{([^}]*)\} from "([^"]*)";$/gm;

/** The example of the docs as it stands there, run. */
async function exampleOfTheDocs(): Promise<{ lines: number; network: Graph }> {
  const page = await readFile(new URL("../../../../docs/training-engine.md", import.meta.url), "utf8");
  const blocks = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);
  const code = blocks.find((block) => block.includes('new GraphBuilder("own")')) ?? "";
  const modules: Readonly<Record<string, () => Promise<object>>> = {
    "@face88/graph": () => import("@face88/graph"),
    "@face88/train": () => import("../index.js"),
  };
  const given: Record<string, unknown> = {};
  for (const [, names, module] of code.matchAll(IMPORT)) {
    const loaded = (await modules[module]()) as Readonly<Record<string, unknown>>;
    for (const name of names.split(",").map((word) => word.trim())) given[name] = loaded[name];
  }
  const body = `${code.replace(IMPORT, "").replaceAll(" as const", "")}\nreturn network;`;
  const make = new Function(...Object.keys(given), body) as (...all: unknown[]) => Graph;
  return { lines: code.trim().split("\n").length, network: make(...Object.values(given)) };
}

describe("a network of one's own, as docs/training-engine.md builds it", () => {
  it("takes no more than 30 lines, runs and can be trained", async () => {
    const { lines, network } = await exampleOfTheDocs();
    expect(lines).toBeLessThanOrEqual(30);
    const session = await InferenceSession.create(writeOnnx(network));
    const image = new Tensor("float32", new Float32Array(3 * 160 * 160).fill(0.5), [1, 3, 160, 160]);
    const { points } = await session.run({ image });
    await session.release();
    expect(points.dims).toEqual([1, 176]);
    expect((points.data as Float32Array).every(Number.isFinite)).toBe(true);

    const gradient = gradientGraph(network, {
      microBatch: 2,
      lanes: 0,
      targets: { truth: { dims: [176] } },
      loss: (b, outputs, { truth }) => meanLoss(b, wing(), outputs.points, truth),
    });
    expect(gradient.parameters.slots.map(({ name }) => name)).toEqual(network.parameters);
  });
});
