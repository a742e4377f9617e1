import { readFile } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import { float32, type Tensor } from "@face88/graph";
import { writeFileWhole } from "face88/node";
import { CheckpointError } from "./errors.js";
import { openCheckpoint } from "./run-files.js";
import { readSafetensors, writeSafetensors } from "./safetensors.js";

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
  const sums = new Map<string, { dims: readonly number[]; sum: Float64Array }>();
  for (const [i, path] of paths.entries()) {
    const { shown } = await openCheckpoint(path);
    if (i === 0) {
      for (const [name, { dims, data }] of shown) sums.set(name, { dims, sum: new Float64Array(data.length) });
    }
    add(sums, shown, path);
  }
  const tensors = new Map<string, Tensor>();
  for (const [name, { dims, sum }] of sums) {
    tensors.set(name, float32(dims, Float32Array.from(sum.map((value) => value / paths.length))));
  }
  const [first] = paths;
  const { metadata } = readSafetensors(await readFile(first));
  // The config is as far away from the new file as it is, not as it was from the first checkpoint.
  const config = resolve(dirname(first), JSON.parse(metadata.folder));
  const folder = JSON.stringify(relative(dirname(resolve(output)), config));
  const progress = JSON.stringify({ ...JSON.parse(metadata.progress), best: null });
  await writeFileWhole(output, writeSafetensors({ tensors, metadata: { ...metadata, folder, progress } }));
}

function add(
  sums: ReadonlyMap<string, { dims: readonly number[]; sum: Float64Array }>,
  shown: ReadonlyMap<string, Tensor>,
  path: string,
): void {
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
