import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dropoutSeed, epochOrder, mix, sampleRandom } from "./order.js";

describe("random choices", () => {
  it("are these for ever: checkpoints of old runs depend on them", () => {
    // The first is MurmurHash3 of nothing with seed 0x9747b28c, as its own tests have it.
    expect([mix(), mix(0), mix(1, 2, 3)]).toEqual([0xebb6c228, 519224640, 2256451498]);
    expect(Array.from(epochOrder(1, 0, 8))).toEqual([7, 6, 3, 0, 4, 5, 1, 2]);
    expect(sampleRandom(1, 2, 3)()).toBe(0.12072546989656985);
    expect(dropoutSeed(1, 2, 3)).toBe(15533238);
  });

  it("order every index once, each epoch otherwise", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(1000), fc.integer({ min: 1, max: 300 }), (seed, epoch, length) => {
        const sorted = Array.from(epochOrder(seed, epoch, length)).sort((a, b) => a - b);
        expect(sorted).toEqual(Array.from({ length }, (_, i) => i));
      }),
    );
    expect(epochOrder(1, 0, 50)).not.toEqual(epochOrder(1, 1, 50));
    expect(epochOrder(1, 0, 50)).not.toEqual(epochOrder(2, 0, 50));
  });

  it("put every index in every place about as often", () => {
    const counts = new Float64Array(25);
    for (let epoch = 0; epoch < 5000; epoch++) {
      epochOrder(1, epoch, 5).forEach((index, place) => {
        counts[5 * place + index]++;
      });
    }
    // 1000 expected, 5 standard deviations are 141.
    expect(Math.max(...counts.map((count) => Math.abs(count - 1000)))).toBeLessThan(141);
  });

  it("differ by sample and by epoch", () => {
    const seen = new Set<number>();
    for (let epoch = 0; epoch < 30; epoch++) {
      for (let index = 0; index < 100; index++) seen.add(sampleRandom(7, epoch, index)());
    }
    expect(seen.size).toBe(3000);
  });
});
