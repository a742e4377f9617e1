import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { getTextEncoding } from "@bufbuild/protobuf/wire";
import {
  type AttributeProto,
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  StringStringEntryProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "onnx-buf";
import { assertNever } from "../assert-never.js";
import type { Attribute, Graph, Node, Tensor, Value } from "../ir/graph.js";
import { ONNX_TYPES } from "../ir/infer/elementwise.js";

/** Key of the metadata entry that lists the trainable initializers, one name a line. */
export const PARAMETERS_KEY = "face88.parameters";

/** IR version of ONNX 1.13 to 1.14, the one that goes with operator set 18. */
const IR_VERSION = 8n;

const { encodeUtf8: utf8 } = getTextEncoding();

/**
 * Bytes of an `.onnx` file. Tensors are stored raw, little endian; the same graph always gives the same bytes.
 * @param graph  at most 2 GB, the limit of the format
 */
export function writeOnnx(graph: Graph): Uint8Array {
  const metadata = new Map(graph.metadata);
  if (graph.parameters.length > 0) metadata.set(PARAMETERS_KEY, graph.parameters.join("\n"));
  const model = create(ModelProtoSchema, {
    irVersion: IR_VERSION,
    producerName: "face88",
    opsetImport: [...graph.opsets].map(([domain, version]) =>
      create(OperatorSetIdProtoSchema, { domain, version: BigInt(version) }),
    ),
    metadataProps: [...metadata].map(([key, value]) => create(StringStringEntryProtoSchema, { key, value })),
    graph: create(GraphProtoSchema, {
      name: graph.name,
      input: graph.inputs.map(valueProto),
      output: graph.outputs.map(valueProto),
      initializer: [...graph.initializers].map(([name, data]) => tensorProto(name, data)),
      node: graph.nodes.map(nodeProto),
    }),
  });
  return toBinary(ModelProtoSchema, model);
}

function nodeProto(node: Node) {
  return create(NodeProtoSchema, {
    name: node.name,
    opType: node.op,
    domain: node.domain,
    input: [...node.inputs],
    output: [...node.outputs],
    attribute: Object.entries(node.attributes).map(([name, attribute]) => attributeProto(name, attribute)),
  });
}

function attributeProto(name: string, attribute: Attribute): AttributeProto {
  const make = (fields: MessageInitShape<typeof AttributeProtoSchema>) =>
    create(AttributeProtoSchema, { name, ...fields });
  switch (attribute.kind) {
    case "int":
      return make({ type: AttributeType.INT, i: BigInt(attribute.value) });
    case "float":
      return make({ type: AttributeType.FLOAT, f: attribute.value });
    case "string":
      return make({ type: AttributeType.STRING, s: utf8(attribute.value) });
    case "ints":
      return make({ type: AttributeType.INTS, ints: attribute.value.map(BigInt) });
    case "floats":
      return make({ type: AttributeType.FLOATS, floats: [...attribute.value] });
    case "strings":
      return make({ type: AttributeType.STRINGS, strings: attribute.value.map(utf8) });
    case "tensor":
      return make({ type: AttributeType.TENSOR, t: tensorProto("", attribute.value) });
    default:
      return assertNever(attribute);
  }
}

function tensorProto(name: string, { type, dims, data }: Tensor): TensorProto {
  const rawData = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
  return create(TensorProtoSchema, { name, dims: dims.map(BigInt), dataType: ONNX_TYPES[type], rawData });
}

function valueProto({ name, type, dims }: Value): ValueInfoProto {
  // A dimension made up by shape inference says nothing, so it is written without a name.
  const dim = dims.map((size) => ({
    value:
      typeof size === "number"
        ? ({ case: "dimValue", value: BigInt(size) } as const)
        : size.startsWith("?")
          ? ({ case: undefined } as const)
          : ({ case: "dimParam", value: size } as const),
  }));
  const tensorType = { elemType: ONNX_TYPES[type], shape: { dim } };
  return create(ValueInfoProtoSchema, { name, type: { value: { case: "tensorType", value: tensorType } } });
}
