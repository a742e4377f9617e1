import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";
import type { StepReport, TrainOptions, TrainResult } from "../train.js";

/** Folder that the configs of `tinyConfig` are seen from. */
export const testingFolder = fileURLToPath(new URL(".", import.meta.url));

const start = (): ChildProcess =>
  fork(fileURLToPath(new URL("train-child.js", import.meta.url)), { execArgv: [], stdio: "inherit" });

let idle: ChildProcess | undefined;
afterAll(() => idle?.kill());

type Message = { step: StepReport } | { result: TrainResult } | { error: { name: string; message: string } };

/** What a test asks of a run. */
export interface RunOptions extends Pick<TrainOptions, "start"> {
  /** Step after which the run is told to end; default none. */
  readonly stopAfter?: number;
  /** Step reports after which its process is killed; default none. */
  readonly killAfter?: number;
}

/** A run that its process did not outlive. */
export class KilledError extends Error {
  override readonly name = "KilledError";
}

/** The compiled trainer in a process of plain Node, with the reports of its steps. */
export async function trainInNode(
  config: object,
  { start: how = "new", stopAfter, killAfter }: RunOptions = {},
): Promise<TrainResult & { readonly steps: readonly StepReport[] }> {
  const child = idle ?? start();
  idle = undefined;
  const steps: StepReport[] = [];
  return await new Promise((resolve, reject) => {
    const ended = () => reject(new KilledError(`after step ${steps.at(-1)?.step}`));
    child.once("exit", ended);
    const done = (act: () => void) => {
      child.off("exit", ended);
      child.removeAllListeners("message");
      idle = child;
      act();
    };
    child.on("message", (message: Message) => {
      if ("step" in message) {
        steps.push(message.step);
        if (steps.length === killAfter) child.kill("SIGKILL");
      } else if ("result" in message) done(() => resolve({ ...message.result, steps }));
      else done(() => reject(Object.assign(new Error(), message.error)));
    });
    child.send({ config, options: { folder: testingFolder, start: how }, stopAfter });
  });
}
