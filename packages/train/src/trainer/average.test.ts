import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { averageCheckpoints } from "./average.js";
import { openCheckpoint } from "./run-files.js";
import { temporaryFolder, tinyConfig } from "./testing/tiny-run.js";
import { trainInNode } from "./testing/train-in-node.js";

describe("averageCheckpoints", () => {
  let folder: string;
  let one: string;
  let two: string;
  beforeAll(async () => {
    folder = await temporaryFolder();
    const run = async (name: string, changes: object) =>
      (await trainInNode(tinyConfig(join(folder, name), { epochs: 1, ...changes }))).last;
    one = await run("one", {});
    two = await run("two", { seed: 2 });
  }, 60_000);

  it("writes the mean of the weights to use, and no optimiser's state", async () => {
    await mkdir(join(folder, "deeper"));
    const output = join(folder, "deeper", "mean.safetensors");
    await averageCheckpoints([one, two], output);
    const [a, b, mean] = await Promise.all([one, two, output].map(openCheckpoint));
    expect([...mean.weights.keys()].sort()).toEqual([...a.shown.keys()].sort());
    expect(mean.state).toEqual({});
    expect([a.progress.best === null, mean.progress.best]).toEqual([false, null]);
    let differing = 0;
    for (const [name, { data }] of mean.shown) {
      const [x, y] = [a, b].map(({ shown }) => shown.get(name)?.data as Float32Array);
      data.forEach((value, i) => {
        expect(value).toBe(Math.fround((x[i] + y[i]) / 2));
        if (x[i] !== y[i]) differing++;
      });
    }
    expect(differing).toBeGreaterThan(1000);
    // From the new file the config is one folder up, as it was from the runs.
    expect(join(folder, "deeper", mean.folder)).toBe(join(folder, "one", a.folder));
  });

  it("refuses one checkpoint, and those of another network", async () => {
    const output = join(folder, "none.safetensors");
    await expect(averageCheckpoints([one], output)).rejects.toThrow("checkpoints: expected two or more, got 1");
    const wide = tinyConfig(join(folder, "wide"), { epochs: 1, network: { kind: "mobilenet", alpha: 0.2 } });
    const { last } = await trainInNode(wide);
    await expect(averageCheckpoints([one, last], output)).rejects.toThrow(
      /^\S+: tensor ".+": expected \[.+\] as in the first checkpoint, got \[/,
    );
    await expect(openCheckpoint(output)).rejects.toThrow("expected a checkpoint, got none (ENOENT)");
  }, 60_000);
});
