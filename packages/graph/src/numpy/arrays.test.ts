import { describe, expect, test } from "vitest";
import { readNumpyArrays } from "./arrays.js";
import { NumpyImportError } from "./error.js";

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, "base64"));

// numpy.save of {"conv1": {"weights": asfortranarray([[0, 1, 2], [3, 4, 5]]), "biases": [0.5, -1]}, "alpha": [[[1], [2]]]},
// all float32, by NumPy 2.4.
const saved = bytesOf(
  "k05VTVBZAQB2AHsnZGVzY3InOiAnfE8nLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoKSwgfSAgICAgICAgICAgICAgICAgICAg" +
    "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAqABJVdAQAAAAAAAIwWbnVtcHkuX2NvcmUubXVsdGlhcnJheZSM" +
    "DF9yZWNvbnN0cnVjdJSTlIwFbnVtcHmUjAduZGFycmF5lJOUSwCFlEMBYpSHlFKUKEsBKWgDjAVkdHlwZZSTlIwCTziUiYiHlFKUKEsDjAF8" +
    "lE5OTkr/////Sv////9LP3SUYoldlH2UKIwFY29udjGUfZQojAd3ZWlnaHRzlGgCaAVLAIWUaAeHlFKUKEsBSwJLA4aUaAuMAmY0lImIh5RS" +
    "lChLA4wBPJROTk5K/////0r/////SwB0lGKIQxgAAAAAAABAQAAAgD8AAIBAAAAAQAAAoECUdJRijAZiaWFzZXOUaAJoBUsAhZRoB4eUUpQo" +
    "SwFLAoWUaByJQwgAAAA/AACAv5R0lGJ1jAVhbHBoYZRoAmgFSwCFlGgHh5RSlChLAUsBSwJLAYeUaByJQwgAAIA/AAAAQJR0lGJ1YXSUYi4=",
);

// numpy.save of {"a": array([1.0])}, float64, and of zeros(3, float32).
const float64 = bytesOf(
  "k05VTVBZAQB2AHsnZGVzY3InOiAnfE8nLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoKSwgfSAgICAgICAgICAgICAgICAgICAg" +
    "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAqABJXXAAAAAAAAAIwWbnVtcHkuX2NvcmUubXVsdGlhcnJheZSM" +
    "DF9yZWNvbnN0cnVjdJSTlIwFbnVtcHmUjAduZGFycmF5lJOUSwCFlEMBYpSHlFKUKEsBKWgDjAVkdHlwZZSTlIwCTziUiYiHlFKUKEsDjAF8" +
    "lE5OTkr/////Sv////9LP3SUYoldlH2UjAFhlGgCaAVLAIWUaAeHlFKUKEsBSwGFlGgLjAJmOJSJiIeUUpQoSwOMATyUTk5OSv////9K////" +
    "/0sAdJRiiUMIAAAAAAAA8D+UdJRic2F0lGIu",
);
const plain = bytesOf(
  "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDMsKSwgfSAgICAgICAgICAgICAgICAg" +
    "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAAAAAAA=",
);

/** Pickle of protocol 2 with the strings of Python 2, as the published weights have them: `{key: array([7, 8])}`. */
function python2(key: string, data = Float32Array.of(7, 8), dims = "K\x02\x85"): Uint8Array {
  const text = (value: string) => `U${String.fromCharCode(value.length)}${value}`;
  const array = (shape: string, type: string, order: string, content: string) =>
    `cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85${text("b")}\x87R(K\x01${shape}` +
    `cnumpy\ndtype\n${text(type)}K\x00K\x01\x87R${order}${content}tb`;
  const values = String.fromCharCode(...new Uint8Array(data.buffer));
  const dictionary = `}q\x07(${text(key)}${array(dims, "f4", "\x89", text(values))}u`;
  const header = "{'descr': '|O', 'fortran_order': False, 'shape': (), }".padEnd(117);
  const whole = `\x93NUMPY\x01\x00${String.fromCharCode(118)}\x00${header}\n\x80\x02${array(")", "O8", "\x89", `](${dictionary}e`)}.`;
  return Uint8Array.from(whole, (character) => character.charCodeAt(0));
}

const file = "det1.npy";

describe("arrays of a pickled dictionary", () => {
  test("by the names of their keys, in row-major order", () => {
    const arrays = readNumpyArrays(saved, { file });
    expect([...arrays.keys()]).toEqual(["conv1/weights", "conv1/biases", "alpha"]);
    expect(arrays.get("conv1/weights")?.dims).toEqual([2, 3]);
    expect([...(arrays.get("conv1/weights")?.data ?? [])]).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...(arrays.get("conv1/biases")?.data ?? [])]).toEqual([0.5, -1]);
    expect(arrays.get("alpha")?.dims).toEqual([1, 2, 1]);
  });

  test("written by Python 2", () => {
    expect([...(readNumpyArrays(python2("slope"), { file }).get("slope")?.data ?? [])]).toEqual([7, 8]);
  });

  test("from a file in the middle of a larger buffer", () => {
    const larger = new Uint8Array(saved.length + 3);
    larger.set(saved, 3);
    expect(readNumpyArrays(larger.subarray(3), { file }).size).toBe(3);
  });

  test.each([
    ["another file", new Uint8Array(200), "det1.npy: expected a NumPy file, got something else"],
    ["nothing", new Uint8Array(), "det1.npy: expected a NumPy file, got something else"],
    [
      "an array of numbers",
      plain,
      "det1.npy: expected a dictionary of arrays (version 1, dtype object), got another array",
    ],
    ["float64", float64, "det1.npy: expected a to be an array of float32, got something else"],
    [
      "fewer bytes than its shape says",
      python2("slope", Float32Array.of(7, 8), "K\x03\x85"),
      "det1.npy: expected 12 bytes of slope [3], got 8",
    ],
  ])("refuses %s", (_, bytes, message) => {
    expect(() => readNumpyArrays(bytes, { file })).toThrow(new NumpyImportError(message));
  });

  test("says of any truncated or changed file what is wrong, and never crashes", () => {
    for (let length = 0; length < saved.length; length++) {
      expect(() => readNumpyArrays(saved.subarray(0, length), { file }), `${length} bytes`).toThrow(NumpyImportError);
    }
    for (let at = 128; at < saved.length; at++) {
      const changed = saved.slice();
      changed[at] ^= 0x55;
      try {
        readNumpyArrays(changed, { file });
      } catch (error) {
        expect(error, `byte ${at}`).toBeInstanceOf(NumpyImportError);
      }
    }
  });
});
