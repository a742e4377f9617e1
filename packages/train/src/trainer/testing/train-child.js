// Runs the compiled trainer in a process of plain Node: worker threads need compiled JavaScript, and those of a vitest
// process would look for the sources. One message a run: { config, options, stopAfter }.
import { train } from "../../../dist/trainer/train.js";

process.on("message", async ({ config, options, stopAfter }) => {
  const controller = new AbortController();
  const onStep = (report) => {
    process.send({ step: report });
    if (report.step === stopAfter) controller.abort();
  };
  try {
    process.send({ result: await train(config, { ...options, onStep, signal: controller.signal }) });
  } catch (error) {
    const { name, message, ...rest } = error;
    process.send({ error: { name, message, ...rest } });
  }
});
