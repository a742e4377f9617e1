import { createRequire } from "node:module";
import { join } from "node:path";
import { type Box, mirrorPoints } from "@face88/points";
import { MissingDependencyError } from "face88";
import { Landmarker, nodeRuntime, readPhoto } from "face88/node";
import { describe, expect, it } from "vitest";
import { flipImage } from "./flip-image.js";
import { type MeshNetwork, meshTeacher } from "./mesh-teacher.js";
import { boxOfDetector } from "./teacher.js";

const photo = join(createRequire(import.meta.url).resolve("@vladmandic/face-api/package.json"), "../demo/sample1.jpg");

/** Mean difference of the coordinates of two sets of points over the face's width. */
const apart = (a: Float32Array, b: Float32Array, width: number) =>
  a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length / width;

describe("meshTeacher", async () => {
  const image = await readPhoto(photo);
  using landmarker = await Landmarker.load();
  const [face] = (await landmarker.detect(image, { maxFaces: 1 })).faces;
  const runtime = await nodeRuntime();

  it.each<MeshNetwork>(["mesh-468", "mesh-attention"])("labels a face by its box: %s", async (network) => {
    const teacher = await meshTeacher(runtime, network);
    const { points, confidence } = await teacher.label(image, face.box);
    const [x, y, width, height] = face.box;
    // The model `mesh` of face88 is the attention network with other crops; the two networks differ by some percent.
    expect(apart(points, Float32Array.from(face.points.data), width)).toBeLessThan(0.035);
    expect(Math.min(...confidence)).toBeGreaterThan(0.9);
    // A box that is a little off gives nearly the same label, and the flipped image its mirror.
    const near: Box = [x + 0.05 * width, y - 0.05 * height, width * 1.05, height * 0.95];
    expect(apart((await teacher.label(image, near)).points, points, width)).toBeLessThan(0.025);
    const flipped = await teacher.label(flipImage(image), [image.width - 1 - x - width, y, width, height]);
    expect(apart(mirrorPoints(flipped.points, image.width), points, width)).toBeLessThan(0.025);
    teacher.dispose();
  });

  it("has an id for each network, the same each time", async () => {
    const ids = [];
    for (const network of ["mesh-468", "mesh-attention", "mesh-468"] as const) {
      const teacher = await meshTeacher(runtime, network);
      ids.push(teacher.id);
      teacher.dispose();
    }
    expect(ids[0]).toMatch(/^mesh-468-1-[0-9a-f]{8}$/);
    expect(ids[1]).toMatch(/^mesh-attention-1-[0-9a-f]{8}$/);
    expect(ids[2]).toBe(ids[0]);
  });

  it("asks for the file of the network that is in no package", async () => {
    const attempt = meshTeacher(runtime, "mesh-v2", { path: join("no", "such.tflite") });
    await expect(attempt).rejects.toThrow(MissingDependencyError);
    await expect(attempt).rejects.toThrow("mesh-v2: expected face_landmarks_detector.tflite as path");
  });

  it("wants a detector's box without its forehead", () => {
    expect(boxOfDetector([10, 20, 100, 200])).toEqual([10, 66, 100, 152]);
  });
});
