import { describe, expect, it } from "vitest";
import { histogram } from "./histogram.js";
import { intervalChart } from "./interval-chart.js";
import { lineChart } from "./line-chart.js";

describe("lineChart", () => {
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
    const svg = lineChart([curve], options);
    expect(pointsOf(svg)).toBe(points);
    if (labels) expect(labelsOf(svg)).toEqual(labels);
  });

  it("draws several lines on one scale, with a legend", () => {
    const html = lineChart(
      [
        { name: "a", x: [0, 1], y: [0, 1] },
        { name: "b < c", x: [0, 2], y: [0, 4] },
      ],
      { xTitle: "x", x: [0, 1], diagonal: true },
    );
    // b leaves the chart at x = 1: only its first value is inside.
    expect([...html.matchAll(/<polyline points="([^"]*)"/g)].map(([, line]) => line)).toEqual([
      "64.0,192.0 628.0,147.0",
      "64.0,192.0",
    ]);
    expect(html).toContain('<li class="c1">b &lt; c</li>');
    expect(html).toContain('<p class="axis">x</p>');
    expect(lineChart([])).toBe("<p>nothing yet</p>");
  });
});

describe("intervalChart", () => {
  it("draws values and intervals on a scale from 0", () => {
    const html = intervalChart([{ name: "20-29", values: [{ value: 1, interval: [0.5, 2] }] }]);
    // 150 to 624 pixels are 0 to 2.
    expect(html).toContain('d="M268.5 12H624.0"');
    expect(html).toContain('<circle cx="387.0" cy="12" r="4"><title>20-29: 1 (0.5 to 2)</title>');
    expect(html).not.toContain("legend");
  });
});

describe("histogram", () => {
  it("draws a bar for each count, on a scale from 0", () => {
    const html = histogram({ from: 10, width: 5, counts: [1, 0, 4] }, "pixels");
    // 64 to 628 pixels are 10 to 25; 132 down to 8 are 0 to 4.
    expect([...html.matchAll(/class="bar" d="([^"]*)"/g)].map(([, path]) => path)).toEqual([
      "M64.0 132.0V101.0H252.0V132.0Z",
      "M252.0 132.0V132.0H440.0V132.0Z",
      "M440.0 132.0V8.0H628.0V132.0Z",
    ]);
    expect(html).toContain("<title>20 to 25: 4</title>");
    expect(html).toContain('<p class="axis">pixels</p>');
  });
});
