import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { random } from "../networks/random.js";
import { blur, defocus, move } from "./blur.js";
import { randomColours, writeColours } from "./colour.js";
import { jpegInPlace } from "./jpeg.js";
import { lowerResolution } from "./low-resolution.js";
import { addNoise } from "./noise.js";
import { occlude } from "./occluder.js";

const side = 64;
const middle = side / 2;
const empty = () => new Float32Array(3 * side * side);
/** A picture with broad and fine structure and colours. */
const picture = () =>
  empty().map((_, i) => {
    const [x, y, channel] = [Math.floor(i / 3) % side, Math.floor(i / 3 / side), i % 3];
    return 128 + 60 * Math.sin(x / 5 + channel) + 50 * Math.cos((y + x) / 9 - channel);
  });
/** Black with one pixel of white in the middle. */
const light = () => {
  const pixels = empty();
  pixels.fill(255, 3 * (middle * side + middle), 3 * (middle * side + middle) + 3);
  return pixels;
};
const sum = (pixels: Float32Array) => pixels.reduce((total, value) => total + value, 0);
const difference = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += Math.abs(a[i] - b[i]);
  return total / a.length;
};

const lumaOf = (pixels: ArrayLike<number>) =>
  Float32Array.from(
    { length: pixels.length / 3 },
    (_, i) => 0.299 * pixels[3 * i] + 0.587 * pixels[3 * i + 1] + 0.114 * pixels[3 * i + 2],
  );

/** Mean place and variance of the light, across and down. */
function spread(pixels: Float32Array) {
  const total = sum(pixels);
  const moment = (of: (x: number, y: number) => number) =>
    pixels.reduce((m, value, i) => m + value * of(Math.floor(i / 3) % side, Math.floor(i / 3 / side)), 0) / total;
  const [x, y] = [moment((u) => u), moment((_, v) => v)];
  return { x, y, across: moment((u) => (u - x) ** 2), down: moment((_, v) => (v - y) ** 2) };
}

describe("blur", () => {
  it.each([0.5, 1, 2, 4])("out of focus by %s pixels, has that standard deviation and stays in place", (sigma) => {
    const pixels = light();
    defocus(pixels, side, sigma);
    const { x, y, across, down } = spread(pixels);
    expect(sum(pixels)).toBeCloseTo(3 * 255, 1);
    expect([x, y]).toEqual([expect.closeTo(middle, 3), expect.closeTo(middle, 3)]);
    expect(Math.sqrt(across)).toBeCloseTo(sigma, 2);
    expect(Math.sqrt(down)).toBeCloseTo(sigma, 2);
  });

  it.each([
    [0, 4, 0],
    [1, 0, 4],
    [2, 4, 4],
    [3, 4, 4],
  ])("moved in direction %s, spreads over a line of seven pixels", (direction, across, down) => {
    const pixels = empty();
    move(light(), pixels, side, 3, direction);
    const found = spread(pixels);
    expect([found.x, found.y, found.across, found.down].map((value) => Math.round(1e4 * value) / 1e4)).toEqual([
      middle,
      middle,
      across,
      down,
    ]);
    expect(pixels.filter((value) => value > 0)).toHaveLength(3 * 7);
  });

  it("leaves an even picture as it is, up to its borders", () => {
    for (let seed = 0; seed < 20; seed++) {
      const pixels = empty().fill(77);
      blur(pixels, empty(), side, 4, random(seed));
      expect(Math.max(...pixels.map((value) => Math.abs(value - 77)))).toBeLessThan(0.01);
    }
  });
});

describe("noise", () => {
  it("has the standard deviation that was drawn, no mean, and clips", () => {
    const deviations: number[] = [];
    for (let seed = 0; seed < 200; seed++) {
      const pixels = empty().fill(128);
      addNoise(pixels, 12, random(seed));
      expect(Math.abs(sum(pixels) / pixels.length - 128)).toBeLessThan(0.5);
      deviations.push(Math.sqrt(pixels.reduce((total, value) => total + (value - 128) ** 2, 0) / pixels.length));
    }
    expect(Math.max(...deviations)).toBeLessThan(12.5);
    expect(deviations.reduce((total, value) => total + value, 0) / deviations.length).toBeCloseTo(6, 0);
    const dark = empty();
    addNoise(dark, 12, random(1));
    expect(Math.min(...dark)).toBe(0);
  });

  it("is grey in half of the pictures", () => {
    const grey = Array.from({ length: 200 }, (_, seed) => {
      const pixels = empty().fill(128);
      addNoise(pixels, 12, random(seed));
      return pixels.every((value, i) => value === pixels[i - (i % 3)]);
    });
    expect(grey.filter(Boolean).length / 200).toBeCloseTo(0.5, 1);
  });
});

describe("JPEG", () => {
  // Luma alone: libjpeg's decoder smoothes colours between their pixels, which is its own addition.
  it.each([25, 50, 75, 95])("of quality %s does what libjpeg does", async (quality) => {
    const before = Uint8Array.from(picture(), Math.round);
    const encoded = await sharp(before, { raw: { width: side, height: side, channels: 3 } })
      .jpeg({ quality, chromaSubsampling: "4:2:0" })
      .toBuffer();
    const theirs = lumaOf(await sharp(encoded).raw().toBuffer());
    const ours = Float32Array.from(before);
    jpegInPlace(ours, empty(), side, quality);
    // Theirs is rounded to whole numbers, twice.
    expect(difference(lumaOf(ours), theirs)).toBeLessThan(0.35 + 0.15 * difference(lumaOf(before), theirs));
  });

  it("loses more at a lower quality, and next to nothing at 100", () => {
    const grey = picture().map((_, i, all) => all[i - (i % 3)]);
    const losses = [10, 30, 60, 90, 100].map((quality) => {
      const pixels = grey.slice();
      jpegInPlace(pixels, empty(), side, quality);
      return difference(pixels, grey);
    });
    expect(losses).toEqual(losses.toSorted((a, b) => b - a));
    expect(losses[4]).toBeLessThan(0.4);
  });
});

describe("low resolution", () => {
  it("is what averaging and enlarging makes", () => {
    const pixels = empty();
    // Halves of black and white, split at a small pixel's edge: only its neighbours are between.
    for (let i = 0; i < pixels.length; i++) pixels[i] = Math.floor(i / 3) % side < middle ? 0 : 255;
    lowerResolution(pixels, empty(), side, side / 4);
    const row = Array.from({ length: side }, (_, x) => pixels[3 * (10 * side + x)]);
    const step = [0, 0.125, 0.375, 0.625, 0.875, 1].map((share) => share * 255);
    expect(row.slice(middle - 3, middle + 3).map((value) => Math.round(value * 1e3) / 1e3)).toEqual(step);
  });

  it.each([17, 30, 48, 64])("with %s pixels keeps centres in their places", (small) => {
    const pixels = empty();
    for (let i = 0; i < pixels.length; i++) {
      const [x, y] = [Math.floor(i / 3) % side, Math.floor(i / 3 / side)];
      pixels[i] = 200 * Math.exp(-((x - 30.2) ** 2 + (y - 35.6) ** 2) / 40);
    }
    lowerResolution(pixels, empty(), side, small);
    const { x, y } = spread(pixels);
    expect([x, y]).toEqual([expect.closeTo(30.2, 1), expect.closeTo(35.6, 1)]);
  });
});

describe("colours", () => {
  const planes = (matrix: readonly number[]) => {
    const out = empty();
    writeColours(picture(), matrix, out);
    return out;
  };

  it("without strength, are those of the picture, in planes from -1 to 1", () => {
    const out = planes(randomColours(0, false, random(1)));
    const before = picture();
    for (let i = 0; i < out.length; i++) {
      expect(out[i]).toBeCloseTo(before[3 * (i % (side * side)) + Math.floor(i / (side * side))] / 127.5 - 1, 5);
    }
  });

  it("are taken out by grey", () => {
    const out = planes(randomColours(0.3, true, random(2)));
    const plane = side * side;
    for (let i = 0; i < plane; i += 7) {
      expect(out[plane + i]).toBeCloseTo(out[i], 5);
      expect(out[2 * plane + i]).toBeCloseTo(out[i], 5);
    }
  });

  it("stay within the strength: grey 128 becomes at most that much brighter, or of another hue", () => {
    for (let seed = 0; seed < 300; seed++) {
      const matrix = randomColours(0.3, false, random(seed));
      for (let row = 0; row < 12; row += 4) {
        const value = 128 * (matrix[row] + matrix[row + 1] + matrix[row + 2]) + matrix[row + 3];
        expect(value / 128).toBeGreaterThan(1 - 0.3 - 0.15 * 1.3);
        expect(value / 128).toBeLessThan(1 + 0.3 + 0.15 * 1.3);
      }
    }
  });
});

describe("occluder", () => {
  it("covers no more than its size, the rest stays", () => {
    let covered = 0;
    for (let seed = 0; seed < 100; seed++) {
      const pixels = picture();
      occlude(pixels, side, 0.4, random(seed));
      const before = picture();
      let columns = [side, -1];
      let changed = 0;
      for (let i = 0; i < before.length; i += 3) {
        if (pixels[i] === before[i] && pixels[i + 1] === before[i + 1] && pixels[i + 2] === before[i + 2]) continue;
        const x = (i / 3) % side;
        columns = [Math.min(columns[0], x), Math.max(columns[1], x)];
        changed++;
      }
      covered += changed;
      expect(changed).toBeLessThanOrEqual((0.4 * side) ** 2 + 4 * side);
      // The diagonal of the largest box.
      expect(columns[1] - columns[0]).toBeLessThanOrEqual(Math.ceil(0.4 * side * Math.SQRT2));
    }
    expect(covered).toBeGreaterThan(100 * 50);
  });
});
