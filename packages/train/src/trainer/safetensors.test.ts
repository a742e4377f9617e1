import { float32, tensor } from "@face88/graph";
import { describe, expect, it } from "vitest";
import { CheckpointError } from "./errors.js";
import { readSafetensors, writeSafetensors } from "./safetensors.js";

const file = {
  tensors: new Map([
    ["a/weight", float32([2, 3], [1, 2, 3, -0, Number.NaN, Number.POSITIVE_INFINITY])],
    ["scalar", float32([], [0.1])],
    ["none", float32([0], [])],
  ]),
  metadata: { step: "12", umlaut: "ä" },
};

describe("safetensors", () => {
  it("have the bytes of the format", () => {
    const bytes = writeSafetensors({ tensors: new Map([["x", float32([1], [1])]]), metadata: {} });
    const header = '{"__metadata__":{},"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
    const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
    expect(Buffer.from(bytes)).toEqual(
      Buffer.concat([
        Buffer.from([padded.length, 0, 0, 0, 0, 0, 0, 0]),
        Buffer.from(padded),
        Buffer.from([0, 0, 128, 63]),
      ]),
    );
  });

  it.each([
    ["Uint8Array", (bytes: Uint8Array) => bytes],
    ["Buffer", (bytes: Uint8Array) => Buffer.from(bytes)],
    ["part of a buffer", (bytes: Uint8Array) => Buffer.concat([Buffer.alloc(3), bytes]).subarray(3)],
  ])("come back from a %s", (_, as) => {
    expect(readSafetensors(as(writeSafetensors(file)))).toEqual(file);
  });

  it("are refused when they are cut anywhere", () => {
    const bytes = writeSafetensors(file);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => readSafetensors(bytes.subarray(0, length))).toThrow(CheckpointError);
    }
  });

  it("hold float32 alone", () => {
    const tensors = new Map([["x", tensor("int8", [1], Int8Array.of(1))]]);
    expect(() => writeSafetensors({ tensors, metadata: {} })).toThrow('tensor "x" must be float32, got int8');
  });
});
