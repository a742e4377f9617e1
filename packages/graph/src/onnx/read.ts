import { fromBinary } from "@bufbuild/protobuf";
import { getTextEncoding } from "@bufbuild/protobuf/wire";
import {
  type AttributeProto,
  AttributeProto_AttributeType as AttributeType,
  type GraphProto,
  ModelProtoSchema,
  type NodeProto,
  type TensorProto,
  TensorProto_DataLocation,
  type ValueInfoProto,
} from "onnx-buf";
import type { Attribute, DataType, Graph, Node, Tensor, Value } from "../ir/graph.js";
import { typeOfOnnx } from "../ir/infer/elementwise.js";
import { inferValues } from "../ir/infer-graph.js";
import { allocate, elementCount, tensor, viewBytes } from "../ir/tensor.js";
import { PARAMETERS_KEY } from "./write.js";

/** The bytes are not an ONNX model, or one that the IR cannot hold. The message says what was found. */
export class OnnxFormatError extends Error {
  override readonly name = "OnnxFormatError";
}

const { decodeUtf8 } = getTextEncoding();

/**
 * The graph in the bytes of an `.onnx` file. Constant nodes become initializers, shapes are worked out where rules exist.
 * Raw tensors are views of `bytes` where alignment allows.
 * @throws OnnxFormatError for anything but a model of one plain graph: sub-graphs, sparse or external tensors, sequences
 */
export function readOnnx(bytes: Uint8Array): Graph {
  const model = parse(bytes);
  const { graph } = model;
  if (!graph) throw new OnnxFormatError("ONNX model holds no graph");
  if (graph.sparseInitializer.length > 0) throw new OnnxFormatError("sparse initializers are not supported");
  const initializers = new Map(graph.initializer.map((proto) => [proto.name, readTensor(proto)]));
  const nodes = graph.node.map((proto, index) => readNode(proto, index));
  const kept = nodes.filter((node) => !isConstant(node));
  for (const node of nodes) if (isConstant(node)) initializers.set(node.outputs[0], constantOf(node));
  const inputs = graph.input.filter(({ name }) => !initializers.has(name)).map((proto) => readValue(proto));
  const known = new Map([...graph.valueInfo, ...graph.output].map((proto) => [proto.name, readValue(proto)]));
  const values = new Map(inferValues(inputs, initializers, kept, known));
  const metadata = new Map(model.metadataProps.map(({ key, value }) => [key, value]));
  const parameters = metadata.get(PARAMETERS_KEY)?.split("\n") ?? [];
  metadata.delete(PARAMETERS_KEY);
  return Object.freeze({
    name: graph.name,
    inputs: Object.freeze(inputs),
    outputs: Object.freeze(outputsOf(graph, values)),
    initializers,
    parameters: Object.freeze(parameters),
    nodes: Object.freeze(kept),
    values,
    opsets: new Map(
      model.opsetImport.map(({ domain, version }) => [domain === "ai.onnx" ? "" : domain, Number(version)]),
    ),
    metadata,
  });
}

function parse(bytes: Uint8Array) {
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch (cause) {
    throw new OnnxFormatError(`bytes are not an ONNX model: ${(cause as Error).message}`, { cause });
  }
}

const outputsOf = (graph: GraphProto, values: ReadonlyMap<string, Value>): Value[] =>
  graph.output.map((proto) => values.get(proto.name) ?? readValue(proto));

const isConstant = (node: Node): boolean => node.op === "Constant" && node.domain === "";

function constantOf(node: Node): Tensor {
  const [kind, attribute] = Object.entries(node.attributes)[0] ?? [];
  if (attribute?.kind === "tensor") return attribute.value;
  if (attribute?.kind === "float") return tensor("float32", [], Float32Array.of(attribute.value));
  if (attribute?.kind === "int") return tensor("int64", [], BigInt64Array.of(BigInt(attribute.value)));
  if (attribute?.kind === "floats")
    return tensor("float32", [attribute.value.length], Float32Array.from(attribute.value));
  if (attribute?.kind === "ints") {
    return tensor("int64", [attribute.value.length], BigInt64Array.from(attribute.value, BigInt));
  }
  throw new OnnxFormatError(`Constant "${node.name}" must hold a tensor, numbers or a number, got ${kind}`);
}

function readNode(proto: NodeProto, index: number): Node {
  const name = proto.name || `${proto.opType}_${index}`;
  const domain = proto.domain === "ai.onnx" ? "" : proto.domain;
  const attributes = Object.fromEntries(
    proto.attribute.map((attribute) => [attribute.name, readAttribute(name, attribute)]),
  );
  return Object.freeze({
    op: proto.opType,
    domain,
    name,
    inputs: Object.freeze([...proto.input]),
    outputs: Object.freeze([...proto.output]),
    attributes: Object.freeze(attributes),
  });
}

function readAttribute(node: string, proto: AttributeProto): Attribute {
  switch (proto.type) {
    case AttributeType.INT:
      return { kind: "int", value: Number(proto.i) };
    case AttributeType.FLOAT:
      return { kind: "float", value: proto.f };
    case AttributeType.STRING:
      return { kind: "string", value: decodeUtf8(proto.s) };
    case AttributeType.INTS:
      return { kind: "ints", value: proto.ints.map(Number) };
    case AttributeType.FLOATS:
      return { kind: "floats", value: proto.floats };
    case AttributeType.STRINGS:
      return { kind: "strings", value: proto.strings.map((text) => decodeUtf8(text)) };
    case AttributeType.TENSOR:
      if (proto.t) return { kind: "tensor", value: readTensor(proto.t) };
      break;
    default:
  }
  const kind = AttributeType[proto.type] ?? proto.type;
  throw new OnnxFormatError(`attribute "${proto.name}" of node "${node}" is of kind ${kind}, which is not supported`);
}

function elementType(code: number, what: string): DataType {
  const type = typeOfOnnx(code);
  if (!type) throw new OnnxFormatError(`${what} has ONNX element type ${code}, which is not supported`);
  return type;
}

function readTensor(proto: TensorProto): Tensor {
  const what = `tensor "${proto.name}"`;
  if (proto.dataLocation === TensorProto_DataLocation.EXTERNAL) {
    throw new OnnxFormatError(`${what} lies in another file, which is not supported`);
  }
  const type = elementType(proto.dataType, what);
  const dims = proto.dims.map(Number);
  if (proto.rawData.length > 0) return tensor(type, dims, viewBytes(type, proto.rawData));
  return tensor(type, dims, typedFields(proto, type, elementCount(dims)));
}

function typedFields(proto: TensorProto, type: DataType, length: number) {
  const data = allocate(type, length);
  if (data instanceof BigInt64Array) data.set(proto.int64Data);
  else if (type === "uint32") data.set(proto.uint64Data.map(Number));
  else if (type === "float32") data.set(proto.floatData);
  else if (type === "float64") data.set(proto.doubleData);
  // int32_data holds all narrow types, float16 as its bits (onnx.proto3, TensorProto.int32_data).
  else data.set(proto.int32Data);
  return data;
}

function readValue(proto: ValueInfoProto): Value {
  const type = proto.type?.value;
  if (type?.case !== "tensorType")
    throw new OnnxFormatError(`edge "${proto.name}" must be a tensor, got ${type?.case}`);
  const dims = (type.value.shape?.dim ?? []).map(({ value }, i) => {
    if (value.case === "dimValue") return Number(value.value);
    return value.case === "dimParam" && value.value ? value.value : `?${proto.name}.${i}`;
  });
  return Object.freeze({
    name: proto.name,
    type: elementType(type.value.elemType, `edge "${proto.name}"`),
    dims: Object.freeze(dims),
  });
}
