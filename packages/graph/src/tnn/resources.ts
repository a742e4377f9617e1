import { TnnImportError } from "./error.js";
import { ResourceReader } from "./resource-reader.js";

/** Weights of one layer; an empty array where the layer has none of that kind. */
export interface TnnWeights {
  /** Convolution: [outputs, inputs of a group, height, width]; inner product: [outputs, inputs]. */
  readonly kernel: Float32Array;
  /** One number an output. */
  readonly bias: Float32Array;
}

/** More layers than this are taken for a damaged file. */
const MOST_LAYERS = 10_000;

/**
 * Reads a `.tnnmodel`: for each layer with weights a type, a name and what layers of that type store.
 * @returns the weights by the layer's name
 * @throws TnnImportError when the file is truncated or damaged, or holds a layer of an unknown type
 * @see Tencent/TNN source/tnn/interpreter/tnn/objseri.h and layer_interpreter/
 */
export function readWeights(bytes: Uint8Array, file: string): Map<string, TnnWeights> {
  const reader = new ResourceReader(bytes, file);
  reader.skipMagic();
  const count = reader.int();
  if (count < 0 || count > MOST_LAYERS) {
    throw new TnnImportError(`${file}: not a .tnnmodel (expected 0 to ${MOST_LAYERS} layers, got ${count})`);
  }
  const weights = new Map<string, TnnWeights>();
  for (let i = 0; i < count; i++) {
    // The type's number changed between versions; its name, which follows, did not.
    reader.int();
    const type = reader.string();
    const name = reader.string();
    weights.set(name, readLayer(reader, type, name, file));
  }
  return weights;
}

function readLayer(reader: ResourceReader, type: string, name: string, file: string): TnnWeights {
  // The name once more.
  reader.string();
  switch (type) {
    case "Convolution": {
      const hasBias = reader.int() !== 0;
      return { kernel: reader.floats(), bias: hasBias ? reader.floats() : new Float32Array(0) };
    }
    case "InnerProduct":
      return { kernel: reader.floats(), bias: reader.floats() };
    default:
      throw new TnnImportError(`${file}: layer ${type} "${name}": unsupported weights`);
  }
}
