import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { foldBatchNorm, writeOnnx } from "@face88/graph";
import type { RgbaImage } from "face88";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { random } from "../networks/random.js";
import { randomGround } from "./ground.js";
import { outputNet, proposalNet, refinementNet } from "./networks.js";
import { PatchWriter, readPatches } from "./patch-file.js";
import { patchSource } from "./patch-source.js";
import { composeScene, SCENE_SIDE } from "./scene.js";
import { paintTexture } from "./textures.js";
import { anywhere, aroundFaces, judge, targetsOf } from "./windows.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "face88-mtcnn-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A grey photo, or one with a green oval that has a red left and a blue right eye. */
function picture(width: number, height: number, colour: (x: number, y: number) => readonly number[]): RgbaImage {
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) data.set([...colour(i % width, Math.floor(i / width)), 255], 4 * i);
  return { width, height, data };
}

const eyes = [80, 90, 120, 90];
const face = {
  image: picture(200, 200, (x, y) => {
    if (Math.hypot(x - eyes[0], y - eyes[1]) < 12) return [255, 0, 0];
    if (Math.hypot(x - eyes[2], y - eyes[3]) < 12) return [0, 0, 255];
    return [0, 200, 0];
  }),
  box: [60, 70, 80, 100] as const,
  points: Float64Array.from([...eyes, 100, 110, 85, 140, 115, 140]),
};
const background = picture(400, 300, () => [128, 128, 128]);

describe("grounds", () => {
  it("are the same for the same seed, of every photo and of textures", () => {
    const colours = [
      [250, 10, 10],
      [10, 250, 10],
    ];
    const photos = colours.map((colour) => picture(300, 220, () => colour));
    const flat = new Set<string>();
    let textured = 0;
    for (let seed = 0; seed < 40; seed++) {
      const ground = randomGround(photos, 32, random(seed));
      expect(ground).toHaveLength(32 * 32 * 3);
      expect(ground.every((value) => value >= 0 && value <= 255)).toBe(true);
      expect(ground).toEqual(randomGround(photos, 32, random(seed)));
      const distinct = new Set(Array.from({ length: 32 * 32 }, (_, i) => ground.slice(3 * i, 3 * i + 3).join()));
      // Photos of one colour, of which a part may show the other one; recoloured they are of others.
      if (distinct.size > 2) textured++;
      else for (const colour of distinct) flat.add(colour);
    }
    for (const colour of colours) expect(flat).toContain(colour.join());
    expect(textured).toBeGreaterThan(5);
    expect(textured).toBeLessThan(30);
  });

  it("take all of a photo's left and right, up and down", () => {
    // Brighter to the right and to the bottom: no part is left out, none is from beyond the border.
    const photo = picture(300, 300, (x, y) => [x / 2, y / 2, 100]);
    const seen = { red: [255, 0], green: [255, 0] };
    for (let seed = 0; seed < 150; seed++) {
      const ground = randomGround([photo], 16, random(seed));
      if (!ground.every((value, i) => i % 3 !== 2 || Math.abs(value - 100) < 1)) continue;
      for (let i = 0; i < ground.length; i += 3) {
        seen.red = [Math.min(seen.red[0], ground[i]), Math.max(seen.red[1], ground[i])];
        seen.green = [Math.min(seen.green[0], ground[i + 1]), Math.max(seen.green[1], ground[i + 1])];
      }
    }
    for (const [least, most] of [seen.red, seen.green]) {
      expect(least).toBeLessThan(15);
      expect(most).toBeGreaterThan(135);
    }
  });
});

describe("textures", () => {
  it("differ, and none is of one colour", () => {
    const means = new Set<string>();
    for (let seed = 0; seed < 14; seed++) {
      const { width, height, data } = paintTexture(random(seed));
      expect(data).toHaveLength(4 * width * height);
      const values = Array.from({ length: width * height }, (_, i) => data[4 * i] + data[4 * i + 1] + data[4 * i + 2]);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
      expect(deviation).toBeGreaterThan(0.1);
      means.add(mean.toFixed(1));
    }
    expect(means.size).toBe(14);
  });
});

describe("scenes", () => {
  it("know where the pasted faces are, turned and mirrored or not", () => {
    let seen = 0;
    for (let seed = 0; seed < 12; seed++) {
      const { image, faces } = composeScene([background], [face, face], random(seed));
      expect([image.width, image.height]).toEqual([SCENE_SIDE, SCENE_SIDE]);
      for (const { box, points } of faces) {
        expect(Math.max(box[2], box[3])).toBeGreaterThanOrEqual(18);
        expect(points[0]).toBeLessThan(points[2]);
        // Of a face large enough for colours to survive blur: one eye is red, the other one blue.
        if (box[3] < 60) continue;
        const at = (k: number) => {
          const p = (Math.round(points[2 * k + 1]) * SCENE_SIDE + Math.round(points[2 * k])) * 4;
          return image.data[p] - image.data[p + 2];
        };
        const [left, right] = [at(0), at(1)];
        // A grey scene has no colours left.
        if (left === 0) continue;
        expect(left * right).toBeLessThan(0);
        seen++;
      }
    }
    expect(seen).toBeGreaterThan(4);
  });
});

describe("windows", () => {
  const scene = {
    image: background,
    faces: [{ box: [99.5, 99.5, 50, 50] as const, points: new Float64Array(10).fill(110) }],
  };

  it.each([
    ["a face", [100, 100, 50, 50], "positive"],
    ["a part", [115, 100, 50, 50], "part"],
    ["neither", [125, 100, 50, 50], undefined],
    ["none", [200, 100, 50, 50], "negative"],
  ] as const)("%s", (_, square, kind) => {
    expect(judge(square, scene)?.kind).toBe(kind);
  });

  it("say how to move onto the face, and where its points are", () => {
    const window = judge([90, 110, 50, 50], scene);
    const targets = targetsOf(window as NonNullable<typeof window>, new Float32Array(14));
    expect([...targets.subarray(0, 4)].map((value) => Number(value.toFixed(4)))).toEqual([0.2, -0.2, 0.2, -0.2]);
    expect(targets[4]).toBeCloseTo(20.5 / 50, 5);
    expect(targets[5]).toBeCloseTo(0.5 / 50, 5);
  });

  it("around faces are faces and parts; anywhere else, none", () => {
    const around = aroundFaces(scene, 200, random(1));
    expect(new Set(around.map(({ kind }) => kind))).toEqual(new Set(["positive", "part", "negative"]));
    expect(anywhere(scene, 50, random(1)).every(({ kind }) => kind === "negative")).toBe(true);
  });
});

describe("files of patches", () => {
  const planes = Float32Array.from({ length: 3 * 12 * 12 }, (_, i) => ((i % 256) - 127.5) / 128);
  const targets = Float32Array.from([0.1, 0.2, -0.3, -0.4, 0.3, 0.4, 0.7, 0.4, 0.5, 0.6, 0.35, 0.8, 0.65, 0.8]);

  it("give back what was written", async () => {
    const writer = new PatchWriter(12);
    writer.add(
      "negative",
      planes.map((value) => -value),
      new Float32Array(14),
    );
    writer.add("positive", planes, targets);
    await writeFile(join(folder, "two.patches"), writer.bytes());
    const patches = await readPatches(join(folder, "two.patches"));
    expect([patches.side, patches.length, patches.kind(0), patches.kind(1)]).toEqual([12, 2, "negative", "positive"]);
    expect([...patches.targets(1)]).toEqual([...targets]);
    expect([...patches.pixels(1).subarray(0, 3)]).toEqual([0, 1, 2]);
    expect(writer.counts).toEqual({ negative: 1, part: 0, positive: 1 });
  });

  it("become samples, mirrored when asked for", async () => {
    const source = await patchSource({ file: "two.patches", augment: true }, folder);
    const sample = Object.fromEntries(
      source.fields.map(({ name, dims }) => [name, new Float32Array(dims.reduce((p, q) => p * q, 1))]),
    );
    source.fill(1, () => 0, sample);
    expect([...sample.tasks, ...sample.face]).toEqual([1, 1, 1, 1]);
    expect(sample.box[0]).toBeCloseTo(0.3, 6);
    expect(sample.box[2]).toBeCloseTo(-0.1, 6);
    // The right eye is the left one now.
    expect(sample.points[0]).toBeCloseTo(0.3, 6);
    expect(sample.points[6]).toBeCloseTo(0.35, 6);
    expect(sample.image[0]).toBeGreaterThan(sample.image[11]);
  });

  it("are read as one, several together", async () => {
    const [ten, wide] = [new PatchWriter(12), new PatchWriter(24)];
    for (let i = 0; i < 10; i++) ten.add("part", planes, targets);
    wide.add("part", new Float32Array(3 * 24 * 24), targets);
    await writeFile(join(folder, "ten.patches"), ten.bytes());
    await writeFile(join(folder, "wide.patches"), wide.bytes());
    const source = await patchSource({ file: ["two.patches", "ten.patches", "two.patches"] }, folder);
    expect([source.length, source.id(0), source.id(2), source.id(13)]).toEqual([
      14,
      "two.patches#0",
      "ten.patches#0",
      "two.patches#1",
    ]);
    const kinds = [1, 2, 11, 12].map((index) => {
      const sample = Object.fromEntries(
        source.fields.map(({ name, dims }) => [name, new Float32Array(dims.reduce((p, q) => p * q, 1))]),
      );
      source.fill(index, () => 0, sample);
      return [...sample.tasks].join("");
    });
    expect(kinds).toEqual(["111", "011", "011", "100"]);
    await expect(patchSource({ file: ["two.patches", "wide.patches"] }, folder)).rejects.toThrow(
      "wide.patches: expected patches of 12 pixels as in two.patches, got 24",
    );
  });

  it.each([
    ["missing", undefined, "expected a file of patches, got none that can be read"],
    ["another", "no patches\n", "expected a file of patches, got another"],
    ["cut", '{"format":"face88-patches","version":1,"side":12}\nshort', "expected whole patches of 489 bytes"],
  ])("refuses one that is %s", async (name, content, message) => {
    const path = join(folder, `${name}.patches`);
    if (content !== undefined) await writeFile(path, content);
    await expect(readPatches(path)).rejects.toThrow(message);
  });
});

describe("networks", () => {
  it.each([
    ["P-Net in training", proposalNet({ size: 12 }), [2, 3, 12, 12], [2, 5]],
    ["P-Net on an image", proposalNet(), [1, 3, 31, 40], [1, 5, 10, 15]],
    ["R-Net", refinementNet(), [2, 3, 24, 24], [2, 5]],
    ["O-Net", outputNet(), [2, 3, 48, 48], [2, 15]],
  ])("%s", async (_, graph, dims, expected) => {
    const session = await InferenceSession.create(writeOnnx(foldBatchNorm(graph)));
    const image = new Tensor("float32", new Float32Array(dims.reduce((p, q) => p * q, 1)), dims);
    expect((await session.run({ image })).faces.dims).toEqual(expected);
  });
});
