import { fromFloat16Bits } from "../ir/float16.js";
import type { Tensor } from "../ir/graph.js";
import { elementCount, tensor } from "../ir/tensor.js";
import { TfjsFormatError } from "./error.js";

/** One tensor as a `model.json` lists it. */
interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  /** Stored in fewer bits: as halves, or as whole numbers q that stand for q * scale + min. */
  readonly quantization?: { readonly dtype: string; readonly scale?: number; readonly min?: number };
}

/** Tensors that lie one after the other in some files. */
interface WeightGroup {
  readonly paths: readonly string[];
  readonly weights: readonly WeightEntry[];
}

const WIDTHS: Readonly<Record<string, number>> = { float32: 4, int32: 4, float16: 2, uint16: 2, uint8: 1, bool: 1 };

/**
 * Files with the weights of a TensorFlow.js model, in the order in which {@link readTfjsWeights} wants them.
 * @param model  a parsed `model.json`, of a graph model or a layers model
 * @throws TfjsFormatError when it lists no weights
 */
export const tfjsWeightFiles = (model: unknown): string[] => groupsOf(model).flatMap(({ paths }) => paths);

/**
 * Weights of a TensorFlow.js model by name, in TensorFlow's layout (filters of a convolution are [height, width, in, out]).
 * Quantised weights become float32.
 * @param model  a parsed `model.json`
 * @param files  contents of the files that {@link tfjsWeightFiles} lists
 * @throws TfjsFormatError when a file is too short or too long, or a type is not known
 * @see https://github.com/tensorflow/tfjs, tfjs-core/src/io/io_utils.ts
 */
export function readTfjsWeights(model: unknown, files: readonly Uint8Array[]): Map<string, Tensor> {
  const found = new Map<string, Tensor>();
  let next = 0;
  for (const { paths, weights } of groupsOf(model)) {
    const bytes = joined(files.slice(next, next + paths.length));
    next += paths.length;
    let offset = 0;
    for (const entry of weights) {
      const stored = entry.quantization?.dtype ?? entry.dtype;
      const width = WIDTHS[stored];
      if (width === undefined) throw new TfjsFormatError(`weight ${entry.name}: expected a known type, got ${stored}`);
      const end = offset + width * elementCount(entry.shape);
      if (end > bytes.length) {
        throw new TfjsFormatError(`${paths.join(", ")}: expected ${end} bytes or more, got ${bytes.length}`);
      }
      found.set(entry.name, decode(entry, stored, bytes.slice(offset, end)));
      offset = end;
    }
    if (offset !== bytes.length) {
      throw new TfjsFormatError(`${paths.join(", ")}: expected ${offset} bytes, got ${bytes.length}`);
    }
  }
  return found;
}

function groupsOf(model: unknown): readonly WeightGroup[] {
  const groups = (Object(model) as { weightsManifest?: unknown }).weightsManifest;
  if (!Array.isArray(groups))
    throw new TfjsFormatError("expected a TensorFlow.js model with a weightsManifest, got none");
  return groups;
}

function joined(files: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(files.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const file of files) {
    all.set(file, offset);
    offset += file.length;
  }
  return all;
}

/** @param bytes  the tensor's own, at the start of their buffer */
function decode({ name, shape, quantization }: WeightEntry, stored: string, { buffer }: Uint8Array): Tensor {
  const values = valuesOf(stored, buffer as ArrayBuffer);
  if (!quantization) {
    if (values instanceof Uint16Array)
      throw new TfjsFormatError(`weight ${name}: expected a known type, got ${stored}`);
    const type = values instanceof Float32Array ? "float32" : values instanceof Int32Array ? "int32" : "uint8";
    return tensor(stored === "bool" ? "bool" : type, shape, values);
  }
  const { scale = 1, min = 0 } = quantization;
  const number = stored === "float16" ? fromFloat16Bits : (q: number) => q * scale + min;
  return tensor("float32", shape, Float32Array.from(values, number));
}

function valuesOf(stored: string, buffer: ArrayBuffer): Float32Array | Int32Array | Uint16Array | Uint8Array {
  switch (stored) {
    case "float32":
      return new Float32Array(buffer);
    case "int32":
      return new Int32Array(buffer);
    case "float16":
    case "uint16":
      return new Uint16Array(buffer);
    default:
      return new Uint8Array(buffer);
  }
}
