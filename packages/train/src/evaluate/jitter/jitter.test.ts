import { meanShape, transformPoints } from "@face88/points";
import { type Detection, type FaceDetector, type LandmarkModel, type RgbaImage, squareAround } from "face88";
import { describe, expect, it } from "vitest";
import { normal, random } from "../../networks/random.js";
import { evaluateJitter } from "./evaluate-jitter.js";
import { meanStep, secondDifference, trembling } from "./measures.js";
import { delayOf, headMotion } from "./motion.js";
import { noisyFrame, shiftedFrame } from "./synthetic-frames.js";

/** A grey image whose red channel is a function of the place. */
function image(width: number, height: number, red: (x: number, y: number) => number): RgbaImage {
  const data = new Uint8Array(width * height * 4).fill(128);
  for (let i = 0; i < width * height; i++) data[4 * i] = red(i % width, Math.floor(i / width));
  return { width, height, data };
}

describe("synthetic frames", () => {
  it("move by parts of a pixel", () => {
    const ramp = image(16, 8, (x, y) => 10 * x + y);
    const { data } = shiftedFrame(ramp, 2.5, -1);
    const red = (x: number, y: number) => data[4 * (y * 16 + x)];
    expect(red(8, 3)).toBe(10 * 5.5 + 4);
    expect(red(0, 0)).toBe(1);
    expect(red(0, 7)).toBe(7);
    expect(shiftedFrame(ramp, 0, 0).data).toEqual(ramp.data);
  });

  it("have noise of the deviation that was asked for, other noise for another seed", () => {
    const flat = image(64, 64, () => 128);
    const noisy = noisyFrame(flat, 3, 1);
    const reds = Array.from({ length: 4096 }, (_, i) => noisy.data[4 * i] - 128);
    const square = reds.reduce((sum, red) => sum + red * red, 0) / reds.length;
    expect(Math.sqrt(square)).toBeCloseTo(3, 0);
    expect(noisy.data[3]).toBe(128);
    expect(noisyFrame(flat, 3, 1).data).toEqual(noisy.data);
    expect(noisyFrame(flat, 3, 2).data).not.toEqual(noisy.data);
  });
});

describe("measures", () => {
  it("know independent noise", () => {
    const next = random(5);
    const track = Array.from({ length: 400 }, () => Float64Array.from({ length: 20 }, () => 100 + 0.5 * normal(next)));
    // A point has two coordinates: the deviation of both together is 0.5 times the root of 2.
    const both = 0.5 * Math.SQRT2;
    expect(trembling(track) / both).toBeCloseTo(1, 1);
    expect(secondDifference(track) / both).toBeCloseTo(1, 1);
    expect(meanStep(track) / both).toBeCloseTo(Math.SQRT2, 1);
  });

  it("do not count steady motion as noise", () => {
    const track = Array.from({ length: 50 }, (_, i) => [3 * i, 4 * i]);
    expect(secondDifference(track)).toBeCloseTo(0, 10);
    expect(meanStep(track)).toBeCloseTo(5, 10);
  });

  it.each([0, 0.012, 0.1, -0.05])("find a delay of %f s", (delay) => {
    const times = Array.from({ length: 90 }, (_, i) => i / 30);
    const measured = times.map((time) => 7 + 20 * headMotion(time - delay));
    expect(delayOf(times, measured, headMotion)).toBeCloseTo(delay, 3);
  });
});

/** Lays the mean shape around the brightest spot of the red channel: a landmark network for drawn faces. */
const spotModel: LandmarkModel = {
  name: "spot",
  async landmarks({ width, data }, regions) {
    return regions.map(() => {
      let [sum, x, y] = [0, 0, 0];
      for (let i = 0; i < data.length / 4; i++) {
        const weight = Math.max(0, data[4 * i] - 128);
        sum += weight;
        x += weight * (i % width);
        y += weight * Math.floor(i / width);
      }
      const points = transformPoints([0.2, 0, 0, 0.2, x / sum, y / sum], meanShape());
      return { points: Float32Array.from(points), score: 1 };
    });
  },
  regionOfDetection: ({ box }) => squareAround(box, 1),
  regionOfBox: (box) => squareAround(box, 1),
  regionOfShape: () => squareAround([0, 0, 1, 1], 1),
  dispose() {},
};

const detector: FaceDetector = {
  name: "everywhere",
  async detect(): Promise<Detection[]> {
    return [{ box: [0, 0, 64, 64], score: 1, keypoints: new Float32Array(0) }];
  },
  dispose() {},
};

it("tells trembling and lag, with smoothing and without", async () => {
  const spot = image(64, 64, (x, y) => 128 + 100 * Math.exp(-((x - 32) ** 2 + (y - 32) ** 2) / 20));
  const meter = { bytes: 0, sha256: "", lap: () => [] };
  const frames: string[] = [];
  const result = await evaluateJitter(
    [{ name: "spot", model: spotModel, meter }],
    detector,
    { name: "drawn", stills: [spot] },
    { onFace: (done, total) => frames.push(`${done}/${total}`) },
  );
  const [{ raw, smooth }] = result.models;
  expect(raw.lag).toBeCloseTo(0, -1);
  expect(raw.behind).toBeLessThan(0.02);
  expect(raw.still).toBeGreaterThan(0);
  expect(smooth.still).toBeLessThan(0.7 * raw.still);
  expect(smooth.step).toBeLessThan(raw.step / 2);
  expect(smooth.lag).toBeGreaterThan(5);
  expect(smooth.behind).toBeGreaterThan(raw.behind);
  expect(raw).toMatchObject({ lost: 0 });
  expect(raw.clip).toBeUndefined();
  expect(result.traces[0].truth).toHaveLength(result.shown);
  expect(frames.at(-1)).toBe(`${4 * result.shown}/${4 * result.shown}`);
});
