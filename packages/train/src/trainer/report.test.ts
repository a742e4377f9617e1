import { describe, expect, it } from "vitest";
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
