import fc from "fast-check";
import { encode } from "flatbuffers/js/flexbuffers.js";
import { describe, expect, it } from "vitest";
import { readFlexbufferMap } from "./flexbuffer.js";

const read = (value: unknown) => Object.fromEntries(readFlexbufferMap(encode(value)));

describe("readFlexbufferMap", () => {
  it("reads what the flatbuffers package writes", () => {
    const integer = fc.integer();
    const real = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    const key = fc.string({ minLength: 1, unit: fc.constantFrom("a", "b", "_", "x") });
    const options = fc.dictionary(key, fc.oneof(integer, real, fc.array(integer, { minLength: 1 })), {
      minKeys: 1,
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(options, (value) => {
        // -0 is written as the integer 0.
        expect(read(value)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it.each([
    ["a pair of bytes", { list: [1, 255] }],
    ["a triple", { list: [1, 2, 70000] }],
    ["a quadruple of reals", { list: [0.5, 1.5, -2.25, 4.125] }],
    ["integers and reals mixed", { list: [1, 0.1, 3, 4, 5] }],
    ["a 64-bit integer", { most: 2 ** 40, least: -(2 ** 40) }],
  ])("reads %s", (_, value) => {
    expect(read(value)).toEqual(value);
  });

  it.each([
    ["nothing", []],
    ["no map", [...encode(7)]],
    ["an offset before the start", [9, 0x24, 1]],
    ["a text among the values", [...encode({ a: "text" })]],
  ])("refuses %s", (_, bytes) => {
    expect(() => readFlexbufferMap(Uint8Array.from(bytes))).toThrow(RangeError);
  });
});
