import { GraphBuilder } from "../ir/builder.js";
import type { Graph, Value } from "../ir/graph.js";
import { inlineGraph } from "../ir/rewrite.js";
import { float32 } from "../ir/tensor.js";

/** Options of {@link prependPreprocessing}. */
export interface PreprocessingOptions {
  /** Name of the network input `[N, C, H, W]` to feed; default the first. */
  readonly input?: string;
  /** Order of the bytes that come in: `NHWC` (default, as pixels lie in memory) or `NCHW`. */
  readonly layout?: "NHWC" | "NCHW";
  /** Subtracted from each byte (0..255), per channel or one for all; default 127.5. */
  readonly mean?: number | readonly number[];
  /** Divides the difference, per channel or one for all, not 0; default 127.5, which gives -1..1. */
  readonly deviation?: number | readonly number[];
}

/**
 * Puts the pixel pre-processing into the graph: bytes come in under the input's name, are put in order and normalised.
 * @throws RangeError when the input is missing, has not 4 axes, or the numbers do not fit its channels
 */
export function prependPreprocessing(graph: Graph, options: PreprocessingOptions = {}): Graph {
  const { layout = "NHWC", mean = 127.5, deviation = 127.5 } = options;
  const name = options.input ?? graph.inputs[0]?.name;
  const target = graph.inputs.find((input) => input.name === name);
  if (target?.dims.length !== 4) {
    throw new RangeError(`graph "${graph.name}" must have an input "${name}" [N, C, H, W], got [${target?.dims}]`);
  }
  const [n, channels, height, width] = target.dims;
  const perChannel = (what: string, numbers: number | readonly number[]): number[] => {
    const all = typeof numbers === "number" ? new Array<number>(Number(channels)).fill(numbers) : [...numbers];
    if (all.length !== channels) throw new RangeError(`${what} must have ${channels} numbers, got ${all.length}`);
    return all;
  };
  const means = perChannel("mean", mean);
  const factors = perChannel("deviation", deviation).map((value) => 1 / value);
  if (factors.some((factor) => !Number.isFinite(factor))) throw new RangeError("deviation must not be 0");

  const b = new GraphBuilder(graph.name);
  const bytes = b.input(name, "uint8", layout === "NHWC" ? [n, height, width, channels] : target.dims);
  const ordered = layout === "NHWC" ? b.transpose(bytes, [0, 3, 1, 2]) : bytes;
  const constant = (values: number[]) => b.constant(float32([values.length, 1, 1], values));
  const image = b.mul(b.sub(b.cast(ordered, "float32"), constant(means)), constant(factors));
  const edges = inlineGraph(b, graph, { bindings: new Map([[name, image]]) });
  for (const output of graph.outputs) b.output(edges.get(output.name) as Value, output.name);
  for (const [key, text] of graph.metadata) b.metadata(key, text);
  return b.build();
}
