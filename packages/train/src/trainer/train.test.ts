import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openCheckpoint } from "./run-files.js";
import { bitsOf, temporaryFolder, tinyConfig } from "./testing/tiny-run.js";
import { trainInNode as run } from "./testing/train-in-node.js";
import type { TrainResult } from "./train.js";

const broken = (name: string, options: object) => ({
  train: { module: "./broken-source.js", export: name, options: { count: 67, size: 32, ...options } },
  validation: { module: "@face88/train/toy", options: { count: 20, size: 32, seed: 2 } },
});

describe("workers and resumption", () => {
  it("give the same weights to the bit", async () => {
    const folder = await temporaryFolder();
    const whole = await run(tinyConfig(join(folder, "whole"), { workers: 1 }));
    const expected = bitsOf(await openCheckpoint(whole.last));
    expect(Object.keys(expected)).toContain("state adam.square");
    expect(whole).toMatchObject({ ended: "epochs", progress: { step: 12 } });

    const three = await run(tinyConfig(join(folder, "three"), { workers: 3, loaders: 2, prefetch: 1 }));
    expect(bitsOf(await openCheckpoint(three.last))).toEqual(expected);

    // Stopped in the middle of an epoch, right after a validation, and after the last step but one.
    const config = tinyConfig(join(folder, "stopped"));
    for (const step of [2, 8, 11]) {
      const stopped = await run(config, { start: "resume", stopAfter: step });
      expect(stopped).toMatchObject({ ended: "interrupted", progress: { step } });
    }
    const resumed = await run(config, { start: "resume" });
    expect(bitsOf(await openCheckpoint(resumed.last))).toEqual(expected);
    expect(bitsOf(await openCheckpoint(resumed.best))).toEqual(bitsOf(await openCheckpoint(whole.best)));
    const figures = ({ progress }: TrainResult) =>
      progress.history.map(({ step, loss, validation, learningRate }) => [step, loss, validation, learningRate]);
    expect(figures(resumed)).toEqual(figures(whole));
  });

  it("refuse another config, other data, another network, a run that is there", async () => {
    const out = join(await temporaryFolder(), "run");
    const config = tinyConfig(out, { epochs: 1 });
    const { last } = await run(config);
    const resume = (changes: object) => run({ ...config, ...changes }, { start: "resume" });
    const { train, validation } = config.data;
    const more = { ...train, options: { ...train.options, count: 70 } };
    const cases: [object, RegExp][] = [
      [{ batch: 32 }, /last.safetensors: expected a run with batch 32, got 16$/],
      [{ seed: 2 }, /expected a run with seed 2, got 1$/],
      [{ data: { train: more, validation } }, /expected a run with data/],
    ];
    for (const [changes, message] of cases) await expect(resume(changes)).rejects.toThrow(message);
    await expect(run(config)).rejects.toThrow(/^out: expected a folder without a run, or to resume or restart it, got/);
    expect((await run(config, { start: "restart" })).progress.step).toBe(4);
    expect((await resume({ epochs: 2, workers: 1 })).progress.step).toBe(8);

    await writeFile(last, (await readFile(last)).subarray(0, 5000));
    await expect(resume({ epochs: 3 })).rejects.toThrow(
      /last.safetensors: expected safetensors, got 5000 other bytes$/,
    );
  });
});

describe("a run", () => {
  it("leaves checkpoints, metrics.csv and report.html, and no other file", async () => {
    const out = join(await temporaryFolder(), "run");
    const { progress, steps } = await run(tinyConfig(out));
    expect((await readdir(out)).sort()).toEqual(["best.safetensors", "last.safetensors", "metrics.csv", "report.html"]);

    const [names, ...rows] = (await readFile(join(out, "metrics.csv"), "utf8")).trim().split("\n");
    expect(names).toBe("epoch,step,learning_rate,loss,mean_distance_px,mae_px,mse_px2,images_per_second,seconds");
    expect(rows.map((row) => row.split(",").slice(0, 2))).toEqual([
      ["1", "4"],
      ["2", "8"],
      ["3", "12"],
    ]);
    const losses = steps.slice(0, 4).reduce((sum, { loss }) => sum + loss, 0) / 4;
    expect(Number(rows[0].split(",")[3])).toBeCloseTo(losses, 4);
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));

    const page = await readFile(join(out, "report.html"), "utf8");
    expect(page.match(/<svg /g)).toHaveLength(3);
    expect(page).toContain(`${progress.best?.distance.toFixed(3)} px at step ${progress.best?.step}`);
    expect(page).not.toMatch(/(src|href)=/);

    const { config, data, progress: kept } = await openCheckpoint(join(out, "last.safetensors"));
    expect(config).toMatchObject({ batch: 16, epochs: 3, validateEvery: 1, loss: { kind: "wing", w: 10 } });
    expect(data.fingerprint).toContain('"count":67');
    expect(kept).toEqual(progress);
  });

  it("ends when validations stop getting better, and stays ended", async () => {
    const out = join(await temporaryFolder(), "run");
    // A rate so small that the running statistics alone change: the error goes up at some time.
    const optimizer = { kind: "sgd", learningRate: 1e-12 };
    const config = tinyConfig(out, { epochs: 60, patience: 2, optimizer });
    const { ended, progress } = await run(config);
    expect(ended).toBe("patience");
    expect(progress.sinceBest).toBe(2);
    expect(progress.history.at(-1)?.step).toBe((progress.best?.step ?? 0) + 2 * 4);
    expect(await run(config, { start: "resume" })).toMatchObject({
      ended: "patience",
      progress: { step: progress.step },
    });
  });

  it("stops at a loss that is no number, and names step, samples and checkpoint", async () => {
    const out = join(await temporaryFolder(), "run");
    const config = tinyConfig(out, { data: broken("notANumber", { bad: 5 }), checkpointEvery: 1 });
    const failed = await run(config).catch((error: unknown) => error);
    expect(failed).toMatchObject({ name: "NonFiniteError" });
    const { step, ids, checkpoint, message } = failed as {
      step: number;
      ids: string[];
      checkpoint?: string;
      message: string;
    };
    expect(ids).toHaveLength(8);
    expect(ids).toContain("toy/1/5");
    expect(message).toContain(`loss NaN at step ${step}: expected a finite number; samples toy/1/`);
    expect(message).toContain(step === 1 ? "none" : join(out, "last.safetensors"));
    if (checkpoint !== undefined) expect((await openCheckpoint(checkpoint)).progress.step).toBe(step - 1);
  });

  it("stops when weights run away, before they reach a checkpoint", async () => {
    const out = join(await temporaryFolder(), "run");
    const optimizer = { kind: "sgd", learningRate: 1e30 };
    const config = tinyConfig(out, {
      optimizer,
      loss: { kind: "mse" },
      schedule: { kind: "constant" },
      checkpointEvery: 1,
    });
    await expect(run(config)).rejects.toThrow(/^(loss|gradient norm) (NaN|Infinity) at step \d+: .*last.safetensors$/);
    const { weights } = await openCheckpoint(join(out, "last.safetensors"));
    expect([...weights.values()].every(({ data }) => (data as Float32Array).every(Number.isFinite))).toBe(true);
  });

  it.each([
    [
      "a sample that cannot be read",
      { data: broken("unreadable", { bad: 5 }) },
      /^sample toy\/1\/5: expected a picture/,
    ],
    [
      "no function",
      { data: broken("constant", {}) },
      /^module .\/broken-source.js: expected a function as export constant/,
    ],
    [
      "no module",
      { data: { ...broken("x", {}), train: { module: "./none.js" } } },
      /^module: expected one that can be/,
    ],
    ["fewer samples than a batch", { batch: 128 }, /^data.train: expected a batch \(128\) or more, got 67$/],
    [
      "validation of another shape",
      { data: { ...broken("notANumber", { size: 64 }) } },
      /^data.validation: expected samples/,
    ],
    ["a teacher that is missing", { loss: { kind: "mae", teacherShare: 0.5 } }, /^data: expected a field teacher, got/],
    ["a provider that is missing", { provider: "coreml" }, /^provider: expected one that this machine's/],
    ["a provider without its library", { provider: "cuda" }, /^provider: expected cuda to work on this machine/],
  ])("is refused or stopped: %s", async (_, changes, message) => {
    const out = join(await temporaryFolder(), "run");
    await expect(run(tinyConfig(out, changes))).rejects.toThrow(message);
  });

  it.each([
    ["gaussian", { kind: "gaussian" }],
    ["laplacian", { kind: "laplacian" }],
    ["adaptive wing", { kind: "adaptiveWing" }],
    ["half a teacher", { kind: "smoothL1", teacherShare: 0.5 }],
  ])("trains with weights and the loss %s", async (_, loss) => {
    const out = join(await temporaryFolder(), "run");
    const options = { count: 67, size: 32 };
    const source = { module: "./broken-source.js", export: "weighted", options };
    const data = { train: source, validation: source };
    const { progress } = await run(tinyConfig(out, { data, loss, epochs: 6 }));
    const [first, last] = [progress.history[0], progress.history[5]];
    expect(last.loss).toBeLessThan(first.loss);
  });

  it("begins with the weights of another run", async () => {
    const folder = await temporaryFolder();
    const first = await run(tinyConfig(join(folder, "first")));
    const optimizer = { kind: "sgd", learningRate: 1e-12 };
    const second = await run(
      tinyConfig(join(folder, "second"), { weights: first.best, epochs: 1, optimizer, frozen: ["stem"] }),
    );
    const { shown } = await openCheckpoint(first.best);
    const { weights } = await openCheckpoint(second.last);
    expect(weights.get("stem/weight")).toEqual(shown.get("stem/weight"));
    expect(weights.get("points/weight")?.data[0]).toBeCloseTo(shown.get("points/weight")?.data[0] as number, 6);
  });
});
