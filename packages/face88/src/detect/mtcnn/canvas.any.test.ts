import { describe, expect, test } from "vitest";
import { layOut, type Tile } from "./canvas.js";
import { pyramid } from "./pyramid.js";

describe("pyramid", () => {
  test("sizes of a camera's frame, faces of 40 pixels and more", () => {
    expect(pyramid(640, 480, 40, 0.709).map(({ width, height }) => `${width}x${height}`)).toEqual([
      "192x144",
      "137x103",
      "97x73",
      "69x52",
      "49x37",
      "35x26",
      "25x19",
      "18x13",
    ]);
  });

  test.each([
    ["an image of the smallest face's size is one window", 40, 40, 1],
    ["a smaller one has none", 39, 400, 0],
    ["one pixel", 1, 1, 0],
  ])("%s", (_, width, height, count) => {
    expect(pyramid(width, height, 40, 0.709)).toHaveLength(count);
  });
});

describe("canvases", () => {
  const inside = (tile: Tile, canvas: { width: number; height: number }) =>
    tile.x >= 0 && tile.y >= 0 && tile.x + tile.width <= canvas.width && tile.y + tile.height <= canvas.height;
  const apart = (a: Tile, b: Tile) =>
    a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

  test.each([
    [640, 480, 40],
    [480, 640, 24],
    [1920, 1080, 20],
    [333, 777, 33],
    [6000, 4000, 20],
    [20000, 200, 20],
  ])("%dx%d, faces of %d: tiles lie apart, on even places, and hold every window", (width, height, minFace) => {
    const levels = pyramid(width, height, minFace, 0.709);
    const canvases = layOut(levels);
    for (const canvas of canvases) {
      expect(canvas.width * canvas.height).toBeLessThan(1.1 * 2 ** 20);
      canvas.tiles.forEach((tile, i) => {
        expect(inside(tile, canvas) && tile.x % 2 === 0 && tile.y % 2 === 0 && tile.top % 2 === 0).toBe(true);
        for (const other of canvas.tiles.slice(0, i)) expect(apart(tile, other)).toBe(true);
      });
    }
    levels.forEach((level, i) => {
      const strips = canvases.flatMap(({ tiles }) => tiles.filter((tile) => tile.level === i));
      expect(strips[0].top).toBe(0);
      strips.forEach((strip, k) => {
        expect(strip.width).toBe(level.width);
        const next = strips[k + 1];
        // The next one begins with the first window that does not lie whole in this one.
        if (next) expect(next.top).toBe(strip.top + strip.height - 10);
        else expect(strip.top + strip.height).toBe(level.height);
      });
    });
  });

  test("a camera's frame takes one, with little left empty", () => {
    const levels = pyramid(640, 480, 40, 0.709);
    const [canvas, ...more] = layOut(levels);
    expect(more).toEqual([]);
    const used = levels.reduce((sum, { width, height }) => sum + width * height, 0);
    expect(used / (canvas.width * canvas.height)).toBeGreaterThan(0.85);
  });
});
