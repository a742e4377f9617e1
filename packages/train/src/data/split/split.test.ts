import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Split } from "../face-record.js";
import { labelledDataset } from "../testing/labelled-dataset.js";
import { temporaryFolder } from "../testing/photos.js";
import { split } from "./split.js";
import { splitFaces } from "./split-faces.js";
import { findSplit, readSplit, writeSplitFile } from "./split-file.js";

const faces = (count: number, source = "a", demanded?: Split) =>
  Array.from({ length: count }, () => ({ source, ...(demanded && { split: demanded }) }));
const names = (count: number, prefix = "g") => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
const counts = (parts: readonly Split[]) =>
  Object.fromEntries(["train", "val", "test"].map((part) => [part, parts.filter((other) => other === part).length]));

describe("splitFaces", () => {
  it("gives the shares that were asked for", () => {
    const parts = counts(splitFaces(faces(20_000), names(20_000), { val: 5, test: 10 }));
    expect(Math.abs(parts.val - 1000)).toBeLessThan(100);
    expect(Math.abs(parts.test - 2000)).toBeLessThan(140);
    expect(counts(splitFaces(faces(100), names(100), { val: 0, test: 0 }))).toEqual({ train: 100, val: 0, test: 0 });
  });

  it("never parts a group, and depends on its name and the seed alone", () => {
    const groups = fc.array(fc.integer({ min: 0, max: 300 }).map(String), { minLength: 50 });
    fc.assert(
      fc.property(groups, fc.array(fc.integer({ min: 0, max: 300 }).map(String)), fc.nat(99), (first, later, seed) => {
        // Sources of one group each: none is large enough to have a part filled.
        const alone = (group: string) => ({ source: group });
        const before = splitFaces(first.map(alone), first, { seed, val: 20, test: 20 });
        const partOf = new Map(first.map((group, i) => [group, before[i]]));
        first.forEach((group, i) => {
          expect(partOf.get(group)).toBe(before[i]);
        });
        // Faces that come later, of old and of new groups, move none of the others.
        const all = [...first, ...later];
        const after = splitFaces(all.map(alone), all, { seed, val: 20, test: 20 });
        expect(after.slice(0, first.length)).toEqual(before);
        later.forEach((group, i) => {
          if (partOf.has(group)) expect(after[first.length + i]).toBe(partOf.get(group));
        });
      }),
      { numRuns: 50 },
    );
  });

  it("splits otherwise with another seed", () => {
    const [one, other] = [1, 2].map((seed) => splitFaces(faces(500), names(500), { seed, val: 20, test: 20 }));
    expect(one).not.toEqual(other);
  });

  it("puts each source of some size into every part", () => {
    for (let seed = 0; seed < 30; seed++) {
      const all = [...faces(20, "small"), ...faces(400, "large")];
      const parts = splitFaces(all, [...names(20, "s"), ...names(400, "l")], { seed });
      expect(counts(parts.slice(0, 20))).toMatchObject({ val: expect.any(Number), test: expect.any(Number) });
      expect(Math.min(...Object.values(counts(parts.slice(0, 20))))).toBeGreaterThan(0);
    }
  });

  it("keeps what a source demands, and what belongs to it", () => {
    const all = [...faces(1, "a", "val"), ...faces(1, "a", "test"), ...faces(200)];
    const parts = splitFaces(all, ["x", "y", ...new Array(100).fill("x"), ...new Array(100).fill("y")]);
    expect(counts(parts.slice(0, 102))).toEqual({ train: 0, val: 101, test: 1 });
    expect(counts(parts.slice(102))).toEqual({ train: 0, val: 0, test: 100 });
  });

  it.each([
    [{ val: -1 }, "val: expected a percentage from 0 to 100, got -1"],
    [{ val: 50, test: 50 }, "val and test: expected less than 100 % together, got 100 %"],
  ])("refuses %o", (options, message) => {
    expect(() => splitFaces(faces(1), ["a"], options)).toThrow(message);
  });
});

describe("split", () => {
  it("is written whole, reads back, and is the same again", async () => {
    await using folder = await temporaryFolder();
    const records = Array.from({ length: 60 }, (_, i) => ({ record: { group: `g${i % 30}` } }));
    await using dataset = await labelledDataset(folder.path, records);
    await expect(readSplit(folder.path)).rejects.toThrow(/split.json: expected a split \(face88 data split\)/);
    expect(await findSplit(folder.path)).toBeUndefined();
    const file = await split(dataset, { val: 20, test: 20, seed: 4 });
    await writeSplitFile(folder.path, file);
    const read = await readSplit(folder.path);
    expect(read.size).toBe(60);
    for (let i = 0; i < 30; i++) expect(read.get(`test/${i}`)).toBe(read.get(`test/${i + 30}`));
    const once = await readFile(join(folder.path, "split.json"), "utf8");
    await writeSplitFile(folder.path, await split(dataset, { val: 20, test: 20, seed: 4 }));
    expect(await readFile(join(folder.path, "split.json"), "utf8")).toBe(once);
    await writeFile(join(folder.path, "split.json"), '{"parts":{"train":[]}}');
    await expect(readSplit(folder.path)).rejects.toThrow(/expected ids in parts.val, got undefined/);
  });
});
