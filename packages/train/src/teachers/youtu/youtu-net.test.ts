import { float32, GraphBuilder, writeOnnx } from "@face88/graph";
import { applyLinearMap, FACE_88, meanShape, transformPoints } from "@face88/points";
import type { RgbaImage } from "face88";
import { nodeRuntime } from "face88/node";
import { describe, expect, it } from "vitest";
import { YOUTU_117, YOUTU_117_TO_88 } from "./points-117.js";
import { YoutuNet } from "./youtu-net.js";

/** A shape of 117 points whose 88 are the layout's mean; those that are not read lie anywhere. */
const mean117 = (() => {
  const points = Float64Array.from({ length: 234 }, (_, i) => (i * 37) % 128);
  YOUTU_117_TO_88.rules.forEach(({ terms }, i) => {
    for (const [source] of terms) points.set(meanShape().subarray(2 * i, 2 * i + 2), 2 * source);
  });
  return points;
})();

/** A network that sees nothing and says the mean shape, and as score the grey value in the middle of its crop. */
function blindNetwork(): Uint8Array {
  const builder = new GraphBuilder();
  const picture = builder.input("input", "float32", [1, 1, 128, 128]);
  const nothing = builder.mul(builder.reduceMean(picture, undefined, false), 0);
  builder.output(builder.add(builder.constant(float32([1, 234, 1, 1], mean117)), nothing), "852");
  builder.output(builder.slice(picture, [64, 64], [65, 65], [2, 3]), "855");
  return writeOnnx(builder.build());
}

describe("YOUTU_117_TO_88", () => {
  it("reads the 88 points out of 117", () => {
    const points = applyLinearMap(YOUTU_117_TO_88, mean117);
    expect(points.length).toBe(2 * FACE_88.count);
    points.forEach((value, i) => {
      expect(value).toBeCloseTo(meanShape()[i], 6);
    });
  });

  it("reads no point twice", () => {
    const used = YOUTU_117_TO_88.rules.flatMap(({ terms }) => terms.map(([source]) => source));
    expect(new Set(used).size).toBe(used.length);
    expect(YOUTU_117.count).toBe(117);
  });
});

describe("YoutuNet", () => {
  const image: RgbaImage = {
    width: 200,
    height: 200,
    data: Uint8Array.from({ length: 160_000 }, (_, i) => [i >> 9, 128, 64, 255][i % 4]),
  };

  it("places the crop's pixel 64 at the box's centre and moves the points back", async () => {
    const net = await YoutuNet.load(await nodeRuntime(), blindNetwork(), mean117);
    const shape = await net.look(image, net.regionOfBox([60, 80, 64, 48]));
    net.dispose();
    // The crop is 1.3 times 64 wide.
    const scale = (64 * 1.3) / 128;
    shape.points.forEach((value, i) => {
      expect(value).toBeCloseTo((mean117[i] - 64) * scale + (i % 2 === 0 ? 92 : 104), 3);
    });
    const pixel = 4 * (104 * 200 + 92);
    const grey = (0.299 * image.data[pixel] + 0.587 * 128 + 0.114 * 64) / 128 - 1;
    expect(shape.score).toBeCloseTo(grey, 2);
  });

  it("lays what it saw over the mean shape, a margin around it", async () => {
    const net = await YoutuNet.load(await nodeRuntime(), blindNetwork(), mean117);
    // A face twice as large as the mean's frame, turned and moved: a second look at it sees the mean shape, 1.2 apart.
    const [cos, sin] = [2 * Math.cos(0.3), 2 * Math.sin(0.3)];
    const points = transformPoints([cos, sin, -sin, cos, 30, -20], Float32Array.from(mean117));
    const region = net.regionOfPoints(points);
    expect([region.side, region.angle]).toEqual([expect.closeTo(2 * 128 * 1.2, 3), expect.closeTo(0.3, 5)]);
    const seen = await net.look(image, region);
    net.dispose();
    const middle = [cos * 64 - sin * 64 + 30, sin * 64 + cos * 64 - 20];
    seen.points.forEach((value, i) => {
      const centre = middle[i % 2];
      expect(value - centre).toBeCloseTo(1.2 * (points[i] - centre), 2);
    });
  });

  it("refuses a mean shape of another length", async () => {
    await expect(YoutuNet.load(await nodeRuntime(), blindNetwork(), [1, 2])).rejects.toThrow(
      new RangeError("mean: expected 234 numbers, got 2"),
    );
  });
});
