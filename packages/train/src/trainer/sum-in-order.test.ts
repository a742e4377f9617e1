import fc from "fast-check";
import { expect, test } from "vitest";
import { sumInOrder } from "./sum-in-order.js";

test("gives, to the bit, what adding one vector after the other gives", () => {
  const vectors = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 20 })).chain(([count, length]) =>
    fc.array(fc.float32Array({ minLength: length, maxLength: length, noNaN: true }), {
      minLength: count,
      maxLength: count,
    }),
  );
  fc.assert(
    fc.property(vectors, (parts) => {
      const expected = parts[0].slice();
      for (const part of parts.slice(1)) for (const [i, value] of part.entries()) expected[i] += value;
      const found = new Float32Array(expected.length).fill(7);
      sumInOrder(parts, found);
      expect([...found]).toEqual([...expected]);
    }),
    { seed: 88, numRuns: 200 },
  );
});
