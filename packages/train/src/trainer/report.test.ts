import { describe, expect, it } from "vitest";
import { chart } from "./chart.js";
import { readTrainConfig } from "./config.js";
import { metricsCsv } from "./metrics.js";
import { reportHtml } from "./report.js";
import type { HistoryRow, Progress } from "./state.js";

const row = (step: number, distance: number): HistoryRow => ({
  step,
  epoch: step / 4,
  learningRate: 0.001,
  loss: 2 * distance,
  validation: { distance, absolute: distance / 2, squared: distance ** 2 },
  imagesPerSecond: 123.456789,
  seconds: step,
});
const history = [row(4, 8), row(8, 2)];
const progress: Progress = {
  step: 8,
  lossSum: 0,
  seconds: 8,
  trainingSeconds: 0,
  timedSteps: 0,
  best: { step: 8, distance: 2 },
  sinceBest: 0,
  history,
};
const source = { module: "./a.js" };
const config = readTrainConfig({ out: "a <b> & c", data: { train: source, validation: source } });

describe("metrics.csv", () => {
  it("has a line a validation", () => {
    expect(metricsCsv(history)).toBe(
      `epoch,step,learning_rate,loss,mean_distance_px,mae_px,mse_px2,images_per_second,seconds
1,4,0.001,16,8,4,64,123.4568,4
2,8,0.001,4,2,1,4,123.4568,8
`,
    );
  });
});

describe("report.html", () => {
  it("tells figures, curves and config, and escapes them", () => {
    const page = reportHtml(config, progress);
    expect(page).toContain("<title>Training: a &lt;b&gt; &amp; c</title>");
    expect(page).toContain("<td>2.000 px at step 8</td>");
    expect(page).toContain("&quot;microBatch&quot;: 16");
    expect(page.match(/<polyline /g)).toHaveLength(3);
    expect(page).toContain("color-scheme: light dark");
    expect(page).not.toMatch(/<script|https?:|src=|<b>/);
  });

  it("stands before the first validation too", () => {
    const page = reportHtml(config, { ...progress, best: null, history: [] });
    expect(page).toContain("none yet");
    expect(page).not.toContain("<svg");
  });
});

describe("chart", () => {
  const pointsOf = (svg: string) => /<polyline points="([^"]*)"/.exec(svg)?.[1];
  const labelsOf = (svg: string) => [...svg.matchAll(/text-anchor="end">([^<]*)</g)].map(([, label]) => Number(label));
  it.each([
    ["a line", { x: [0, 1, 2], y: [0, 5, 10] }, {}, "64.0,192.0 346.0,102.0 628.0,12.0", [0, 5, 10]],
    [
      "by powers",
      { x: [0, 1, 2], y: [1, 10, 100] },
      { logarithmic: true },
      "64.0,192.0 346.0,102.0 628.0,12.0",
      [1, 3.162, 10, 31.62, 100],
    ],
    [
      "leaving out what has no place",
      { x: [0, 1, 2], y: [1, 0, 100] },
      { logarithmic: true },
      "64.0,192.0 628.0,12.0",
      [1, 3.162, 10, 31.62, 100],
    ],
    ["one value", { x: [3], y: [7] }, {}, "346.0,102.0", undefined],
  ])("draws %s", (_, curve, options, points, labels) => {
    const svg = chart(curve, options);
    expect(pointsOf(svg)).toBe(points);
    if (labels) expect(labelsOf(svg)).toEqual(labels);
  });
});
