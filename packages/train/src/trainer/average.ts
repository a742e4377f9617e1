import { dirname, relative, resolve } from "node:path";
import { float32, type Tensor } from "@face88/graph";
import { writeFileWhole } from "face88/node";
import { CheckpointError } from "./errors.js";
import { openCheckpoint } from "./run-files.js";
import { type Checkpoint, checkpointBytes } from "./state.js";

/**
 * Averages the weights of runs that began with the same ones: often better than the best of them, and no larger
 * (Wortsman et al., "Model soups", ICML 2022). What is written can be exported, or begun with by another run's `weights`;
 * it has no optimiser's state, so it cannot be resumed. Config and history are the first one's; which validation was the best
 * is left open, since none was of these weights.
 * @param paths   checkpoints of the same network, at least two; of each, the weights to use (its moving average, where it has one)
 * @param output  file to write
 * @throws CheckpointError when a file is no checkpoint, or its tensors are not those of the first
 * @throws RangeError when there are fewer than two
 */
export async function averageCheckpoints(paths: readonly string[], output: string): Promise<void> {
  if (paths.length < 2) throw new RangeError(`checkpoints: expected two or more, got ${paths.length}`);
  const [path, ...others] = paths;
  const first = await openCheckpoint(path);
  const sums: Sums = new Map(
    [...first.shown].map(([name, { dims, data }]) => [name, { dims, sum: Float64Array.from(data as Float32Array) }]),
  );
  for (const other of others) add(sums, (await openCheckpoint(other)).shown, other);
  const tensors = new Map<string, Tensor>();
  for (const [name, { dims, sum }] of sums) {
    tensors.set(name, float32(dims, Float32Array.from(sum.map((value) => value / paths.length))));
  }
  // The config is as far away from the new file as it is, not as it was from the first checkpoint.
  const folder = relative(dirname(resolve(output)), resolve(dirname(path), first.folder));
  const progress = { ...first.progress, best: null };
  await writeFileWhole(output, checkpointBytes({ ...first, folder, progress }, tensors));
}

/** Sums of tensors by name. */
type Sums = Map<string, { readonly dims: readonly number[]; readonly sum: Float64Array }>;

function add(sums: Sums, shown: Checkpoint["shown"], path: string): void {
  if (shown.size !== sums.size) {
    throw new CheckpointError(`${path}: expected ${sums.size} tensors as in the first checkpoint, got ${shown.size}`);
  }
  for (const [name, { dims, sum }] of sums) {
    const tensor = shown.get(name);
    if (tensor === undefined || String(tensor.dims) !== String(dims)) {
      const came = tensor ? `[${tensor.dims.join(", ")}]` : "none";
      throw new CheckpointError(
        `${path}: tensor "${name}": expected [${dims.join(", ")}] as in the first checkpoint, got ${came}`,
      );
    }
    const { data } = tensor;
    for (let i = 0; i < sum.length; i++) sum[i] += Number(data[i]);
  }
}
