import type { Graph } from "../ir/graph.js";
import { Lowering } from "./lowering.js";
import { readModel, type TfliteModel } from "./model.js";
import { operators } from "./operators/table.js";

/** Counts up whenever the importer makes another graph of the same file, so that what is cached can tell. */
export const TFLITE_IMPORTER_VERSION = 2;

/** Options of {@link importTflite}. */
export interface TfliteImportOptions {
  /** Name of the file, for messages and for the graph's metadata. */
  readonly file: string;
}

/**
 * Turns a TFLite model into an ONNX graph that gives the same numbers.
 *
 * Inputs and outputs keep the file's names and layout (images NHWC, float32) with a free first dimension `N` where the
 * file has 1; inside, images are NCHW. Weights are unpacked: sparse to dense, float16 to float32. Convolutions get
 * explicit pads. MediaPipe's custom operators of the attention mesh become standard ones.
 * @throws TfliteImportError when the file is not TFLite or damaged, or has an operator or option that is not known
 * @see tensorflow/lite/schema/schema.fbs
 */
export function importTflite(bytes: Uint8Array, options: TfliteImportOptions): Graph {
  return lowerModel(readModel(bytes, options.file));
}

/** The graph of a file that is already read. @throws TfliteImportError as {@link importTflite} does */
export function lowerModel(model: TfliteModel): Graph {
  const graph = new Lowering(model);
  for (const operator of model.operators) {
    const lower = operators[operator.kind];
    if (lower === undefined) throw graph.error(operator, "unsupported operator");
    try {
      lower(graph, operator);
    } catch (error) {
      // What does not fit together in a damaged file: the builder and the typed arrays know it, but not where it is.
      if (error instanceof RangeError) throw graph.error(operator, error.message);
      throw error;
    }
  }
  return graph.finish();
}
