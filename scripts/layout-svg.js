/**
 * Draws the 88 numbered points of the mean shape to docs/layout88.svg, the picture of the layout in README and docs.
 * `--check` writes nothing and exits 1 when the committed picture is not what the layout gives.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { CONTOURS, meanShape, PART_NAMES, PARTS, POINTS, Points88 } from "@face88/points";

const FILE = new URL("../docs/layout88.svg", import.meta.url);

const SCALE = 6;
const WIDTH = 920;
const HEIGHT = 936;
const LEFT = (WIDTH - 128 * SCALE) / 2;
const TOP = 52;
// From a point to the middle of its number: numbers are wider than high.
const LABEL_X = 13.5;
const LABEL_Y = 12;

const COLOURS = {
  face_profile: "#56677f",
  nose: "#a8660f",
  mouth: "#bb3655",
  left_eyebrow: "#2c7a54",
  left_eye: "#1f6bb0",
  right_eyebrow: "#6d7a17",
  right_eye: "#6a45b8",
};

const points = Array.from(new Points88(meanShape()), ([x, y]) => [LEFT + SCALE * x, TOP + SCALE * y]);

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-labelledby="title" font-family="ui-sans-serif, system-ui, 'Segoe UI', Helvetica, Arial, sans-serif">
<title id="title">The 88 face landmarks, numbered, on the mean shape</title>
<rect x="0.5" y="0.5" width="${WIDTH - 1}" height="${HEIGHT - 1}" rx="18" fill="#fbfaf7" stroke="#e4e0d8"/>
${PART_NAMES.map(partGroup).join("\n")}
${legend()}
</svg>
`;

if (process.argv.includes("--check")) {
  if (committed() !== svg) {
    console.error(
      "docs/layout88.svg: expected the picture that the layout gives, got another; run node scripts/layout-svg.js",
    );
    process.exitCode = 1;
  }
} else {
  writeFileSync(FILE, svg);
}

function partGroup(part) {
  const lines = CONTOURS.filter((line) => line.part === part).map(
    ({ indices, closed }) =>
      `<path d="M${indices.map((i) => pair(points[i])).join("L")}${closed ? "Z" : ""}"${closed ? "" : ' fill="none"'}/>`,
  );
  const { offset, count } = PARTS[part];
  const own = POINTS.slice(offset, offset + count);
  const dots = own.map(({ index }) => {
    const [x, y] = points[index];
    return `<circle cx="${number(x)}" cy="${number(y)}" r="3.4"/>`;
  });
  const labels = own.map(({ index }) => {
    const [x, y] = points[index];
    const [dx, dy] = outward(index);
    // Towards a corner of its box, a number reaches closer to the point.
    const reach = 1 + 0.5 * Math.abs(dx * dy);
    return `<text x="${number(x + reach * LABEL_X * dx)}" y="${number(y + reach * LABEL_Y * dy)}" dy="0.35em">${index}</text>`;
  });
  const colour = COLOURS[part];
  return [
    `<g id="${part}">`,
    `<g fill="${colour}" fill-opacity="0.07" stroke="${colour}" stroke-opacity="0.5" stroke-width="1.5" stroke-linejoin="round">`,
    ...lines,
    `</g>`,
    `<g fill="${colour}" stroke="#fbfaf7" stroke-width="1.2">`,
    ...dots,
    `</g>`,
    `<g fill="${colour}" font-size="12.5" text-anchor="middle">`,
    ...labels,
    `</g>`,
    `</g>`,
  ].join("\n");
}

/** Direction from a point to its number: square to the line, on the side away from the middle of the line. */
function outward(index) {
  const line = CONTOURS.find(({ name, indices }) => name !== "nose ridge" && indices.includes(index));
  // The tip of the nose is on no outline: its number goes below it, off the ridge.
  if (line === undefined) return [0, 1.1];
  const { indices, closed } = line;
  const at = indices.indexOf(index);
  const before = points[neighbour(indices, closed, at - 1)];
  const after = points[neighbour(indices, closed, at + 1)];
  const normal = unit([after[1] - before[1], before[0] - after[0]]);
  const middle = [0, 1].map((axis) => indices.reduce((sum, i) => sum + points[i][axis], 0) / indices.length);
  const away = [points[index][0] - middle[0], points[index][1] - middle[1]];
  // Between the two edges of the lips there is room above and below only.
  if (line.name === "inner lips") return [0, Math.sign(away[1])];
  return normal[0] * away[0] + normal[1] * away[1] < 0 ? [-normal[0], -normal[1]] : normal;
}

function neighbour(indices, closed, at) {
  return closed ? indices.at(at % indices.length) : indices[Math.min(Math.max(at, 0), indices.length - 1)];
}

function legend() {
  const columns = 4;
  const items = PART_NAMES.map((part, i) => {
    const { offset, count } = PARTS[part];
    const x = 70 + (i % columns) * 205;
    const y = HEIGHT - 60 + Math.floor(i / columns) * 28;
    return `<circle cx="${x}" cy="${y}" r="5" fill="${COLOURS[part]}"/><text x="${x + 14}" y="${y}" dy="0.35em">${part} <tspan fill="#8a857b">${offset}–${offset + count - 1}</tspan></text>`;
  });
  const note = `<text x="${70 + 3 * 205 - 5}" y="${HEIGHT - 32}" dy="0.35em" fill="#8a857b">left = left of the image</text>`;
  return [`<g id="legend" font-size="14" fill="#3b3a36">`, ...items, note, `</g>`].join("\n");
}

function pair([x, y]) {
  return `${number(x)} ${number(y)}`;
}

function number(value) {
  return String(Number(value.toFixed(1)));
}

function unit([x, y]) {
  const length = Math.hypot(x, y);
  return [x / length, y / length];
}

function committed() {
  try {
    return readFileSync(FILE, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}
