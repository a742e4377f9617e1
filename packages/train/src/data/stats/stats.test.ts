import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { turnedHead } from "../../pose/testing/turned-head.js";
import { clean } from "../clean/clean.js";
import { writeCleaningFile } from "../clean/cleaning-file.js";
import { readLabels } from "../labels/label-set.js";
import { writeSplitFile } from "../split/split-file.js";
import { Dataset } from "../store/dataset.js";
import { labelledDataset, plainPoints } from "../testing/labelled-dataset.js";
import { temporaryFolder } from "../testing/photos.js";
import { datasetStatistics } from "./dataset-statistics.js";
import { distribution } from "./distribution.js";
import { meanPoints } from "./mean-points.js";
import { statisticsPage } from "./statistics-page.js";

describe("distribution", () => {
  it("has the percentiles of even steps, and counts each value once", () => {
    const values = Array.from({ length: 1001 }, (_, i) => (i * 383) % 1001);
    const spread = distribution(values);
    expect(spread).toMatchObject({ count: 1001, mean: 500 });
    expect(spread?.percentiles).toEqual({ 0: 0, 1: 10, 5: 50, 25: 250, 50: 500, 75: 750, 95: 950, 99: 990, 100: 1000 });
    const counts = spread?.histogram.counts ?? [];
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1001);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThan(3);
  });

  it("knows one value, many equal ones, and none", () => {
    expect(distribution([7, 7, 7])?.histogram).toEqual({ from: 7, width: 1, counts: [3] });
    expect(distribution([])).toBeUndefined();
  });

  it("does not squeeze all into one bin for one odd value", () => {
    const { histogram } = distribution([...Array.from({ length: 5000 }, (_, i) => i), 1e9]) ?? {};
    expect(histogram?.counts.filter((count) => count > 0)).toHaveLength(40);
  });
});

describe("mean label", () => {
  it("is the mean in the crop, with the distance from it", async () => {
    await using folder = await temporaryFolder();
    const faces = [27, 29].map((left) => ({ points: plainPoints(left) }));
    await using dataset = await labelledDataset(folder.path, faces);
    const shape = meanPoints(dataset, await readLabels(dataset, "test"), [0, 1]);
    plainPoints(28).forEach((value, i) => {
      expect(shape?.points[i]).toBeCloseTo(value, 1);
    });
    expect(new Set(shape?.spread)).toEqual(new Set([1]));
  });
});

describe("statistics", () => {
  it("count by source, part, reason and rule, and measure what is left", async () => {
    await using folder = await temporaryFolder();
    const faces = [0, 10, 20, 30].map((yaw) => ({ points: turnedHead(yaw, 0, 0, 40), confidence: 0.8 }));
    await using written = await labelledDataset(folder.path, [
      ...faces,
      {
        record: {
          source: "other",
          group: "test:0",
          tier: "research",
          sharpness: 1,
          points: { layout: "x", points: [] },
        },
      },
    ]);
    await appendFile(join(folder.path, "rejections.jsonl"), '{"id":"a","reason":"no-face","detail":""}\n');
    await using dataset = await Dataset.open(folder.path);
    expect(written.faces).toHaveLength(5);
    expect(await datasetStatistics(dataset)).toMatchObject({ faces: 5, removed: {}, measures: { side: { count: 5 } } });
    const labels = await readLabels(dataset, "test");
    await writeCleaningFile(folder.path, await clean(dataset, labels, { only: ["blurred"] }));
    const [a, b, c, d, e] = dataset.faces.map(({ id }) => id);
    await writeSplitFile(folder.path, { seed: 1, val: 5, test: 5, parts: { train: [a, b], val: [c], test: [d, e] } });
    const statistics = await datasetStatistics(dataset, "test");
    expect(statistics).toMatchObject({
      faces: 5,
      labels: "test",
      sources: [
        { source: "test", faces: 4, groups: 4, withPoints: 0, removed: 0, split: { train: 2, val: 1, test: 1 } },
        { source: "other", faces: 1, groups: 1, withPoints: 1, removed: 1, split: { train: 0, val: 0, test: 0 } },
      ],
      tiers: { open: 4, research: 1 },
      rejections: { "no-face": 1 },
      removed: { blurred: 1 },
      split: { train: 2, val: 1, test: 1 },
    });
    const { yaw, roll, confidence, side } = statistics.measures;
    expect([yaw?.count, yaw?.mean, yaw?.percentiles[100]]).toEqual([4, expect.closeTo(15, 2), expect.closeTo(30, 2)]);
    expect(roll?.mean).toBeCloseTo(0, 2);
    expect([confidence?.mean, side?.mean]).toEqual([expect.closeTo(0.8, 5), expect.closeTo(160, 5)]);
  });

  it("are drawn on a page of their own, with names that are text", async () => {
    await using folder = await temporaryFolder();
    const record = { source: "a<b", licence: '"free" & easy' };
    await using dataset = await labelledDataset(folder.path, [{ record, points: plainPoints() }]);
    const html = statisticsPage(await datasetStatistics(dataset, "test"));
    expect(html).toContain("<th>a&lt;b</th><td>1</td>");
    expect(html).toContain("&quot;free&quot; &amp; easy");
    expect(html.match(/<svg/g)).toHaveLength(7);
    // Nothing is loaded from elsewhere.
    expect(html).not.toMatch(/https?:|src=|<script/);
    expect(statisticsPage(await datasetStatistics(dataset)).match(/<svg/g)).toHaveLength(2);
  });
});
