import { CONTOURS } from "@face88/points";
import { short } from "../../report/axes.js";
import { histogram } from "../../report/histogram.js";
import { escaped, page } from "../../report/page.js";
import { SEED_SIDE } from "../crop/seed-crop.js";
import { SPLITS } from "../face-record.js";
import type { Counts, DatasetStatistics, Measure } from "./dataset-statistics.js";
import type { MeanPoints } from "./mean-points.js";

const MEASURES: readonly (readonly [measure: Measure, title: string, axis: string])[] = [
  ["side", "Size of the faces", "side of the seed crop, pixels of the photo"],
  ["sharpness", "Sharpness", "deviation of the Laplacian over that of the brightness, times 100"],
  ["confidence", "Confidence of the labels", "mean of the 88 points"],
  ["yaw", "Yaw", "degrees; turned to the right of the image: positive"],
  ["pitch", "Pitch", "degrees; looking down: positive"],
  ["roll", "Roll", "degrees; leaning clockwise: positive"],
];

const STYLE = `td { text-align: right; padding-right: 1.5rem; font-variant-numeric: tabular-nums; }
.shape { max-width: 420px; display: block; } .shape path { fill: none; stroke: var(--c); stroke-width: .6; }
.shape circle { fill: none; stroke: var(--c); stroke-width: .3; opacity: .5; } .shape rect { fill: none; stroke: currentColor; opacity: .3; stroke-width: .5; }
`;

/** A page about a dataset that needs no other file. */
export function statisticsPage(statistics: DatasetStatistics): string {
  const { faces, labels, sources, split, removed, measures, meanPoints: shape } = statistics;
  const left = faces - Object.values(removed).reduce((sum, count) => sum + count, 0);
  const sourceRows = sources.map((row) => [
    row.source,
    row.faces,
    row.groups,
    row.withPoints,
    row.removed,
    ...(split ? SPLITS.map((part) => row.split?.[part] ?? 0) : []),
  ]);
  const spreads = MEASURES.flatMap(([name, title, axis]) => {
    const spread = measures[name];
    if (spread === undefined) return [];
    const { 1: low, 50: middle, 99: high } = spread.percentiles;
    return [
      `<h2>${title}</h2>
${histogram(spread.histogram, axis)}
<p>${spread.count} faces; median ${short(middle)}, mean ${short(spread.mean)}, 98 % from ${short(low)} to ${short(high)}</p>`,
    ];
  });
  return page(
    `Dataset: ${statistics.dataset}`,
    `<p>${faces} faces${labels === undefined ? "" : `, labels ${escaped(labels)}; ${left} after cleaning`}</p>
${table(["source", "faces", "groups", "with points", "removed", ...(split ? SPLITS : [])], sourceRows)}
${counted("Tier", statistics.tiers)}
${counted("Licence", statistics.licences)}
${counted("Entries that gave no face", statistics.rejections)}
${counted("Removed by cleaning", removed)}
${shape ? `<h2>Mean label in the ${SEED_SIDE}x${SEED_SIDE} crop; circles: root mean square distance from it</h2>\n${drawn(shape)}` : ""}
${spreads.join("\n")}`,
    STYLE,
  );
}

function counted(title: string, counts: Counts): string {
  const rows = Object.entries(counts);
  return rows.length === 0 ? "" : `<h2>${title}</h2>\n${table(undefined, rows)}`;
}

function table(heads: readonly string[] | undefined, rows: readonly (readonly (string | number)[])[]): string {
  const head = heads ? `<tr>${heads.map((cell) => `<th>${escaped(cell)}</th>`).join("")}</tr>` : "";
  const lines = rows.map(
    ([name, ...cells]) =>
      `<tr><th>${escaped(String(name))}</th>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`,
  );
  return `<table>${head}${lines.join("")}</table>`;
}

function drawn({ points, spread }: MeanPoints): string {
  const at = (i: number) => `${points[2 * i].toFixed(1)} ${points[2 * i + 1].toFixed(1)}`;
  const lines = CONTOURS.map(({ indices, closed }) => `<path d="M${indices.map(at).join("L")}${closed ? "Z" : ""}"/>`);
  const circles = spread.map(
    (radius, i) => `<circle cx="${points[2 * i].toFixed(1)}" cy="${points[2 * i + 1].toFixed(1)}" r="${radius}"/>`,
  );
  const edge = `<rect x="-0.5" y="-0.5" width="${SEED_SIDE}" height="${SEED_SIDE}"/>`;
  return `<svg class="shape c0" viewBox="-2 -2 ${SEED_SIDE + 4} ${SEED_SIDE + 4}" role="img">${edge}${lines.join("")}${circles.join("")}</svg>`;
}
