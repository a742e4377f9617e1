import { expect, test } from "vitest";
import { createSession, runtimeName, Tensor } from "./support/runtime.js";

// The protobuf wire format by hand: a field is its number and wire type, then a varint (0) or a length and bytes (2).
const varint = (field: number, value: number) => [field << 3, value];
const bytes = (field: number, content: readonly number[]) => [(field << 3) | 2, content.length, ...content];
const text = (field: number, value: string) => bytes(field, [...new TextEncoder().encode(value)]);

/** `name: float[2]` as a ValueInfoProto in the graph's given field. */
const floatPair = (field: number, name: string) => {
  const shape = bytes(2, bytes(1, varint(1, 2)));
  return bytes(field, [...text(1, name), ...bytes(2, bytes(1, [...varint(1, 1), ...shape]))]);
};

/** ModelProto of sum = Add(a, b), IR version 8, opset 13. */
const addModel = () => {
  const graph = [
    ...bytes(1, [...text(1, "a"), ...text(1, "b"), ...text(2, "sum"), ...text(4, "Add")]),
    ...text(2, "add"),
    ...floatPair(11, "a"),
    ...floatPair(11, "b"),
    ...floatPair(12, "sum"),
  ];
  return new Uint8Array([...varint(1, 8), ...bytes(7, graph), ...bytes(8, varint(2, 13))]);
};

test(`ONNX Runtime adds in ${runtimeName}`, async () => {
  const session = await createSession(addModel());
  const pair = (x: number, y: number) => new Tensor("float32", Float32Array.of(x, y), [2]);
  const { sum } = await session.run({ a: pair(1, 2), b: pair(0.5, -4) });
  expect([...(sum!.data as Float32Array)]).toEqual([1.5, -2]);
  await session.release();
});
