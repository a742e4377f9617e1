/**
 * The graph as plain frozen data: the subset of ONNX (onnx.proto3, IR version 8+) that face88 builds, differentiates,
 * rewrites and runs. Nothing here knows of files, the DOM or a runtime.
 */

/** Element types, by their onnxruntime names. `float16` data is held as raw bits in a Uint16Array. */
export type DataType = "float32" | "float64" | "float16" | "int8" | "uint8" | "int32" | "uint32" | "int64" | "bool";

/** Array that holds the elements of a tensor: `Uint16Array` for float16, `Uint8Array` for uint8 and bool. */
export type TensorData =
  | Float32Array
  | Float64Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | Int32Array
  | Uint32Array
  | BigInt64Array;

/** Constant tensor, row-major; `data.length` is the product of `dims`. */
export interface Tensor {
  readonly type: DataType;
  readonly dims: readonly number[];
  readonly data: TensorData;
}

/** Size of one axis: a number, or a name where it is known only at run time (`"N"`). */
export type Dim = number | string;

/** A named edge of the graph with its type and shape. */
export interface Value {
  readonly name: string;
  readonly type: DataType;
  readonly dims: readonly Dim[];
}

/** Node attribute, tagged because ONNX tells `1` from `1.0`. */
export type Attribute =
  | { readonly kind: "int"; readonly value: number }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "ints"; readonly value: readonly number[] }
  | { readonly kind: "floats"; readonly value: readonly number[] }
  | { readonly kind: "strings"; readonly value: readonly string[] }
  | { readonly kind: "tensor"; readonly value: Tensor };

/** One operation. `""` among the inputs is an optional input left out, as in ONNX. */
export interface Node {
  readonly op: string;
  /** `""` is the ONNX standard domain; `com.microsoft` holds onnxruntime's own operators. */
  readonly domain: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A whole graph; `nodes` stand in topological order. */
export interface Graph {
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly initializers: ReadonlyMap<string, Tensor>;
  readonly nodes: readonly Node[];
  /** Names of the initializers that training may change, in the order in which they were made; the rest are constants. */
  readonly parameters: readonly string[];
  /** Type and shape of every edge that is known, inputs, initializers and intermediate results alike. */
  readonly values: ReadonlyMap<string, Value>;
  /** Operator-set version of each domain in use. */
  readonly opsets: ReadonlyMap<string, number>;
  /** Free text kept with the file, such as the licence and source of the weights. */
  readonly metadata: ReadonlyMap<string, string>;
}
