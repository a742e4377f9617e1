import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const main = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
const toy = (options: object) => ({ module: "@face88/train/toy", options: { size: 32, ...options } });
const tiny = {
  out: "run",
  data: { train: toy({ count: 64 }), validation: toy({ count: 20, seed: 2, augment: false }) },
  network: { alpha: 0.1 },
  epochs: 2,
  batch: 32,
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "face88-cli-train-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The command in a process of its own: a training run has worker threads, which need compiled JavaScript. */
async function face88(
  words: readonly string[],
  stopAt?: RegExp,
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [main, ...words], { cwd: folder });
  const text = { out: "", err: "" };
  child.stdout.on("data", (chunk) => {
    text.out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    text.err += chunk;
    // Once: a second Ctrl-C ends the process at once.
    if (!child.killed && stopAt?.test(text.err)) child.kill("SIGINT");
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, ...text };
}

async function config(changes: object = {}, name = "config.json"): Promise<string> {
  await writeFile(join(folder, name), JSON.stringify({ ...tiny, ...changes }));
  return name;
}

describe("face88 train and face88 export", () => {
  it("train, stop, resume and export", async () => {
    const long = await config({ out: "long", epochs: 500 }, "long.json");
    const stopped = await face88(["train", long], /epoch 1:/);
    expect(stopped.code).toBe(130);
    expect(stopped.err).toMatch(/face88: stopped at step \d+; --resume goes on from .*last.safetensors\n$/);
    const step = Number(/at step (\d+)/.exec(stopped.err)?.[1]);

    // As long as it was when it was stopped, and two epochs more.
    const epochs = Math.ceil(step / 2) + 2;
    const resumed = await face88(["train", await config({ out: "long", epochs }, "long.json"), "--resume"]);
    expect(resumed).toMatchObject({
      code: 0,
      out: expect.stringMatching(/best.safetensors: mean distance [\d.]+ px at step/),
    });
    expect(await readFile(join(folder, "long/metrics.csv"), "utf8")).toContain(`\n${epochs},${2 * epochs},`);

    const exported = await face88(["export", "long/best.safetensors", "-o", "model.onnx", "--input", "uint8-nhwc"]);
    expect(exported).toMatchObject({ code: 0, err: "" });
    expect(exported.out).toMatch(
      /^model.onnx: fp32, uint8-nhwc in, \d+ KB; parity with the trained network on 20 samples: mean .* px, max .* px; mean distance from the labels \S+ -> \S+ px \([+-]0\.0\d %\)\n$/,
    );
  });

  it("average two seeds to a network that can be exported", async () => {
    const path = await config({ out: "one" });
    expect(await face88(["train", path])).toMatchObject({ code: 0 });
    expect(await face88(["train", path, "--seed", "2", "--out", "two"])).toMatchObject({ code: 0 });
    const runs = ["one/best.safetensors", "two/best.safetensors"];
    const [one, two] = await Promise.all(
      runs.map((run) => readFile(join(folder, run.replace("best.safetensors", "metrics.csv")), "utf8")),
    );
    expect(one).not.toBe(two);
    const averaged = await face88(["average", ...runs, "-o", "mean.safetensors"]);
    expect(averaged).toEqual({ code: 0, out: "mean.safetensors: mean of 2 checkpoints\n", err: "" });
    expect(await face88(["export", "mean.safetensors", "-o", "mean.onnx"])).toMatchObject({ code: 0, err: "" });
  });

  it.each([
    ["one checkpoint", ["average", "a"], {}, 2, /^face88: average: expected two checkpoints or more, got a\n$/],
    ["no mean", ["average", "a", "b"], {}, 2, /^face88: -o: expected a file to write to, got none\n$/],
    [
      "what is no checkpoint",
      ["average", "a", "b", "-o", "c"],
      {},
      2,
      /^face88: a: expected a checkpoint, got none \(ENOENT\)\n$/,
    ],
    ["no config", ["train"], {}, 2, /^face88: train: expected one config, got none\n$/],
    [
      "a config that is missing",
      ["train", "none.json"],
      {},
      2,
      /^face88: none.json: expected a config that can be read, got ENOENT\n$/,
    ],
    [
      "a config with a fault",
      ["train", "bad.json"],
      { batch: 0 },
      2,
      /^face88: bad.json: batch: expected .*, got 0\n$/,
    ],
    [
      "data that is missing",
      ["train", "bad.json"],
      { data: { ...tiny.data, train: { module: "./none.js" } } },
      2,
      /^face88: bad.json: module: expected .*\n$/,
    ],
    [
      "both ways to begin",
      ["train", "bad.json", "--resume", "--restart"],
      {},
      2,
      /^face88: train: expected --resume or --restart, got both\n$/,
    ],
    [
      "a provider that is missing",
      ["train", "bad.json", "--provider", "coreml"],
      {},
      1,
      /^face88: provider: expected one that .*, got coreml\n$/,
    ],
    [
      "a loss that runs away",
      ["train", "bad.json", "--out", "bad"],
      { loss: { kind: "mse" }, schedule: { kind: "constant" }, optimizer: { kind: "sgd", learningRate: 1e30 } },
      1,
      /face88: (loss|gradient norm) \w+ at step \d+: .*\n$/,
    ],
    [
      "no checkpoint",
      ["export", "bad.json", "-o", "x.onnx"],
      {},
      2,
      /^face88: bad.json: expected safetensors, got \d+ other bytes\n$/,
    ],
    ["no output", ["export", "bad.json"], {}, 2, /^face88: -o: expected a file to write to, got none\n$/],
    [
      "an unknown precision",
      ["export", "bad.json", "-o", "x.onnx", "--precision", "int4"],
      {},
      2,
      /^face88: --precision: expected fp32\|fp16\|int8, got int4\n$/,
    ],
  ] as const)("say in one line: %s", async (_, words, changes, code, message) => {
    await config(changes, "bad.json");
    const result = await face88(words);
    expect(result.err).toMatch(message);
    expect(result).toMatchObject({ code, out: "" });
  });
});
