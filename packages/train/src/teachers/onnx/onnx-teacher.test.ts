import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { float32, GraphBuilder, writeOnnx } from "@face88/graph";
import { type Box, meanShape } from "@face88/points";
import { MissingDependencyError, type RgbaImage } from "face88";
import { nodeRuntime } from "face88/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TeacherError } from "../teacher.js";
import { onnxTeacher } from "./onnx-teacher.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "face88-networks-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A network of 8 x 8 pixels that gives fixed numbers, each plus the mean of what it sees, which is 0 for black. */
async function network(name: string, dims: number[], numbers: Float32Array, description: unknown): Promise<string> {
  const builder = new GraphBuilder();
  const mean = builder.reduceMean(builder.input("picture", "float32", dims), undefined, false);
  builder.output(builder.add(builder.constant(float32([1, numbers.length], numbers)), mean), "points");
  const path = join(folder, `${name}.onnx`);
  await writeFile(path, writeOnnx(builder.build()));
  await writeFile(path.replace(/onnx$/, "json"), JSON.stringify(description));
  return path;
}

const black: RgbaImage = { width: 64, height: 64, data: new Uint8Array(64 * 64 * 4) };
/** Red 51, green 102, blue 204: 0.2, 0.4 and 0.8. */
const blue: RgbaImage = { ...black, data: black.data.map((_, i) => [51, 102, 204, 255][i % 4]) };
const box: Box = [10, 20, 20, 20];
const unit = Float32Array.from(meanShape(), (value) => value / 128);
const once = { scale: 2, upright: false, passes: 1 };

describe("onnxTeacher", () => {
  it.each([
    ["unit", unit, {}],
    ["pixels", unit.map((value) => value * 8 - 0.5), { range: "pixels" }],
    ["centred", unit.map((value) => value * 2 - 1), { range: "centred" }],
  ])("puts %s coordinates of the crop into the image", async (name, numbers, output) => {
    const path = await network(name, [1, 3, 8, 8], numbers, { input: { side: 8 }, crop: once, output });
    const teacher = await onnxTeacher(await nodeRuntime(), path);
    const { points, confidence } = await teacher.label(black, box);
    teacher.dispose();
    // The crop is 40 pixels wide around the box's centre, 20, 30.
    points.forEach((value, i) => {
      expect(value).toBeCloseTo(unit[i] * 40 + (i % 2 === 0 ? 0 : 10), 3);
    });
    expect(confidence).toEqual(new Float32Array(88).fill(1));
  });

  it.each([
    ["colours", { side: 8 }, [1, 3, 8, 8], (0.2 + 0.4 + 0.8) / 3],
    ["colours last", { side: 8, layout: "nhwc", low: -1, high: 1 }, [1, 8, 8, 3], (-0.6 - 0.2 + 0.6) / 3],
    ["grey", { side: 8, channels: "grey" }, [1, 1, 8, 8], 0.299 * 0.2 + 0.587 * 0.4 + 0.114 * 0.8],
  ])("shows the picture as %s", async (name, input, dims, mean) => {
    const path = await network(name, dims, unit, { input, crop: once, output: {} });
    const teacher = await onnxTeacher(await nodeRuntime(), path);
    const { points } = await teacher.label(blue, box);
    teacher.dispose();
    expect(points[0]).toBeCloseTo((unit[0] + mean) * 40, 3);
  });

  it("picks the 88 from another layout with depth", async () => {
    // Two points, 0.25, 0.5 and 0.75, 1; each of the 88 is the first, but for the second halfway between.
    const points = Array.from({ length: 88 }, (_, i) =>
      i === 1
        ? [
            [0, 0.5],
            [1, 0.5],
          ]
        : 0,
    );
    const output = { stride: 3, count: 2, points };
    const numbers = Float32Array.of(0.25, 0.5, 9, 0.75, 1, 9);
    const path = await network("table", [1, 3, 8, 8], numbers, { input: { side: 8 }, crop: once, output });
    const teacher = await onnxTeacher(await nodeRuntime(), path);
    const label = await teacher.label(black, box);
    teacher.dispose();
    expect(Array.from(label.points.subarray(0, 4))).toEqual([10, 30, 20, 40]);
  });

  it("says which output has the wrong number of points", async () => {
    const path = await network("short", [1, 3, 8, 8], unit.slice(2), { input: { side: 8 }, crop: once, output: {} });
    const teacher = await onnxTeacher(await nodeRuntime(), path);
    await expect(teacher.label(black, box)).rejects.toThrow(
      new TeacherError("onnx: expected 176 numbers as output points, got 174"),
    );
    teacher.dispose();
  });

  const good = { input: { side: 8 }, crop: once, output: {} };
  it.each([
    [{ ...good, input: {} }, "input.side: expected a positive integer, got nothing"],
    [{ ...good, input: { side: 8, layout: "hwc" } }, 'input.layout: expected one of nchw, nhwc, got "hwc"'],
    [{ ...good, crop: { scale: 0 } }, "crop.scale: expected a number above 0, got 0"],
    [{ ...good, output: { points: [1, 2] } }, "output.points: expected 88 entries, got 2"],
    [{ input: { side: 8 }, crop: once }, "output: expected an object, got nothing"],
  ])("refuses the description %j", async (description, message) => {
    const path = await network("bad", [1, 3, 8, 8], unit, description);
    const json = path.replace(/onnx$/, "json");
    await expect(onnxTeacher(await nodeRuntime(), path)).rejects.toThrow(new TypeError(`${json}: ${message}`));
  });

  it("says that a network is not there", async () => {
    await expect(onnxTeacher(await nodeRuntime(), join(folder, "none.onnx"))).rejects.toThrow(MissingDependencyError);
  });
});
