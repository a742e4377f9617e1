import type { DataType } from "../ir/graph.js";
import { TfliteImportError } from "./error.js";
import { Table } from "./flatbuffer-reader.js";
import { operatorNames } from "./operator-names.js";
import { readSparsity, type Sparsity } from "./sparse.js";

/** Tensor of a TFLite file: a constant where `data` is there, otherwise an edge of the graph. */
export interface TfliteTensor {
  readonly name: string;
  readonly type: DataType;
  /** Sizes, NHWC for images. */
  readonly dims: readonly number[];
  /** Little-endian elements as they stand in the file; of a sparse tensor only the stored blocks. */
  readonly data: Uint8Array | undefined;
  readonly sparsity: Sparsity | undefined;
}

/** Operator of a TFLite file. Tensors are given by index, -1 is an optional input left out. */
export interface TfliteOperator {
  /** Position in the file's list of operators. */
  readonly index: number;
  /** Name in `schema.fbs` such as `CONV_2D`, or the name of a custom operator. */
  readonly kind: string;
  readonly version: number;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly options: Table | undefined;
  /** Options of a custom operator: a flexbuffer. */
  readonly customOptions: Uint8Array | undefined;
}

/** The first subgraph of a TFLite file, which in an inference model is the only one. */
export interface TfliteModel {
  readonly file: string;
  readonly tensors: readonly TfliteTensor[];
  readonly operators: readonly TfliteOperator[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly description: string;
}

/** `enum TensorType`, by value. */
const tensorTypes: Readonly<Record<number, DataType>> = {
  0: "float32",
  1: "float16",
  2: "int32",
  3: "uint8",
  4: "int64",
  6: "bool",
  9: "int8",
  10: "float64",
};

/** The value of `BuiltinOperator` that stands for an operator known by name alone. */
const CUSTOM = 32;

/**
 * Reads the tables of a TFLite file.
 * @throws TfliteImportError when the file is not TFLite, is truncated or has a tensor of a type the IR does not have
 * @see tensorflow/lite/schema/schema.fbs, version 3
 */
export function readModel(bytes: Uint8Array, file: string): TfliteModel {
  const root = Table.root(bytes, "TFL3", file);
  const buffers = root.tables(4);
  const codes = root.tables(1).map((code) => {
    // Codes above 126 do not fit the old one-byte field, which then holds 127.
    const builtin = Math.max(code.int8(0), code.int32(3));
    const kind = builtin === CUSTOM ? code.string(1) : (operatorNames[builtin] ?? `builtin ${builtin}`);
    return { kind, version: code.int32(2, 1) };
  });
  const [subgraph] = root.tables(2);
  if (subgraph === undefined) throw new TfliteImportError(`${file}: no subgraph`);

  const tensors = subgraph.tables(0).map((tensor): TfliteTensor => {
    const name = tensor.string(3);
    const type = tensorTypes[tensor.int8(1)];
    if (type === undefined) {
      throw new TfliteImportError(`${file}: tensor "${name}" has the unsupported TensorType ${tensor.int8(1)}`);
    }
    const data = buffers[tensor.int32(2)]?.bytes(0);
    return {
      name,
      type,
      dims: tensor.int32s(0),
      data: data?.length ? data : undefined,
      sparsity: readSparsity(tensor.table(6)),
    };
  });

  const checked = (indices: readonly number[], least: number): readonly number[] => {
    const wrong = indices.find((index) => index < least || index >= tensors.length);
    if (wrong === undefined) return indices;
    throw new TfliteImportError(`${file}: damaged (asks for tensor ${wrong}, but has ${tensors.length})`);
  };

  const operators = subgraph.tables(3).map((operator, index): TfliteOperator => {
    const code = codes[operator.int32(0)];
    if (code === undefined) throw new TfliteImportError(`${file}: operator ${index} has no operator code`);
    return {
      index,
      ...code,
      inputs: checked(operator.int32s(1), -1),
      outputs: checked(operator.int32s(2), 0),
      options: operator.table(4),
      customOptions: operator.bytes(5),
    };
  });

  return {
    file,
    tensors,
    operators,
    inputs: checked(subgraph.int32s(1), 0),
    outputs: checked(subgraph.int32s(2), 0),
    description: root.string(3),
  };
}
