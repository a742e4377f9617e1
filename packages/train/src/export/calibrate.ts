import { type Calibration, type ChannelRange, type Graph, writeOnnx } from "@face88/graph";
import type { Runtime } from "face88";
import type { Sample } from "../data/source.js";

/**
 * What is seen on a graph's input and on its outputs over a calibration set, by channel.
 * @param graph  shows the edges to measure as outputs
 * @param samples  whose images go in
 */
export async function calibrate(runtime: Runtime, graph: Graph, samples: AsyncIterable<Sample>): Promise<Calibration> {
  const session = await runtime.load(writeOnnx(graph));
  const [{ name, dims }] = graph.inputs;
  const seen = new Map<string, ChannelSums>();
  let count = 0;
  try {
    for await (const { image: data } of samples) {
      const input = { data, dims: [1, ...(dims.slice(1) as number[])] };
      const edges = { [name]: input, ...(await session.run({ [name]: input })) };
      for (const [edge, tensor] of Object.entries(edges)) {
        const sums = seen.get(edge) ?? new ChannelSums(tensor.dims[1]);
        sums.add(tensor.data);
        seen.set(edge, sums);
      }
      count++;
    }
  } finally {
    session.dispose();
  }
  return new Map([...seen].map(([edge, sums]) => [edge, sums.ranges(count)]));
}

class ChannelSums {
  readonly #low: Float32Array;
  readonly #high: Float32Array;
  readonly #sum: Float64Array;

  constructor(channels: number) {
    this.#low = new Float32Array(channels).fill(Number.POSITIVE_INFINITY);
    this.#high = new Float32Array(channels).fill(Number.NEGATIVE_INFINITY);
    this.#sum = new Float64Array(channels);
  }

  /** @param values  `[1, channels, ...]` */
  add(values: Float32Array): void {
    const each = values.length / this.#sum.length;
    for (let channel = 0; channel < this.#sum.length; channel++) {
      let [low, high, sum] = [this.#low[channel], this.#high[channel], 0];
      for (let i = channel * each; i < (channel + 1) * each; i++) {
        const value = values[i];
        if (value < low) low = value;
        if (value > high) high = value;
        sum += value;
      }
      this.#low[channel] = low;
      this.#high[channel] = high;
      this.#sum[channel] += sum / each;
    }
  }

  ranges(count: number): ChannelRange {
    return { low: this.#low, high: this.#high, mean: Float32Array.from(this.#sum, (sum) => sum / count) };
  }
}
