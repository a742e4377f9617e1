import { elementCount } from "@face88/graph";
import type { Sample, SampleSource } from "../data/source.js";
import { epochOrder, sampleRandom } from "../trainer/order.js";

/**
 * Some samples, spread over a source, the same ones every time. The source is closed afterwards.
 * @param most  number of samples if there are as many
 * @param onProgress  called for each, with the share that is done
 */
export async function* drawSamples(
  source: SampleSource,
  seed: number,
  most: number,
  onProgress: (done: number) => void,
): AsyncGenerator<Sample> {
  const indices = epochOrder(seed, 0, source.length).subarray(0, most);
  try {
    for (const [done, index] of indices.entries()) {
      const sample = Object.fromEntries(
        source.fields.map(({ name, dims }) => [name, new Float32Array(elementCount(dims))] as const),
      );
      await source.fill(index, sampleRandom(seed, 0, index), sample);
      yield sample;
      onProgress((done + 1) / indices.length);
    }
  } finally {
    await source.dispose?.();
  }
}
