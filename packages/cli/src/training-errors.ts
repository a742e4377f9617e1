import { UnreadableInputError } from "face88";
import type { Progress } from "./progress.js";
import { UsageError } from "./usage-error.js";

/**
 * Runs what trains or exports, and tells its expected errors apart: a wrong config or checkpoint is wrong usage, a run that
 * failed ends with exit code 1.
 * @param path  the config or checkpoint, for messages
 * @returns exit code
 */
export async function withTrainingErrors(
  path: string,
  progress: Progress,
  body: () => Promise<number>,
): Promise<number> {
  const { CheckpointError, ConfigError, ModuleReferenceError, NonFiniteError, SampleError } = await import(
    "@face88/train"
  );
  try {
    return await body();
  } catch (error) {
    progress.clear();
    if (error instanceof ConfigError || error instanceof ModuleReferenceError) {
      throw new UsageError(`${path}: ${error.message}`, { cause: error });
    }
    if (error instanceof CheckpointError) throw new UnreadableInputError(error.message, { cause: error });
    if (error instanceof NonFiniteError || error instanceof SampleError) {
      process.stderr.write(`face88: ${error.message}\n`);
      return 1;
    }
    throw error;
  }
}
