import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { chooseFaces } from "../choose-faces.js";
import { readLabels } from "../labels/label-set.js";
import type { SimilarPair } from "../similar/similar-pairs.js";
import { writeSplitFile } from "../split/split-file.js";
import type { Dataset } from "../store/dataset.js";
import { labelledDataset, plainPoints, type TestFace } from "../testing/labelled-dataset.js";
import { temporaryFolder } from "../testing/photos.js";
import { clean } from "./clean.js";
import { type Decision, readCleaning, readCleaningFile, readDecisions, writeCleaningFile } from "./cleaning-file.js";
import { duplicate } from "./rules/duplicate.js";
import { leak } from "./rules/leak.js";
import type { CleaningView } from "./view.js";

const sound: TestFace = { points: plainPoints() };
const blurred: TestFace = { ...sound, record: { sharpness: 1 } };
const fixed = { action: "fix", points: [...plainPoints(30)] } as const satisfies Decision;

describe("clean", () => {
  it("counts what each rule saw, and gives each face one reason", async () => {
    await using folder = await temporaryFolder();
    await using dataset = await labelledDataset(folder.path, [sound, {}, { record: { sharpness: 1 } }, blurred]);
    const { removed, rules } = await clean(dataset, await readLabels(dataset, "test"));
    expect(removed.map(({ id, rule }) => [id, rule])).toEqual([
      ["test/1", "no-label"],
      ["test/2", "no-label"],
      ["test/3", "blurred"],
    ]);
    const figures = new Map(rules.map(({ rule, looked, removed: out }) => [rule, [looked, out]]));
    expect([figures.get("no-label"), figures.get("blurred"), figures.get("duplicate")]).toEqual([
      [4, 2],
      [2, 1],
      [1, 0],
    ]);
  });

  it("is overruled by hand, and says so", async () => {
    await using folder = await temporaryFolder();
    await using dataset = await labelledDataset(folder.path, [sound, blurred, blurred, { record: { sharpness: 1 } }]);
    const decisions: Record<string, Decision> = {
      "test/0": { action: "drop" },
      "test/1": { action: "keep" },
      "test/3": fixed,
      "test/9": { action: "drop" },
    };
    const file = await clean(dataset, await readLabels(dataset, "test"), { decisions });
    expect(file.removed.map(({ id, rule }) => [id, rule])).toEqual([
      ["test/0", "by-hand"],
      ["test/2", "blurred"],
    ]);
    expect(file.rules.find(({ rule }) => rule === "blurred")).toMatchObject({ looked: 3, removed: 1, overruled: 2 });
    expect(Object.keys(file.decisions)).toEqual(["test/0", "test/1", "test/3"]);
    await writeCleaningFile(folder.path, file);
    const faces = await chooseFaces(folder.path, { labels: "test" });
    await using _ = faces.dataset;
    expect(faces.indices).toEqual([1, 3]);
    expect([...faces.pointsOf(3)]).toEqual(fixed.points);
    expect(faces.confidenceOf(3)[7]).toBe(1);
  });

  it("is the same when it runs again, and undone by other limits or without its file", async () => {
    await using folder = await temporaryFolder();
    await using dataset = await labelledDataset(folder.path, [sound, blurred]);
    const labels = await readLabels(dataset, "test");
    const path = join(folder.path, "cleaning", "test.json");
    await writeCleaningFile(folder.path, await clean(dataset, labels));
    const once = await readFile(path, "utf8");
    await writeCleaningFile(folder.path, await clean(dataset, labels));
    expect(await readFile(path, "utf8")).toBe(once);
    expect([...(await readCleaning(folder.path, "test")).removed.keys()]).toEqual(["test/1"]);
    // Each set of labels has a cleaning of its own.
    expect((await readCleaning(folder.path, "other")).removed.size).toBe(0);
    await writeCleaningFile(folder.path, await clean(dataset, labels, { limits: { blurred: 0 } }));
    expect((await readCleaning(folder.path, "test")).removed.size).toBe(0);
  });

  it("refuses a broken file, and decisions that are none", async () => {
    await using folder = await temporaryFolder();
    await using dataset = await labelledDataset(folder.path, [sound]);
    await writeCleaningFile(folder.path, await clean(dataset, await readLabels(dataset, "test")));
    const path = join(folder.path, "cleaning", "test.json");
    for (const text of ["{", '{"labels":"test"}']) {
      await writeFile(path, text);
      await expect(readCleaningFile(folder.path, "test")).rejects.toThrow(/test.json: expected/);
    }
    const decisions = join(folder.path, "decisions.json");
    await expect(readDecisions(decisions)).rejects.toThrow(/expected a file of decisions \(JSON\), got no such file/);
    for (const [value, message] of [
      [{}, 'expected {"decisions": {...}}, got {}'],
      [{ decisions: { a: { action: "burn" } } }, "a: expected keep, drop or fix, got"],
      [{ decisions: { a: { action: "fix", points: [1] } } }, "a: expected 176 finite numbers, got 1"],
    ] as const) {
      await writeFile(decisions, JSON.stringify(value));
      await expect(readDecisions(decisions)).rejects.toThrow(message);
    }
  });
});

/** A view in which the similar pairs are given, since these faces have no pictures. */
function viewOf(dataset: Dataset, pairs: readonly SimilarPair[], more: Partial<CleaningView> = {}): CleaningView {
  return {
    dataset,
    left: dataset.faces.map((_, i) => i),
    kept: new Set(),
    parts: new Map(),
    similar: async () => pairs,
    ...more,
  } as CleaningView;
}
const pair = (one: number, other: number, similarity: number): SimilarPair => ({
  faces: [one, other],
  bits: 2,
  similarity,
});

describe("duplicate", () => {
  const records = [10, 30, 20, 5, 99].map((sharpness) => ({ record: { sharpness } }));
  const pairs = [pair(1, 0, 0.8), pair(2, 1, 0.9), pair(4, 3, 0.65)];

  it("keeps the sharpest of those that show one picture", async () => {
    await using folder = await temporaryFolder();
    await using dataset = await labelledDataset(folder.path, records);
    const { looked, findings } = await duplicate.find(viewOf(dataset, pairs), 0.7);
    expect([looked, findings.map(({ index }) => index)]).toEqual([5, [2, 0]]);
    expect(findings[0].reason).toBe(
      "expected one picture of its kind, got one of 3 like test/1 (similarity 0.90, sharpness 20, the one that stays 30)",
    );
    expect((await duplicate.find(viewOf(dataset, pairs), 0.6)).findings.map(({ index }) => index)).toEqual([2, 0, 3]);
  });

  it("prefers one that a person kept, then one that was labelled by hand, and what earlier rules left", async () => {
    await using folder = await temporaryFolder();
    const hand = { layout: "ibug68", points: [1, 2] };
    const faces = records.map(({ record }, i) => ({ record: i === 2 ? { ...record, points: hand } : record }));
    await using dataset = await labelledDataset(folder.path, faces);
    const stays = async (more: Partial<CleaningView>) => {
      const { findings } = await duplicate.find(viewOf(dataset, pairs, more), 0.7);
      return findings.map(({ index }) => index).sort();
    };
    expect(await stays({})).toEqual([0, 1]);
    expect(await stays({ kept: new Set([0]) })).toEqual([1, 2]);
    expect(await stays({ left: [0, 2, 3, 4] })).toEqual([]);
  });
});

describe("leak", () => {
  it("takes the same person or picture out of training where another part has it too", async () => {
    await using folder = await temporaryFolder();
    const groups = ["a", "a", "b", "c", "d", "e"];
    await using dataset = await labelledDataset(
      folder.path,
      groups.map((group) => ({ record: { group } })),
    );
    const parts = new Map(
      (["train", "test", "train", "val", "train"] as const).map((part, i) => [dataset.faces[i].id, part]),
    );
    const { looked, findings } = await leak.find(viewOf(dataset, [pair(3, 2, 0.61), pair(4, 3, 0.59)], { parts }), 0.6);
    expect([looked, findings.map(({ index }) => index)]).toEqual([5, [0, 2]]);
    expect(findings[0].reason).toBe("expected a in one part, got this face in train and test/1 in test");
  });

  it("goes by the split that was made, else by what sources demand", async () => {
    await using folder = await temporaryFolder();
    const face = (part: "train" | "test"): TestFace => ({ ...sound, record: { group: "one", split: part } });
    await using dataset = await labelledDataset(folder.path, [face("train"), face("test")]);
    const labels = await readLabels(dataset, "test");
    expect((await clean(dataset, labels, { only: ["leak"] })).removed.map(({ id }) => id)).toEqual(["test/0"]);
    const parts = { train: ["test/0", "test/1"], val: [], test: [] };
    await writeSplitFile(folder.path, { seed: 1, val: 5, test: 5, parts });
    expect((await clean(dataset, labels, { only: ["leak"] })).removed).toEqual([]);
  });
});
