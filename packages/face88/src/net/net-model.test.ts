import { float32, GraphBuilder, writeOnnx } from "@face88/graph";
import { meanShape } from "@face88/points";
import { expect, test } from "vitest";
import type { Region } from "../crop/region.js";
import type { RgbaImage } from "../image/rgba.js";
import { nodeRuntime } from "../node/ort-runtime.js";
import { NetModel } from "./net-model.js";

const side = 64;
const description = {
  format: "face88-landmarks",
  name: "brightest",
  description: "finds the brightest spot",
  side,
  margin: 1.35,
  spread: 1,
  score: { middle: 4, width: 0.5 },
} as const;

/**
 * A network whose points are at the brightest spot of the red channel, but for two partners in the mirror that lie below
 * it; as sure of it as the green channel is bright.
 * @param below  shares of the crop
 */
function brightest(below = 0.05): Uint8Array {
  const b = new GraphBuilder("brightest");
  const image = b.input("image", "float32", ["N", 3, side, side]);
  const [red, green] = b.split(image, 1, [1, 1, 1]);
  const mass = b.softmax(b.mul(b.reshape(red, [0, 1, side * side]), 8));
  const grid = Float32Array.from({ length: side * side * 2 }, (_, i) => {
    const pixel = i >> 1;
    return ((i % 2 === 0 ? pixel % side : Math.floor(pixel / side)) + 0.5) / side;
  });
  const spot = b.matmul(mass, b.constant(float32([side * side, 2], grid)));
  const offsets = new Float32Array(176);
  for (const point of [7, 13]) offsets[2 * point + 1] = below;
  b.output(b.add(b.reshape(b.tile(spot, [1, 88, 1]), [0, 176]), b.constant(float32([176], offsets))), "points");
  const mean = b.reshape(b.globalAveragePool(green), [0, 1]);
  b.output(b.tile(mean, [1, 88]), "log_scale");
  return writeOnnx(b.build());
}

/** A black image with a soft red spot. */
function spotAt(x: number, y: number, width = 200, height = 160): RgbaImage {
  const data = new Uint8Array(width * height * 4);
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      const at = (v * width + u) * 4;
      data[at] = Math.round(255 * Math.exp(-((u - x) ** 2 + (v - y) ** 2) / 18));
      data[at + 3] = 255;
    }
  }
  return { width, height, data };
}

test("points come back from any region to where they are in the image", async () => {
  using model = await NetModel.load(await nodeRuntime(), brightest(), description);
  const image = spotAt(90, 70);
  const regions: Region[] = [
    { centreX: 100, centreY: 80, side: 100, angle: 0 },
    { centreX: 80, centreY: 75, side: 60, angle: 0.6 },
    { centreX: 110, centreY: 60, side: 140, angle: -1.2 },
  ];
  // More than one run takes at once, in order.
  const many = Array.from({ length: 20 }, (_, i) => regions[i % 3]);
  const shapes = await model.landmarks(image, many);
  expect(shapes).toHaveLength(20);
  for (const { points, confidence } of shapes) {
    expect([points.length, confidence?.length]).toEqual([176, 88]);
    for (const i of [0, 43, 87]) {
      expect(Math.abs(points[2 * i] - 90)).toBeLessThan(0.5);
      expect(Math.abs(points[2 * i + 1] - 70)).toBeLessThan(0.5);
    }
  }
});

test("a look in the mirror as well finds the same place, for the partner of each point", async () => {
  using model = await NetModel.load(await nodeRuntime(), brightest(), description);
  const image = spotAt(90, 70);
  const region: Region = { centreX: 80, centreY: 75, side: 80, angle: 0.3 };
  const [[alone], [both, again]] = [
    await model.landmarks(image, [region]),
    await model.landmarks(image, [region, region], { mirrored: true }),
  ];
  both.points.forEach((value, i) => {
    expect(Math.abs(value - alone.points[i])).toBeLessThan(0.1);
  });
  expect(both.points).not.toEqual(alone.points);
  expect(again).toEqual(both);
  expect(both.score).toBeCloseTo(alone.score, 5);
});

test("points that fall together are no face, and the next look is at the same place", async () => {
  using model = await NetModel.load(await nodeRuntime(), brightest(0), description);
  const region: Region = { centreX: 80, centreY: 75, side: 80, angle: 0.3 };
  const [shape] = await model.landmarks(spotAt(90, 70), [region], { mirrored: true });
  expect(shape.score).toBe(0);
  expect(shape.confidence).toEqual(new Float32Array(88));
  for (const [name, value] of Object.entries(model.regionOfShape(shape))) {
    expect(value, name).toBeCloseTo(region[name as keyof Region], 3);
  }
});

test("colours go in from -1 to 1, and the spread comes out as a score", async () => {
  using model = await NetModel.load(await nodeRuntime(), brightest(), description);
  const region: Region = { centreX: 100, centreY: 80, side: 60, angle: 0 };
  const image = spotAt(100, 80);
  const filled = (green: number) => {
    for (let i = 1; i < image.data.length; i += 4) image.data[i] = green;
    return model.landmarks(image, [region]);
  };
  const [[dark], [bright]] = [await filled(0), await filled(255)];
  // log_scale is -1 and 1 then: spreads of 0.57 % and 4.25 % of the side.
  expect(dark.score).toBeCloseTo(1 / (1 + Math.exp((100 * Math.exp(-1)) / side / 0.5 - 8)), 4);
  expect(bright.score).toBeCloseTo(1 / (1 + Math.exp((100 * Math.exp(1)) / side / 0.5 - 8)), 4);
});

test("looks where boxes, detections and shapes say", async () => {
  using model = await NetModel.load(await nodeRuntime(), brightest(), description);
  const points = Float32Array.from(meanShape());
  const again = model.regionOfShape({ points, score: 1 });
  expect(again.side).toBeCloseTo(128 * 1.35, 3);
  // The box around the mean shape leads to nearly the same square as its points.
  const first = model.regionOfBox([0, 0, 128, 128]);
  expect(Math.abs(first.side / again.side - 1)).toBeLessThan(0.05);
  const keypoints = Float32Array.of(40, 40, 80, 60);
  const leaning = model.regionOfDetection({ box: [0, 0, 100, 100], score: 1, keypoints });
  expect(leaning.angle).toBeCloseTo(Math.atan2(20, 40), 6);
});
