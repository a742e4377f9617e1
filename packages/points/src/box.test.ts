import { describe, expect, it } from "vitest";
import { boundingBox } from "./box.js";

describe("boundingBox", () => {
  it("spans the points", () => {
    expect(boundingBox([3, -1, 5, 8, -2, 4])).toEqual([-2, -1, 7, 9]);
    expect(boundingBox([3, 4])).toEqual([3, 4, 0, 0]);
    expect(() => boundingBox([])).toThrow(RangeError);
  });
});
