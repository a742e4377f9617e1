import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RgbaImage } from "../image/rgba.js";
import { cropInto } from "./crop.js";
import { leaning, type Region, regionToImage, squareAround, wholeImage } from "./region.js";
import { shrink } from "./shrink.js";

/** An image from a function of the pixel; alpha is 255. */
function imageOf(width: number, height: number, at: (x: number, y: number) => readonly number[]): RgbaImage {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set([...at(x, y), 255], (y * width + x) * 4);
  }
  return { width, height, data };
}

const unit = { low: 0, high: 255, outside: "edge" } as const;

describe("a linear gradient", () => {
  // Red says x, green says y, blue their sum: whole numbers, so that bilinear sampling is exact between pixels.
  const width = 120;
  const height = 90;
  const gradient = imageOf(width, height, (x, y) => [x * 2, y * 2, x + y]);

  test("cut out by any region within it shows at each pixel the place that regionToImage says", () => {
    const cases = fc.record({
      side: fc.integer({ min: 2, max: 40 }),
      scale: fc.double({ min: 0.05, max: 1.99, noNaN: true }),
      angle: fc.double({ min: -4, max: 4, noNaN: true }),
      across: fc.double({ min: 0, max: 1, noNaN: true }),
      down: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(cases, ({ side, scale, angle, across, down }) => {
        // A turned square reaches as far as half its diagonal; 40 * 1.99 * 0.71 = 57 pixels may stick out of the 90.
        const reach = Math.min((side * scale) / Math.SQRT2, 44);
        const region: Region = {
          centreX: reach + across * (width - 1 - 2 * reach),
          centreY: reach + down * (height - 1 - 2 * reach),
          side: Math.min(side * scale, reach * Math.SQRT2),
          angle,
        };
        const crop = cropInto(gradient, region, { ...unit, side });
        for (let v = 0; v < side; v++) {
          for (let u = 0; u < side; u++) {
            const [x, y] = regionToImage(Float64Array.of(u + 0.5, v + 0.5), region, side);
            const p = (v * side + u) * 3;
            expect(Math.abs(crop[p] - 2 * x)).toBeLessThan(1e-3);
            expect(Math.abs(crop[p + 1] - 2 * y)).toBeLessThan(1e-3);
            expect(Math.abs(crop[p + 2] - (x + y))).toBeLessThan(1e-3);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  // Blocks lie where the image's pixels do, so only the middle of a block is exact to the rounding of its mean.
  test.each([2, 3, 4.5, 7.9])("reduced by %f, turned, it is still where regionToImage says, to a rounding", (scale) => {
    const wide = imageOf(254, 254, (x, y) => [x, y, (x + y) / 2]);
    const side = 12;
    const region: Region = { centreX: 127.3, centreY: 125.8, side: side * scale, angle: 0.7 };
    const crop = cropInto(wide, region, { ...unit, side });
    for (let v = 0; v < side; v++) {
      for (let u = 0; u < side; u++) {
        const [x, y] = regionToImage(Float64Array.of(u + 0.5, v + 0.5), region, side);
        const p = (v * side + u) * 3;
        expect(Math.abs(crop[p] - x)).toBeLessThan(0.51);
        expect(Math.abs(crop[p + 1] - y)).toBeLessThan(0.51);
        expect(Math.abs(crop[p + 2] - (x + y) / 2)).toBeLessThan(0.51);
      }
    }
  });
});

describe("numbers of a crop", () => {
  const pixels = imageOf(2, 2, (x, y) => [x * 100, y * 100, 255]);

  test.each([
    ["0 to 1", 0, 1, [0, 0, 1, 100 / 255, 0, 1, 0, 100 / 255, 1, 100 / 255, 100 / 255, 1]],
    ["-1 to 1", -1, 1, [-1, -1, 1, -55 / 255, -1, 1, -1, -55 / 255, 1, -55 / 255, -55 / 255, 1]],
  ])("a whole image at its own size is itself, %s", (_, low, high, expected) => {
    const crop = cropInto(pixels, wholeImage(2, 2), { side: 2, low, high, outside: "zero" });
    expected.forEach((value, i) => {
      expect(crop[i]).toBeCloseTo(value, 6);
    });
  });

  test("go from an offset on, and nowhere else", () => {
    const into = new Float32Array(2 * 12 + 3).fill(-7);
    expect(cropInto(pixels, wholeImage(2, 2), { ...unit, side: 2 }, into, 12)).toBe(into);
    expect([...into.subarray(0, 12), ...into.subarray(24)]).toEqual(new Array(15).fill(-7));
    expect([...into.subarray(12, 18)]).toEqual([0, 0, 255, 100, 0, 255]);
  });

  test("alpha is not looked at", () => {
    const clear = { ...pixels, data: pixels.data.map((value, i) => (i % 4 === 3 ? 0 : value)) };
    expect(cropInto(clear, wholeImage(2, 2), { ...unit, side: 5 })).toEqual(
      cropInto(pixels, wholeImage(2, 2), { ...unit, side: 5 }),
    );
  });

  test("a face that leans stands upright: the crop's top is where the angle says", () => {
    const marked = imageOf(9, 9, (x, y) => (x === 8 && y === 4 ? [255, 0, 0] : [0, 0, 0]));
    // Leaning a quarter turn clockwise, the top of the face points to the right of the image.
    const crop = cropInto(marked, { centreX: 4, centreY: 4, side: 9, angle: Math.PI / 2 }, { ...unit, side: 9 });
    const brightest = crop.findIndex((value) => value > 250);
    expect([(brightest / 3) % 9, Math.floor(brightest / 27)]).toEqual([4, 0]);
  });
});

describe("outside of the image", () => {
  const grey = imageOf(10, 10, () => [50, 100, 150]);
  const places: readonly (readonly [string, Region])[] = [
    ["far left", { centreX: -1000, centreY: 5, side: 20, angle: 0.3 }],
    ["far below", { centreX: 5, centreY: 5000, side: 20, angle: 0 }],
    ["far left, reduced", { centreX: -1000, centreY: 5, side: 200, angle: 0.3 }],
    ["far right and above, reduced", { centreX: 3000, centreY: -900, side: 100, angle: -2 }],
  ];

  test.each(places)("%s: edge pixels are repeated", (_, region) => {
    const crop = cropInto(grey, region, { ...unit, side: 8 });
    for (let p = 0; p < crop.length; p += 3) expect([...crop.subarray(p, p + 3)]).toEqual([50, 100, 150]);
  });

  test.each(places)("%s: or it is 0, whatever low and high are", (_, region) => {
    const crop = cropInto(grey, region, { side: 8, low: -1, high: 1, outside: "zero" });
    expect(crop.every((value) => value === 0)).toBe(true);
  });

  test("0 begins at the edge of the border pixel, half a pixel from its centre", () => {
    const options = { side: 4, low: 1, high: 256, outside: "zero" } as const;
    const inside = cropInto(grey, { centreX: 1.51, centreY: 5, side: 4, angle: 0 }, options);
    expect(inside[0]).toBeCloseTo(51, 4);
    const outside = cropInto(grey, { centreX: 0.99, centreY: 5, side: 4, angle: 0 }, options);
    expect(outside[0]).toBe(0);
    expect(outside[3]).toBeCloseTo(51, 4);
  });

  test.each([
    ["1x1", 1, 1],
    ["1x300", 1, 300],
    ["12000x1", 12000, 1],
  ])("an image of %s has nothing outside but 0", (_, width, height) => {
    const image = imageOf(width, height, () => [255, 255, 255]);
    const side = 128;
    const crop = cropInto(image, wholeImage(width, height), { side, low: 0, high: 1, outside: "zero" });
    const lit = crop.reduce((count, value) => count + Number(value !== 0), 0) / 3;
    const longer = Math.max(width, height);
    const lines = longer === 1 ? side : Math.max(1, Math.round(side / longer));
    expect(lit).toBeGreaterThanOrEqual(lines * side);
    expect(lit).toBeLessThanOrEqual((lines + 1) * side);
  });
});

describe("shrink", () => {
  const noisy = imageOf(13, 11, (x, y) => [(x * 37 + y * 91) % 256, (x * y * 7) % 256, (x * x + y * 53) % 256]);

  test.each([2, 3, 4, 5, 20])("by %d gives the rounded mean of each block, also of cut ones", (factor) => {
    const shrunk = shrink(noisy, wholeImage(13, 11), factor);
    expect([shrunk.left, shrunk.top, shrunk.factor]).toEqual([0, 0, factor]);
    expect([shrunk.width, shrunk.height]).toEqual([Math.ceil(13 / factor), Math.ceil(11 / factor)]);
    for (let v = 0; v < shrunk.height; v++) {
      for (let u = 0; u < shrunk.width; u++) {
        for (let c = 0; c < 3; c++) {
          let sum = 0;
          let count = 0;
          for (let y = v * factor; y < Math.min(11, (v + 1) * factor); y++) {
            for (let x = u * factor; x < Math.min(13, (u + 1) * factor); x++) {
              sum += noisy.data[(y * 13 + x) * 4 + c];
              count++;
            }
          }
          expect(Math.abs(shrunk.data[(v * shrunk.width + u) * 4 + c] - sum / count)).toBeLessThanOrEqual(0.5);
        }
      }
    }
  });

  test("below 2 gives the image itself", () => {
    expect(shrink(noisy, wholeImage(13, 11), 1).data).toBe(noisy.data);
    expect(shrink(noisy, wholeImage(13, 11), 0).data).toBe(noisy.data);
  });

  test("takes only what is under the region, with a block to spare", () => {
    const big = imageOf(400, 300, (x) => [x % 256, 0, 0]);
    const part = shrink(big, { centreX: 200, centreY: 150, side: 40, angle: 0 }, 4);
    expect([part.left, part.top, part.width, part.height]).toEqual([176, 126, 13, 13]);
  });

  test("holds the sum of a block of 17 million pixels", () => {
    const white: RgbaImage = { width: 4200, height: 4200, data: new Uint8Array(4200 * 4200 * 4).fill(255) };
    expect([...shrink(white, wholeImage(4200, 4200), 5000).data]).toEqual([255, 255, 255, 255]);
  });
});

describe("regions", () => {
  test.each([
    ["the longer side counts", [10, 20, 40, 80] as const, 1.5, 0, { centreX: 30, centreY: 60, side: 120, angle: 0 }],
    ["moved up by a tenth", [10, 20, 80, 40] as const, 1, -0.1, { centreX: 50, centreY: 36, side: 80, angle: 0 }],
    ["an empty box", [5, 6, 0, 0] as const, 2, 1, { centreX: 5, centreY: 6, side: 0, angle: 0 }],
  ])("square around a box: %s", (_, box, scale, shift, expected) => {
    expect(squareAround([...box], scale, shift)).toEqual(expected);
  });

  test.each([
    [0, 0, 10, 0, 0],
    [0, 0, 10, 10, Math.PI / 4],
    [0, 0, 0, -3, -Math.PI / 2],
    [5, 5, 5, 5, 0],
  ])("(%d, %d) to (%d, %d) leans by %f", (fromX, fromY, toX, toY, angle) => {
    expect(leaning(fromX, fromY, toX, toY)).toBeCloseTo(angle, 12);
  });

  test("the whole image, whose first pixel's centre is 0", () => {
    expect(wholeImage(640, 480)).toEqual({ centreX: 319.5, centreY: 239.5, side: 640, angle: 0 });
  });

  test("depth is scaled like the rest, corners go where the turned square has them", () => {
    const region: Region = { centreX: 100, centreY: 50, side: 20, angle: Math.PI / 2 };
    const moved = regionToImage(Float64Array.of(0, 0, 3, 10, 10, -1), region, 10, 3);
    [110, 40, 6, 90, 60, -2].forEach((value, i) => {
      expect(moved[i]).toBeCloseTo(value, 9);
    });
  });

  test.each([
    ["an empty region", { centreX: 1, centreY: 1, side: 0, angle: 0 }],
    ["one that is not a number", { centreX: NaN, centreY: 1, side: 3, angle: NaN }],
    ["one without end", { centreX: 1, centreY: 1, side: Infinity, angle: 0 }],
  ])("%s ends, with numbers or without", (_, region) => {
    const crop = cropInto(
      imageOf(4, 4, () => [9, 9, 9]),
      region,
      { ...unit, side: 6 },
    );
    expect(crop.every((value) => value === 9 || Number.isNaN(value))).toBe(true);
  });
});
