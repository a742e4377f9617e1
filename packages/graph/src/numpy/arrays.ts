import type { Tensor } from "../ir/graph.js";
import { elementCount, float32, viewBytes } from "../ir/tensor.js";
import { NumpyImportError } from "./error.js";
import { isPickledObject, latin1, type Pickled, type PickledObject, readPickle, textOf } from "./pickle.js";

/** Options of {@link readNumpyArrays}. */
export interface NumpyOptions {
  /** Name of the file, for messages. */
  readonly file: string;
}

/**
 * Reads the arrays of a `.npy` file that holds a pickled dictionary, as `numpy.save` writes one: float32 arrays by name,
 * in dictionaries within dictionaries. The pickle is read as data; nothing in it is executed.
 * @returns arrays in row-major order, named by their keys joined with `/`, such as `conv1/weights`
 * @throws NumpyImportError when the file is no such file, is damaged, or holds anything else
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function readNumpyArrays(bytes: Uint8Array, { file }: NumpyOptions): Map<string, Tensor> {
  const whole = read(bytes.subarray(headerEnd(bytes, file)), file);
  // An array of shape () whose one element is the dictionary.
  const content = isNdarray(whole) && Array.isArray(whole.state) ? whole.state[4] : undefined;
  const dictionary = Array.isArray(content) && content.length === 1 ? content[0] : undefined;
  if (!(dictionary instanceof Map)) throw new NumpyImportError(`${file}: expected one dictionary, got something else`);
  const arrays = new Map<string, Tensor>();
  collect(dictionary, "", arrays, file);
  return arrays;
}

function read(pickle: Uint8Array, file: string): Pickled {
  try {
    return readPickle(pickle);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new NumpyImportError(`${file}: expected a pickle of arrays, got a damaged one (${error.message})`, {
      cause: error,
    });
  }
}

/** Where the data begins, behind magic number, version and a header that says that they are Python objects. */
function headerEnd(bytes: Uint8Array, file: string): number {
  if (bytes.length < 10 || latin1(bytes.subarray(0, 6)) !== "\x93NUMPY") {
    throw new NumpyImportError(`${file}: expected a NumPy file, got something else`);
  }
  const end = 10 + bytes[8] + 256 * bytes[9];
  if (bytes[6] !== 1 || !/'descr': '\|O'/.test(latin1(bytes.subarray(10, end)))) {
    throw new NumpyImportError(`${file}: expected a dictionary of arrays (version 1, dtype object), got another array`);
  }
  return end;
}

function collect(dictionary: Map<Pickled, Pickled>, prefix: string, into: Map<string, Tensor>, file: string): void {
  for (const [key, value] of dictionary) {
    const name = `${prefix}${textOf(key)}`;
    if (value instanceof Map) collect(value, `${name}/`, into, file);
    else into.set(name, arrayOf(value, name, file));
  }
}

function arrayOf(value: Pickled, name: string, file: string): Tensor {
  const state = isNdarray(value) && Array.isArray(value.state) ? value.state : [];
  const [, dims, type, isFortran, data] = state as readonly (Pickled | undefined)[];
  const isFloat32 = isPickledObject(type) && textOf(type.args[0]) === "f4";
  const shape = Array.isArray(dims) && dims.every((dim) => typeof dim === "number") ? (dims as number[]) : undefined;
  if (shape === undefined || !isFloat32 || !(data instanceof Uint8Array)) {
    throw new NumpyImportError(`${file}: expected ${name} to be an array of float32, got something else`);
  }
  if (data.length !== 4 * elementCount(shape)) {
    throw new NumpyImportError(
      `${file}: expected ${4 * elementCount(shape)} bytes of ${name} [${shape.join(", ")}], got ${data.length}`,
    );
  }
  const values = viewBytes("float32", Uint8Array.from(data)) as Float32Array;
  return float32(shape, isFortran === true ? rowMajor(values, shape) : values);
}

/** Elements whose first index runs fastest, in the order in which the last one does. */
function rowMajor(values: Float32Array, dims: readonly number[]): Float32Array {
  const steps = dims.map((_, axis) => elementCount(dims.slice(0, axis)));
  const index = dims.map(() => 0);
  return values.map(() => {
    const value = values[index.reduce((sum, i, axis) => sum + i * steps[axis], 0)];
    for (let axis = dims.length - 1; axis >= 0 && ++index[axis] === dims[axis]; axis--) index[axis] = 0;
    return value;
  });
}

const isNdarray = (value: Pickled): value is PickledObject =>
  isPickledObject(value) && /^numpy\.(_?core)\.multiarray _reconstruct$/.test(value.made.name);
