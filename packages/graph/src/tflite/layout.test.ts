import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { float32 } from "../ir/tensor.js";
import { NCHW_TO_NHWC, NHWC_TO_NCHW, sameMemory, transpose } from "./layout.js";

describe("transpose", () => {
  it("moves channels of pixels to planes", () => {
    // Two rows of two pixels with three channels.
    const pixels = float32([1, 2, 2, 3], [1, 10, 100, 2, 20, 200, 3, 30, 300, 4, 40, 400]);
    const planes = transpose(pixels, NHWC_TO_NCHW);
    expect(planes.dims).toEqual([1, 3, 2, 2]);
    expect([...planes.data]).toEqual([1, 2, 3, 4, 10, 20, 30, 40, 100, 200, 300, 400]);
  });

  it("comes back, and keeps the memory exactly where sameMemory says so", () => {
    const size = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(fc.tuple(size, size, size, size), (dims) => {
        const count = dims.reduce((product, dim) => product * dim, 1);
        const image = float32(
          dims,
          Array.from({ length: count }, (_, i) => i),
        );
        const planes = transpose(image, NHWC_TO_NCHW);
        expect(transpose(planes, NCHW_TO_NHWC)).toEqual(image);
        const kept = planes.data.every((value, i) => value === i);
        expect(kept).toBe(sameMemory(dims));
      }),
    );
  });
});
