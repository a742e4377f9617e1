import { describe, expect, it } from "vitest";
import { readTrainConfig } from "./config.js";
import { ConfigError } from "./errors.js";

const data = { train: { module: "./a.js" }, validation: { module: "./b.js", export: "b", options: { n: 1 } } };
const least = { out: "run", data };

describe("readTrainConfig", () => {
  it("fills in the defaults", () => {
    expect(readTrainConfig(least)).toEqual({
      out: "run",
      data: { train: { module: "./a.js", export: "default", options: {} }, validation: data.validation },
      network: { kind: "mobilenet", alpha: 0.3, layout: "shallow", padding: "same", activation: "relu", head: "plain" },
      loss: { kind: "wing", w: 10, epsilon: 2, teacherShare: 0 },
      optimizer: { kind: "adam", learningRate: 0.001, weightDecay: 0, clipNorm: null, averageDecay: null },
      schedule: { kind: "cosine", warmUp: 0, lowest: 0 },
      epochs: 100,
      batch: 64,
      microBatch: 16,
      frozen: [],
      weights: null,
      widen: null,
      seed: 1,
      validateEvery: 1,
      checkpointEvery: null,
      patience: null,
      workers: null,
      loaders: 1,
      prefetch: 2,
      provider: "cpu",
      lanes: null,
    });
  });

  it("gives back what it read", () => {
    const read = readTrainConfig({ ...least, loss: { kind: "smoothL1" }, schedule: { kind: "step", every: 5 } });
    expect(readTrainConfig(JSON.parse(JSON.stringify(read)))).toEqual(read);
  });

  it.each([
    [[], "config: expected an object, got []"],
    [null, "config: expected an object, got null"],
    [{ data }, "out: expected text, got nothing"],
    [{ out: "run" }, "data: expected an object, got nothing"],
    [{ out: "run", data: { train: { module: "" } } }, 'data.train.module: expected text, got ""'],
    [{ ...least, batch: 0 }, "batch: expected a whole number at least 1, got 0"],
    [{ ...least, batch: 24 }, "batch: expected a multiple of microBatch (16), got 24"],
    [{ ...least, epochs: 1.5 }, "epochs: expected a whole number at least 1, got 1.5"],
    [{ ...least, workers: "2" }, 'workers: expected a whole number at least 1, got "2"'],
    [{ ...least, provider: "gpu" }, 'provider: expected one of cpu, cuda, webgpu, coreml, dml, got "gpu"'],
    [{ ...least, lanes: 4 }, "lanes: expected one of 0, 8, 16, got 4"],
    [{ ...least, frozen: ["a", 1] }, "frozen[1]: expected text, got 1"],
    [
      { ...least, network: { kind: "resnet" } },
      'network.kind: expected one of mobilenet, module, transfer, got "resnet"',
    ],
    [{ ...least, network: { alpha: -1 } }, "network.alpha: expected a number above 0, got -1"],
    [{ ...least, loss: { kind: "mse", w: 1 } }, "loss.w: expected one of kind, teacherShare, got an unknown entry"],
    [
      { ...least, optimizer: { averageDecay: 1 } },
      "optimizer.averageDecay: expected a number at least 0 and below 1, got 1",
    ],
    [{ ...least, optimizer: { kind: "sgd", nesterov: 1 } }, "optimizer.nesterov: expected true or false, got 1"],
    [{ ...least, schedule: "cosine" }, 'schedule: expected an object, got "cosine"'],
    [{ ...least, schedule: { kind: "step" } }, "schedule.every: expected a whole number at least 1, got nothing"],
  ])("refuses %j", (config, message) => {
    expect(() => readTrainConfig(config)).toThrow(new ConfigError(message));
  });
});
