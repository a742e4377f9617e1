import type { DataType, Dim, Tensor, TensorData } from "./graph.js";

const ARRAYS = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
} as const satisfies Record<DataType, new (length: number) => TensorData>;

/** Bytes of one element. */
export const bytesPerElement = (type: DataType): number => ARRAYS[type].BYTES_PER_ELEMENT;

/** Zero-filled array that holds `length` elements of `type`. */
export const allocate = (type: DataType, length: number): TensorData => new ARRAYS[type](length);

/** View of whole elements of `type` over bytes, copied first when they are not aligned. */
export function viewBytes(type: DataType, bytes: Uint8Array): TensorData {
  const Type = ARRAYS[type];
  const size = Type.BYTES_PER_ELEMENT;
  if (bytes.byteLength % size !== 0) {
    throw new RangeError(`bytes of ${type} data must be a multiple of ${size}, got ${bytes.byteLength}`);
  }
  // Not bytes.slice(), which for a Buffer is a view.
  const aligned = bytes.byteOffset % size === 0 ? bytes : Uint8Array.from(bytes);
  return new Type(aligned.buffer as ArrayBuffer, aligned.byteOffset, aligned.byteLength / size);
}

/** Product of known dimensions; 1 for a scalar. */
export const elementCount = (dims: readonly number[]): number => dims.reduce((product, dim) => product * dim, 1);

/**
 * Constant tensor over `data`, which is kept, not copied.
 * @throws RangeError when the length of the data is not the product of `dims`
 * @throws TypeError when the array is not of the kind that holds `type`
 */
export function tensor(type: DataType, dims: readonly number[], data: TensorData): Tensor {
  if (!(data instanceof ARRAYS[type])) {
    throw new TypeError(`${type} tensor must be held by a ${ARRAYS[type].name}, got ${data.constructor.name}`);
  }
  if (data.length !== elementCount(dims)) {
    throw new RangeError(
      `tensor of dims [${dims}] must have ${elementCount(dims)} elements, got data of length ${data.length}`,
    );
  }
  return Object.freeze({ type, dims: Object.freeze([...dims]), data });
}

/** Float32 tensor from numbers. @throws RangeError when their count is not the product of `dims` */
export const float32 = (dims: readonly number[], values: ArrayLike<number>): Tensor =>
  tensor("float32", dims, values instanceof Float32Array ? values : Float32Array.from(values));

/** One-dimensional int64 tensor, the form in which ONNX takes axes, shapes and pads. */
export const int64 = (values: readonly number[]): Tensor =>
  tensor("int64", [values.length], BigInt64Array.from(values.map(BigInt)));

/** The elements as numbers (int64 too, exact up to 2^53). */
export const toNumbers = (source: Tensor): number[] => Array.from(source.data as ArrayLike<number | bigint>, Number);

/** All dimensions as numbers. @throws RangeError that names `what` when one is known only at run time */
export function fixedDims(what: string, dims: readonly Dim[]): number[] {
  return dims.map((dim) => {
    if (typeof dim === "string") throw new RangeError(`${what} must have known dimensions, got [${dims}]`);
    return dim;
  });
}
