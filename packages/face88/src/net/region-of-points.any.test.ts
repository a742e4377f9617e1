import { meanShape, transformPoints } from "@face88/points";
import { expect, test } from "vitest";
import { regionToImage } from "../crop/region.js";
import { regionOfPoints } from "./region-of-points.js";

const mean = meanShape();

test("the mean shape has its own frame", () => {
  const region = regionOfPoints(mean, 1);
  for (const [name, value] of Object.entries({ centreX: 64, centreY: 64, side: 128, angle: 0 })) {
    expect(region[name as keyof typeof region]).toBeCloseTo(value, 9);
  }
});

test.each([
  [0.4, 30, 200, 150],
  [2.5, -75, -40, 900],
])(
  "a face of scale %f turned by %f degrees is upright, centred and of one size in its region",
  (scale, degrees, x, y) => {
    const angle = (degrees * Math.PI) / 180;
    const [cos, sin] = [scale * Math.cos(angle), scale * Math.sin(angle)];
    const points = transformPoints([cos, sin, -sin, cos, x, y], mean);
    const region = regionOfPoints(points, 1.35);
    expect(region.side).toBeCloseTo(128 * 1.35 * scale, 6);
    expect(region.angle).toBeCloseTo(angle, 9);
    // What a network that sees the mean shape in the crop says comes out where the points are.
    const crop = 100;
    const seen = mean.map((value) => ((value - 64) / 128 / 1.35 + 0.5) * crop);
    regionToImage(seen, region, crop).forEach((value, i) => {
      expect(value).toBeCloseTo(points[i], 6);
    });
  },
);

test("points without an extent have no region", () => {
  expect(() => regionOfPoints(new Float64Array(176), 1)).toThrow(RangeError);
});
