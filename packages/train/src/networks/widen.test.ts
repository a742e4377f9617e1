import { assignInitializers, type Graph, writeOnnx } from "@face88/graph";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { type FaceNetOptions, faceNet } from "./face-net.js";
import { widenedWeights } from "./widen.js";

const net = (times: number, more: FaceNetOptions = {}) =>
  faceNet({
    size: 32,
    stem: 4 * times,
    stages: [
      { filters: 4 * times, expand: 1, blocks: 2 },
      { filters: 6 * times, expand: 2, blocks: 2 },
    ],
    neck: 4 * times,
    points: 5,
    uncertainty: true,
    ...more,
  });

const image = new Tensor(
  "float32",
  Float32Array.from({ length: 2 * 3 * 32 * 32 }, (_, i) => Math.sin(i * 0.7)),
  [2, 3, 32, 32],
);

async function outputsOf(network: Graph): Promise<number[]> {
  const session = await InferenceSession.create(writeOnnx(network), { intraOpNumThreads: 1 });
  const { points, log_scale } = await session.run({ image });
  await session.release();
  return [...(points.data as Float32Array), ...(log_scale.data as Float32Array)];
}

const largest = (a: number[], b: number[]) => Math.max(...a.map((value, i) => Math.abs(value - b[i])));

describe("widenedWeights", () => {
  it.each([2, 3])("say the same in a network that is %d times as wide", async (times) => {
    const narrow = net(1);
    const wide = net(times, { seed: 9 });
    const weights = widenedWeights(narrow.initializers, wide, { noise: 0, seed: 1 });
    const [before, after] = [await outputsOf(narrow), await outputsOf(assignInitializers(wide, weights))];
    expect(largest(before, after)).toBeLessThan(1e-5);
    expect(largest(before, await outputsOf(wide))).toBeGreaterThan(1e-3);
  });

  it("lets copies differ by the noise that is asked for, the same for the same seed", () => {
    const narrow = net(1);
    const wide = net(2);
    const name = "stage2/block2/expand/weight";
    const [a, b, other] = [1, 1, 2].map((seed) => widenedWeights(narrow.initializers, wide, { noise: 0.1, seed }));
    expect(a.get(name)).toEqual(b.get(name));
    expect(a.get(name)).not.toEqual(other.get(name));
    const still = widenedWeights(narrow.initializers, wide, { noise: 0, seed: 1 }).get(name)?.data as Float32Array;
    const moved = a.get(name)?.data as Float32Array;
    const rms = (values: number[]) => Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
    const share = rms([...moved].map((value, i) => value - still[i])) / rms([...still]);
    expect(share).toBeGreaterThan(0.08);
    expect(share).toBeLessThan(0.12);
  });

  it("leaves out what does not fit", () => {
    const weights = widenedWeights(net(2).initializers, net(3), { noise: 0, seed: 1 });
    expect(weights.has("stage2/block2/expand/weight")).toBe(false);
    // The number of points is no width: their maps fit, whatever the stages are.
    const shallow = net(1, { stages: [{ filters: 4, expand: 1, blocks: 2 }] });
    const kept = widenedWeights(net(1).initializers, shallow, { noise: 0, seed: 1 });
    expect([kept.has("stem/weight"), kept.has("stage2/block2/expand/weight")]).toEqual([true, false]);
  });
});
