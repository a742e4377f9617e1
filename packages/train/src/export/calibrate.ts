import { type Graph, type Ranges, writeOnnx } from "@face88/graph";
import type { Runtime } from "face88";

/**
 * Smallest and largest values of a graph's input and of its outputs over a calibration set.
 * @param graph  shows the edges to measure as outputs
 * @param images  the inputs, one sample each
 */
export async function measureRanges(
  runtime: Runtime,
  graph: Graph,
  images: AsyncIterable<Float32Array>,
): Promise<Ranges> {
  const session = await runtime.load(writeOnnx(graph));
  const [{ name, dims }] = graph.inputs;
  const ranges = new Map<string, [number, number]>();
  try {
    for await (const data of images) {
      const input = { data, dims: [1, ...(dims.slice(1) as number[])] };
      const seen = { [name]: input, ...(await session.run({ [name]: input })) };
      for (const [edge, tensor] of Object.entries(seen)) ranges.set(edge, widened(ranges.get(edge), tensor.data));
    }
  } finally {
    session.dispose();
  }
  return ranges;
}

function widened(range: readonly [number, number] | undefined, values: Float32Array): [number, number] {
  let [low, high] = range ?? [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
