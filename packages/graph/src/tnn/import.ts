import type { Graph } from "../ir/graph.js";
import { TnnImportError } from "./error.js";
import { layers } from "./layers.js";
import { Lowering } from "./lowering.js";
import { readProto } from "./proto.js";
import { readWeights } from "./resources.js";

/** Counts up whenever the importer makes another graph of the same files, so that what is cached can tell. */
export const TNN_IMPORTER_VERSION = 1;

/** Options of {@link importTnn}. */
export interface TnnImportOptions {
  /** Name of the network's file, for messages and for the graph's metadata. */
  readonly file: string;
}

/**
 * Turns a network of Tencent's TNN into an ONNX graph that gives the same numbers.
 *
 * Inputs and outputs keep their names and layout (NCHW, float32) with a free first dimension `N` where the file has 1.
 * Half-float weights are widened; quantised ones are not read.
 * @param proto  text of the `.tnnproto`: the layers
 * @param model  bytes of the `.tnnmodel`: their weights
 * @throws TnnImportError when a file is not TNN's or damaged, or has a layer or option that is not known
 * @see https://github.com/Tencent/TNN, source/tnn/interpreter/tnn
 */
export function importTnn(proto: string, model: Uint8Array, { file }: TnnImportOptions): Graph {
  const network = readProto(proto, file);
  for (const { type, name } of network.layers) {
    if (!Object.hasOwn(layers, type)) throw new TnnImportError(`${file}: layer ${type} "${name}": unsupported layer`);
  }
  const graph = new Lowering(network, readWeights(model, file));
  for (const layer of network.layers) {
    try {
      layers[layer.type](graph, layer);
    } catch (error) {
      // What does not fit together in a damaged file: the builder knows it, but not where it is.
      if (error instanceof RangeError) throw graph.error(layer, error.message);
      throw error;
    }
  }
  return graph.finish();
}
