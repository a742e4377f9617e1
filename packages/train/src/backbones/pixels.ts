import { float32, type Graph, GraphBuilder, inlineGraph, type Value } from "@face88/graph";

/**
 * Lets a network that wants pixels 0..255, less a mean, take images as face88's data gives them: (byte - 127.5) / 127.5.
 * @param mean  what the network wants subtracted, by the channels of its input
 */
export function fromUnitImage(network: Graph, mean: readonly number[]): Graph {
  const b = new GraphBuilder(network.name);
  const [{ name, dims }] = network.inputs;
  const image = b.input("image", "float32", dims);
  const shift = Float32Array.from(mean, (value) => 127.5 - value);
  const pixels = b.add(b.mul(image, 127.5), b.constant(float32([1, mean.length, 1, 1], shift)));
  const edges = inlineGraph(b, network, { bindings: new Map([[name, pixels]]) });
  for (const output of network.outputs) b.output(edges.get(output.name) as Value, output.name);
  for (const [key, text] of network.metadata) b.metadata(key, text);
  return b.build();
}
