import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MissingDependencyError, UnreadableInputError } from "face88";
import { Landmarker, nodeRuntime, readPhoto } from "face88/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { netTeacher } from "./net-teacher.js";
import { openTeacher } from "./open-teacher.js";

const photo = join(createRequire(import.meta.url).resolve("@vladmandic/face-api/package.json"), "../demo/sample1.jpg");
const network = fileURLToPath(new URL("../../../../models/face88.onnx", import.meta.url));

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "face88-net-teacher-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("netTeacher", async () => {
  const runtime = await nodeRuntime();

  it("says what the landmarker says of the face, point by point", async () => {
    const image = await readPhoto(photo);
    using landmarker = await Landmarker.load({ model: network });
    const [face] = (await landmarker.detect(image, { maxFaces: 1 })).faces;
    const teacher = await netTeacher(runtime, network);
    const label = await teacher.label(image, face.box);
    teacher.dispose();
    // Both have looked twice, from first looks that differ a little.
    label.points.forEach((value, i) => {
      expect(Math.abs(value - face.points.data[i]) / face.box[2]).toBeLessThan(0.015);
    });
    expect(new Set(label.confidence).size).toBeGreaterThan(40);
    expect(Math.min(...label.confidence)).toBeGreaterThan(0);
    expect(Math.max(...label.confidence)).toBeLessThanOrEqual(1);
  });

  it("is what an .onnx with face88's description is opened as", async () => {
    const [direct, byName] = [await netTeacher(runtime, network), await openTeacher({ names: [network], flip: false })];
    expect(direct.id).toMatch(/^net-1-[0-9a-f]{12}$/);
    expect(byName.id).toBe(direct.id);
    direct.dispose();
    byName.dispose();
  });

  it("says which file is missing or wrong", async () => {
    await expect(netTeacher(runtime, join(folder, "none.onnx"))).rejects.toThrow(MissingDependencyError);
    const other = join(folder, "other.json");
    await writeFile(other, "{}");
    await expect(netTeacher(runtime, network, other)).rejects.toThrow(UnreadableInputError);
    await expect(netTeacher(runtime, network, other)).rejects.toThrow(
      "format: expected face88-landmarks, got undefined",
    );
  });
});
