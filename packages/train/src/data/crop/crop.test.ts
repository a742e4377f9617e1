import { compose, invert, transformPoints } from "@face88/points";
import { cropInto, type RgbaImage } from "face88";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutStored } from "./cut-stored.js";
import { perceptualHash, sharpness } from "./measures.js";
import { boxOfSeedRegion, photoToCrop, seedRegion } from "./seed-crop.js";
import { photoToStored, regionInStored, storedRectangle, WIDE_SIDE } from "./stored-rectangle.js";

/** A picture whose red is the column and whose green is the row, so that a sample tells where it was taken. */
function ramp(width: number, height: number): RgbaImage {
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) data.set([i % width, Math.floor(i / width), 0, 255], 4 * i);
  return { width, height, data };
}

const regions = fc.record({
  centreX: fc.double({ min: 60, max: 140, noNaN: true }),
  centreY: fc.double({ min: 60, max: 140, noNaN: true }),
  side: fc.double({ min: 20, max: 70, noNaN: true }),
  angle: fc.double({ min: -3, max: 3, noNaN: true }),
});

describe("seed crop", () => {
  it("adds 20 % at the top and 10 % at the bottom, and squares by the longer side", () => {
    // Box 100..200 x 50..150: from 30 to 160, so 130 high is the longer side; centre 150, 95.
    expect(seedRegion([100, 50, 100, 100])).toEqual({ centreX: 150, centreY: 95, side: 130, angle: 0 });
    expect(seedRegion([0, 0, 200, 100])).toEqual({ centreX: 100, centreY: 45, side: 200, angle: 0 });
  });

  it("finds a box for a square", () => {
    const region = { centreX: 31, centreY: 72, side: 130, angle: 0 };
    const [x, y, width, height] = boxOfSeedRegion(region);
    expect([x, y, width, height].map((value) => Number(value.toFixed(9)))).toEqual([-9, 27, 80, 100]);
    expect(seedRegion([x, y, width, height]).centreY).toBeCloseTo(72, 12);
  });

  it("moves points exactly as cropInto samples", () => {
    const image = ramp(200, 200);
    fc.assert(
      fc.property(regions, fc.integer({ min: 0, max: 15 }), fc.integer({ min: 0, max: 15 }), (region, u, v) => {
        // A region that is not reduced by two or more is sampled bilinearly, which is exact on a ramp.
        const side = 40;
        const crop = cropInto(image, region, { side, low: 0, high: 255, outside: "edge" });
        const [x, y] = transformPoints(invert(photoToCrop(region, side)), new Float64Array([u, v]));
        const at = 3 * (v * side + u);
        expect(crop[at]).toBeCloseTo(x, 3);
        expect(crop[at + 1]).toBeCloseTo(y, 3);
      }),
    );
  });
});

describe("stored rectangle", () => {
  it.each([
    ["inside", { centreX: 250, centreY: 250, side: 100, angle: 0 }, [180, 180, 141, 141, 1]],
    ["at the corner", { centreX: 10, centreY: 10, side: 100, angle: 0 }, [0, 0, 81, 81, 1]],
    ["large", { centreX: 250, centreY: 250, side: 300, angle: 0 }, [40, 40, 320, 320, WIDE_SIDE / 420]],
  ])("%s", (_, region, [left, top, width, height, scale]) => {
    expect(storedRectangle(region, 500, 500)).toEqual({ left, top, width, height, scale });
  });

  it("is nothing where the square misses the photo", () => {
    expect(storedRectangle({ centreX: -100, centreY: 50, side: 80, angle: 0 }, 500, 500)).toBeUndefined();
  });

  it("copies pixels at scale 1 and keeps a ramp straight below it", () => {
    const image = ramp(250, 250);
    const copy = cutStored(image, { left: 7, top: 9, width: 3, height: 2, scale: 1 });
    expect([...copy]).toEqual([7, 9, 0, 8, 9, 0, 9, 9, 0, 7, 10, 0, 8, 10, 0, 9, 10, 0]);
    const stored = { left: 10, top: 20, width: 70, height: 60, scale: 0.37 };
    const reduced = cutStored(image, stored);
    const [x, y] = transformPoints(invert(photoToStored(stored)), new Float64Array([33, 41]));
    expect(Math.abs(reduced[3 * (41 * 70 + 33)] - x)).toBeLessThanOrEqual(0.5);
    expect(Math.abs(reduced[3 * (41 * 70 + 33) + 1] - y)).toBeLessThanOrEqual(0.5);
  });

  it("gives the same crop transform through the stored picture", () => {
    const stored = { left: 31, top: 12, width: 200, height: 180, scale: 0.61 };
    fc.assert(
      fc.property(regions, (region) => {
        const through = compose(photoToCrop(regionInStored(region, stored)), photoToStored(stored));
        photoToCrop(region).forEach((value, i) => {
          expect(through[i]).toBeCloseTo(value, 9);
        });
      }),
    );
  });
});

describe("measures", () => {
  const checks = (size: number, soften: number) =>
    Float32Array.from({ length: 1024 }, (_, i) => {
      const [x, y] = [i % 32, i >> 5];
      return 128 + (Math.sin(x / size) + Math.cos(y / size)) * 60 * soften;
    });

  it("falls with blur and does not depend on contrast", () => {
    expect(sharpness(checks(1, 1), 32)).toBeGreaterThan(5 * sharpness(checks(4, 1), 32));
    expect(sharpness(checks(2, 0.5), 32)).toBeCloseTo(sharpness(checks(2, 1), 32), 3);
  });

  it("hashes brightness and contrast away, but not the picture", () => {
    const blots = (k: number) =>
      Float32Array.from({ length: 1024 }, (_, i) => (Math.imul(i * k, 2654435761) >>> 24) + 0);
    const first = perceptualHash(blots(1));
    expect(perceptualHash(blots(1).map((value) => value * 0.5 + 20))).toBe(first);
    expect(perceptualHash(blots(3))).not.toBe(first);
    expect(first).toMatch(/^[0-9a-f]{16}$/);
  });
});
