import { join } from "node:path";
import { expect, it } from "vitest";
import { random } from "../networks/random.js";
import { openCheckpoint } from "./run-files.js";
import { bitsOf, temporaryFolder, tinyConfig } from "./testing/tiny-run.js";
import { KilledError, trainInNode } from "./testing/train-in-node.js";

it("a run that was killed at any step goes on to the same weights", async () => {
  const folder = await temporaryFolder();
  const whole = await trainInNode(tinyConfig(join(folder, "whole"), { epochs: 5 }));
  // A checkpoint at each step, so that most kills come while one is being written.
  const config = tinyConfig(join(folder, "killed"), { checkpointEvery: 1, epochs: 5 });
  const last = join(folder, "killed", "last.safetensors");
  const next = random(88);
  for (let kills = 0; kills < 4; kills++) {
    const killAfter = 2 + Math.floor(next() * 4);
    await expect(trainInNode(config, { start: "resume", killAfter })).rejects.toBeInstanceOf(KilledError);
    expect((await openCheckpoint(last)).progress.step).toBeGreaterThan(kills);
  }
  const resumed = await trainInNode(config, { start: "resume" });
  expect(resumed.steps[0].step).toBeGreaterThan(5);
  expect(resumed.progress.step).toBe(20);
  expect(bitsOf(await openCheckpoint(resumed.last))).toEqual(bitsOf(await openCheckpoint(whole.last)));
  expect(bitsOf(await openCheckpoint(resumed.best))).toEqual(bitsOf(await openCheckpoint(whole.best)));
});
