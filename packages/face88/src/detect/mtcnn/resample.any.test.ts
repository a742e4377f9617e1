import { describe, expect, test } from "vitest";
import type { RgbaImage } from "../../image/rgba.js";
import { Mipmaps } from "./mipmaps.js";
import { type Rectangle, resample } from "./resample.js";

/** Red, green and blue of each pixel are its number, 100 more, and 200 less the number. */
function image(width: number, height: number): RgbaImage {
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) data.set([i, 100 + i, 200 - i, 255], 4 * i);
  return { width, height, data };
}

/** The red plane, or another, in bytes. */
function resized(from: RgbaImage, part: Rectangle, width: number, height: number, channel = 0): number[] {
  const data = new Float32Array(3 * width * height);
  resample(from, part, { data, offset: 0, stride: width, plane: width * height, width, height });
  return Array.from(data.subarray(channel * width * height, (channel + 1) * width * height), (value) =>
    Number((value * 128 + 127.5).toFixed(3)),
  );
}

const whole = (width: number, height: number) => ({ left: 0, top: 0, width, height });

describe("resampling", () => {
  const four = image(4, 2);
  test.each([
    ["as it is", whole(4, 2), 4, 2, [0, 1, 2, 3, 4, 5, 6, 7]],
    ["blocks of four", whole(4, 2), 2, 1, [2.5, 4.5]],
    ["thirds of pixels", whole(4, 2), 3, 1, [(0 + 1 / 3) / (4 / 3) + 2, 3.5, 5 - (0 + 1 / 3) / (4 / 3)]],
    ["enlarged, black past the border", whole(4, 1), 8, 1, [0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 2.25]],
    ["what lies outside is black", { left: -2, top: 0, width: 4, height: 2 }, 2, 1, [0, 2.5]],
    ["far outside", { left: 40, top: -40, width: 4, height: 4 }, 2, 2, [0, 0, 0, 0]],
  ])("%s", (_, part, width, height, expected) => {
    const found = resized(four, part, width, height);
    expect(found).toHaveLength(expected.length);
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 2);
    });
  });

  test("each channel to its plane", () => {
    expect(resized(four, whole(4, 2), 2, 1, 1)).toEqual([102.5, 104.5]);
    expect(resized(four, whole(4, 2), 2, 1, 2)).toEqual([197.5, 195.5]);
  });

  test("into a part of larger planes, and nothing else is touched", () => {
    const data = new Float32Array(3 * 20).fill(9);
    resample(four, whole(4, 2), { data, offset: 6, stride: 5, plane: 20, width: 2, height: 1 });
    const written = [...data.keys()].filter((i) => data[i] !== 9);
    expect(written).toEqual([6, 7, 26, 27, 46, 47]);
  });
});

describe("mipmaps", () => {
  test.each([
    [1, 1],
    [2.9, 1],
    [3, 2],
    [5.9, 2],
    [6, 4],
    [0.4, 1],
  ])("a reduction by %f starts from the image reduced by %d", (reduction, factor) => {
    const found = new Mipmaps(image(16, 8)).for(reduction);
    expect([found.factor, found.image.width, found.image.height]).toEqual([factor, 16 / factor, 8 / factor]);
  });

  test("are means of four pixels, rounded; an odd last row and column are their own neighbours", () => {
    const { image: half } = new Mipmaps(image(5, 3)).for(3);
    expect([half.width, half.height]).toEqual([3, 2]);
    const channel = (k: number) => Array.from({ length: 6 }, (_, i) => half.data[4 * i + k]);
    expect(channel(0)).toEqual([3, 5, 7, 11, 13, 14]);
    expect(channel(1)).toEqual([103, 105, 107, 111, 113, 114]);
    expect(channel(3)).toEqual([255, 255, 255, 255, 255, 255]);
  });

  test("of pixels at any place of a larger buffer", () => {
    const { width, height, data } = image(4, 4);
    const larger = new Uint8Array(data.length + 1);
    larger.set(data, 1);
    const odd = new Mipmaps({ width, height, data: larger.subarray(1) }).for(3).image;
    expect(odd.data).toEqual(new Mipmaps({ width, height, data }).for(3).image.data);
  });
});
