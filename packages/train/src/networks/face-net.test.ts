import {
  foldBatchNorm,
  gradientGraph,
  laplacianLikelihood,
  multiplyAdds,
  parameterCount,
  writeOnnx,
} from "@face88/graph";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { faceNet } from "./face-net.js";

describe("faceNet", () => {
  it("is the student within its budget", () => {
    const network = faceNet({ uncertainty: true });
    expect(multiplyAdds(network)).toBeLessThan(25e6);
    expect(2 * parameterCount(network)).toBeLessThan(1e6);
    expect(network.outputs.map(({ name, dims }) => [name, dims[1]])).toEqual([
      ["points", 176],
      ["log_scale", 88],
    ]);
  });

  it.each(["maps", "dense", "both"] as const)("gives points with random weights: %s", async (head) => {
    const network = foldBatchNorm(faceNet({ head, size: 64 }));
    const session = await InferenceSession.create(writeOnnx(network), { intraOpNumThreads: 1 });
    const image = new Tensor(
      "float32",
      Float32Array.from({ length: 2 * 3 * 64 * 64 }, (_, i) => Math.sin(i)),
      [2, 3, 64, 64],
    );
    const { points } = await session.run({ image });
    await session.release();
    expect(points.dims).toEqual([2, 176]);
    for (const share of points.data as Float32Array) {
      if (head === "maps") {
        // A centre of mass never leaves the crop.
        expect(share).toBeGreaterThan(0);
        expect(share).toBeLessThan(1);
      } else {
        expect(share).not.toBe(0.5);
        expect(Number.isFinite(share)).toBe(true);
      }
    }
  });

  it("has a gradient for every parameter", async () => {
    const network = faceNet({ size: 32, uncertainty: true, points: 5 });
    const gradient = gradientGraph(network, {
      microBatch: 4,
      targets: { truth: { dims: [10] } },
      loss: (b, outputs, targets) => laplacianLikelihood(b, outputs.points, outputs.log_scale, targets.truth),
    });
    const session = await InferenceSession.create(writeOnnx(gradient.graph), { intraOpNumThreads: 1 });
    const { slots, length } = gradient.parameters;
    const initial = new Float32Array(length);
    for (const { name, offset } of slots) initial.set(network.initializers.get(name)?.data as Float32Array, offset);
    const filled = (dims: number[], f: (i: number) => number) =>
      new Tensor(
        "float32",
        Float32Array.from({ length: dims.reduce((a, b) => a * b) }, (_, i) => f(i)),
        dims,
      );
    const { gradient: vector } = await session.run({
      image: filled([4, 3, 32, 32], (i) => Math.sin(i * i)),
      truth: filled([4, 10], (i) => (i % 7) / 7),
      parameters: new Tensor("float32", initial, [length]),
    });
    await session.release();
    const values = vector.data as Float32Array;
    for (const { name, offset, length: size } of slots) {
      const part = values.subarray(offset, offset + size);
      expect(part.every(Number.isFinite), name).toBe(true);
      expect(
        part.some((value) => value !== 0),
        name,
      ).toBe(true);
    }
  });
});
