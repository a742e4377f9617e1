import { stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SourceFace } from "../face-record.js";
import { build } from "../import/build.js";
import { oneFace } from "../import/source.js";
import { Dataset } from "../store/dataset.js";
import { DatasetWriter } from "../store/writer.js";
import { plainRecord } from "../testing/labelled-dataset.js";
import { drawnBox, drawPhoto, temporaryFolder } from "../testing/photos.js";
import { Clusters } from "./clusters.js";
import { hashPairs } from "./hash-pairs.js";
import { joinedGroups } from "./joined-groups.js";
import { similarPairs } from "./similar-pairs.js";

const hex = fc.stringMatching(/^[0-9a-f]{16}$/);

function bitsBetween(one: string, other: string): number {
  const different = BigInt(`0x${one}`) ^ BigInt(`0x${other}`);
  return different.toString(2).replaceAll("0", "").length;
}

describe("hashPairs", () => {
  it("finds the same pairs as comparing each with each", () => {
    // Hashes a few bits from a few others, since random ones are never near.
    const flips = fc.array(fc.integer({ min: 0, max: 63 }), { maxLength: 14 });
    const near = fc.tuple(fc.integer({ min: 0, max: 2 }), flips);
    fc.assert(
      fc.property(
        fc.array(hex, { minLength: 3, maxLength: 3 }),
        fc.array(near),
        fc.integer({ min: 0, max: 15 }),
        (roots, around, most) => {
          const hashes = around.map(([root, bits]) => {
            const value = bits.reduce((sum, bit) => sum ^ (1n << BigInt(bit)), BigInt(`0x${roots[root]}`));
            return value.toString(16).padStart(16, "0");
          });
          const found: number[][] = [];
          hashPairs(hashes, most, (...pair) => found.push(pair));
          const all = hashes.flatMap((one, i) =>
            hashes
              .slice(0, i)
              .flatMap((other, j) => (bitsBetween(one, other) <= most ? [[i, j, bitsBetween(one, other)]] : [])),
          );
          expect(found.sort()).toEqual(all.sort());
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe("clusters", () => {
  it("are known by their least member, whatever the order of joining", () => {
    const pairs = [
      [5, 4],
      [1, 3],
      [3, 4],
      [7, 6],
    ];
    for (const order of [pairs, [...pairs].reverse()]) {
      const clusters = new Clusters(8);
      for (const [one, other] of order) clusters.join(one, other);
      expect(Array.from({ length: 8 }, (_, i) => clusters.of(i))).toEqual([0, 1, 2, 1, 1, 1, 6, 6]);
    }
  });

  it("join groups by their first face, so that later faces change nothing", () => {
    const faces = ["a", "b", "a", "c", "d"].map((group, i) => ({ ...plainRecord(i), group }));
    const pair = (one: number, other: number, similarity: number) => ({
      faces: [one, other] as const,
      bits: 0,
      similarity,
    });
    expect(joinedGroups(faces, [])).toEqual(["a", "b", "a", "c", "d"]);
    expect(joinedGroups(faces, [pair(3, 2, 0.9), pair(4, 1, 0.59)])).toEqual(["a", "b", "a", "a", "d"]);
  });
});

describe("similarPairs", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let dataset: Dataset;
  beforeAll(async () => {
    folder = await temporaryFolder();
    const photo = (name: string) => join(folder.path, "photos", name);
    for (const seed of [1, 2]) await drawPhoto(photo(`${seed}.jpg`), seed);
    await sharp(photo("1.jpg")).resize(180, 210).jpeg({ quality: 60 }).toFile(photo("small.jpg"));
    await sharp(photo("1.jpg")).modulate({ brightness: 1.2 }).greyscale().toFile(photo("grey.jpg"));
    // The same head with another mouth: one person with two expressions in one studio.
    const mouth = {
      input: Buffer.from('<svg><rect width="90" height="34" fill="#402020"/></svg>'),
      left: 80,
      top: 150,
    };
    await sharp(photo("1.jpg")).composite([mouth]).jpeg({ quality: 95 }).toFile(photo("smile.jpg"));
    const face = (name: string, more: Partial<SourceFace> = {}): SourceFace => ({
      id: `drawn/${name}`,
      source: "drawn",
      photo: name,
      group: name,
      licence: "MIT",
      tier: "open",
      box: drawnBox(60, 70, 1),
      ...more,
    });
    const entries = [
      face("1.jpg"),
      face("2.jpg"),
      face("small.jpg", { box: drawnBox(45, 52.5, 0.75) }),
      face("grey.jpg"),
      face("smile.jpg", { group: "1.jpg" }),
    ].map(oneFace);
    await using writer = await DatasetWriter.open(folder.path);
    await build({ root: join(folder.path, "photos"), entries }, writer);
    dataset = await Dataset.open(folder.path);
  });
  afterAll(async () => {
    await dataset[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  it("sees a photo that was resized or toned, but no other one, and no other photo of the person", async () => {
    const pairs = await similarPairs(dataset);
    const name = (index: number) => dataset.faces[index].photo;
    const alike = pairs.filter(({ similarity }) => similarity > 0.7).map(({ faces }) => faces.map(name));
    expect(alike).toEqual([
      ["small.jpg", "1.jpg"],
      ["grey.jpg", "1.jpg"],
      ["grey.jpg", "small.jpg"],
    ]);
  });

  it("compares pictures once for a dataset", async () => {
    const path = join(folder.path, "similar.json");
    const looked: number[] = [];
    const first = await similarPairs(dataset);
    await utimes(path, 1, 1);
    expect(await similarPairs(dataset, (done) => looked.push(done))).toEqual(first);
    expect([looked, (await stat(path)).mtimeMs]).toEqual([[], 1000]);
  });
});
