import { boundingBox, CONTOURS, meanShape, POINT_COUNT, POINTS, Points88 } from "@face88/points";
import { createCanvas } from "@napi-rs/canvas";
import { expect, test } from "vitest";
import type { Face } from "../face.js";
import type { RgbaImage } from "../image/rgba.js";
import { FaceCanvas } from "../node/canvas.js";
import { type DrawStyle, drawFace } from "./draw-face.js";
import { meshEdges } from "./mesh-edges.js";
import { BOX_COLOUR, PART_COLOURS } from "./palette.js";

const size = 400;
const black: RgbaImage = {
  width: size,
  height: size,
  data: Uint8Array.from({ length: size * size * 4 }, (_, i) => (i % 4 === 3 ? 255 : 0)),
};

/** The mean shape, 300 px wide, each point at the centre of a pixel. */
function faceAt(left: number, top: number, side = 300): Face {
  const shape = meanShape();
  const [x, y, w, h] = boundingBox(shape);
  const scale = side / Math.max(w, h);
  const points = Float64Array.from(shape, (value, i) =>
    Math.round(i % 2 === 0 ? left + (value - x) * scale : top + (value - y) * scale),
  );
  return { box: boundingBox(points), score: 1, points: new Points88(points) };
}

const draw = (styles: readonly DrawStyle[], faces: readonly Face[], image = black) =>
  new FaceCanvas(image.width, image.height, styles).draw(image, faces);

const at = ({ width, data }: RgbaImage, x: number, y: number) => [
  ...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3),
];
const rgb = (hex: string) => [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16));
const bright = (image: RgbaImage, x: number, y: number) => Math.max(...at(image, x, y)) > 60;
const coloured = (image: RgbaImage) => [...image.data].filter((value, i) => i % 4 !== 3 && value > 0).length;

test("every point's own pixel has the colour of its part", () => {
  const face = faceAt(40, 50);
  const drawn = draw(["points"], [face]);
  for (let i = 0; i < POINT_COUNT; i++) {
    const [x, y] = [face.points.data[2 * i], face.points.data[2 * i + 1]];
    const expected = rgb(PART_COLOURS[POINTS[i].part]);
    at(drawn, x, y).forEach((value, c) => {
      expect(Math.abs(value - expected[c]), `point ${i}`).toBeLessThanOrEqual(24);
    });
  }
});

test("a point is round about its pixel's centre: half a pixel is added, no more and no less", () => {
  const data = new Float64Array(176).fill(-1000);
  data.set([200, 200], 0);
  const drawn = draw(["points"], [{ box: [0, 0, 600, 600], score: 1, points: new Points88(data) }]);
  const rows = Array.from({ length: 21 }, (_, y) => Array.from({ length: 21 }, (_, x) => at(drawn, 190 + x, 190 + y)));
  for (let y = 0; y < 21; y++) {
    for (let x = 0; x < 21; x++) {
      // Lines to the points outside begin here too, so only the disc is compared: 4 px in radius.
      if (Math.hypot(x - 10, y - 10) > 2.5) continue;
      expect(rows[y][x]).toEqual(rows[20 - y][20 - x]);
      expect(rows[y][x]).toEqual(rows[x][y]);
    }
  }
});

test("lines join neighbours of a contour, and the ends of a closed one", () => {
  const face = faceAt(40, 50);
  const drawn = draw(["points"], [face]);
  for (const { indices, closed } of CONTOURS) {
    const ends = indices.map((from, i) => [from, indices[(i + 1) % indices.length]] as const);
    for (const [from, to] of closed ? ends : ends.slice(0, -1)) {
      const x = Math.round((face.points.data[2 * from] + face.points.data[2 * to]) / 2);
      const y = Math.round((face.points.data[2 * from + 1] + face.points.data[2 * to + 1]) / 2);
      const near = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy) => bright(drawn, x + dx, y + dy)));
      expect(near.some(Boolean), `${from} to ${to}`).toBe(true);
    }
  }
});

test("the box is drawn on its edges alone", () => {
  const face = faceAt(40, 50);
  const drawn = draw(["box"], [face]);
  const [left, top, width, height] = face.box.map(Math.round);
  for (const [x, y] of [
    [left, top + 100],
    [left + width, top + 100],
    [left + 90, top],
    [left + 90, top + height],
    [left, top],
    [left + width, top + height],
  ]) {
    expect(at(drawn, x, y), `${x},${y}`).toEqual(rgb(BOX_COLOUR));
  }
  expect(at(drawn, left + 90, top + 90)).toEqual([0, 0, 0]);
  expect(at(drawn, left - 4, top + 100)).toEqual([0, 0, 0]);
});

test("the mesh is drawn along all its edges", () => {
  const face = faceAt(40, 50);
  const drawn = draw(["mesh"], [face]);
  for (const [from, to] of meshEdges()) {
    const x = Math.round((face.points.data[2 * from] + face.points.data[2 * to]) / 2);
    const y = Math.round((face.points.data[2 * from + 1] + face.points.data[2 * to + 1]) / 2);
    const near = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy) => at(drawn, x + dx, y + dy)[0]));
    expect(Math.max(...near), `${from} to ${to}`).toBeGreaterThan(60);
  }
});

test.each([
  [["points"], ["points", "box"]],
  [["box"], ["points", "box"]],
  [["mesh"], ["mesh", "points"]],
] as const)("%o draws less than %o", (some, more) => {
  const face = faceAt(40, 50);
  expect(coloured(draw(some, [face]))).toBeLessThan(coloured(draw(more, [face])));
});

test("scale moves the points' centres with the pixels", () => {
  const face = faceAt(20, 25, 150);
  const canvas = createCanvas(size, size);
  drawFace(canvas.getContext("2d"), face, { scale: 2 });
  const drawn = { width: size, height: size, data: canvas.data() };
  for (let i = 0; i < POINT_COUNT; i++) {
    const [x, y] = [2 * face.points.data[2 * i], 2 * face.points.data[2 * i + 1]];
    const expected = rgb(PART_COLOURS[POINTS[i].part]);
    // All four pixels that the image's pixel has become.
    for (const [across, down] of [
      [x, y],
      [x + 1, y],
      [x, y + 1],
      [x + 1, y + 1],
    ]) {
      at(drawn, across, down).forEach((value, c) => {
        expect(Math.abs(value - expected[c]), `point ${i}`).toBeLessThanOrEqual(30);
      });
    }
  }
});

test("the image stays as it was, also where it is larger than the canvas by an odd row and column", () => {
  const odd: RgbaImage = {
    width: 5,
    height: 3,
    data: Uint8Array.from({ length: 60 }, (_, i) => (i % 4 === 3 ? 255 : i)),
  };
  const before = odd.data.slice();
  const drawn = new FaceCanvas(4, 2).draw(odd, []);
  expect([drawn.width, drawn.height, drawn.data.length]).toEqual([4, 2, 32]);
  for (let y = 0; y < 2; y++) {
    expect([...drawn.data.subarray(y * 16, y * 16 + 16)]).toEqual([...odd.data.subarray(y * 20, y * 20 + 16)]);
  }
  expect(odd.data).toEqual(before);
});

test("an answer is a copy: the next frame leaves it alone", () => {
  const canvas = new FaceCanvas(2, 1);
  const first = canvas.draw({ width: 2, height: 1, data: Uint8Array.of(1, 2, 3, 255, 4, 5, 6, 255) }, []);
  canvas.draw({ width: 2, height: 1, data: new Uint8Array(8).fill(255) }, []);
  expect([...first.data]).toEqual([1, 2, 3, 255, 4, 5, 6, 255]);
});

test("faces outside of the image, and those without a number, are left out", () => {
  const nan = new Points88(new Float64Array(176).fill(NaN));
  const faces: Face[] = [faceAt(-2000, 50), faceAt(50, 9000), { box: [NaN, NaN, NaN, NaN], score: 0, points: nan }];
  expect(coloured(draw(["points", "mesh", "box"], faces))).toBe(0);
});
