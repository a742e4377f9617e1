import { float32, type Tensor } from "@face88/graph";
import { BackboneError } from "./error.js";

/** Weights in TensorFlow's layout, by the file's names. */
export type FileWeights = ReadonlyMap<string, Tensor>;

/** A vector of the file. @throws BackboneError when it is missing or of another length */
export function vectorOf(weights: FileWeights, name: string, length: number): Tensor {
  return checked(weights, name, [length]);
}

/**
 * A convolution's weights from TensorFlow's [height, width, in, out] to ONNX's [out, in, height, width].
 * @param dims  those of ONNX
 * @param flip  turns the order of the input channels round: from blue, green, red to red, green, blue
 * @throws BackboneError when they are missing or of another shape
 */
export function kernelOf(weights: FileWeights, name: string, dims: readonly number[], flip = false): Tensor {
  const [filters, channels, height, width] = dims;
  const { data } = checked(weights, name, [height, width, channels, filters]);
  return transposed(dims, (o, i, place) =>
    Number(data[(place * channels + (flip ? channels - 1 - i : i)) * filters + o]),
  );
}

/** A depthwise convolution's weights from TensorFlow's [height, width, channels, 1] to ONNX's [channels, 1, height, width]. */
export function depthwiseKernelOf(weights: FileWeights, name: string, dims: readonly number[]): Tensor {
  const [channels, , height, width] = dims;
  const { data } = checked(weights, name, [height, width, channels, 1]);
  return transposed(dims, (o, _, place) => Number(data[place * channels + o]));
}

function transposed(dims: readonly number[], at: (out: number, within: number, place: number) => number): Tensor {
  const [filters, within, height, width] = dims;
  const places = height * width;
  const data = new Float32Array(filters * within * places);
  for (let o = 0; o < filters; o++) {
    for (let i = 0; i < within; i++) {
      for (let place = 0; place < places; place++) data[(o * within + i) * places + place] = at(o, i, place);
    }
  }
  return float32(dims, data);
}

function checked(weights: FileWeights, name: string, dims: readonly number[]): Tensor {
  const found = weights.get(name);
  const got = found && `${found.type} [${found.dims.join(", ")}]`;
  if (found?.type !== "float32" || String(found.dims) !== String(dims)) {
    throw new BackboneError(`weight ${name}: expected float32 [${dims.join(", ")}], got ${got ?? "none"}`);
  }
  return found;
}
