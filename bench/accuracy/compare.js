// Compares face88 with MediaPipe's own runtime and writes the tables of docs/accuracy.md. Exit code 1 when the points
// are further apart than the budget. The reference comes from reference.js.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { applyLinearMap, normalisationDistance, normalisedMeanError } from "@face88/points";
import { MESH_TO_88 } from "face88";
import { Landmarker, readPhoto } from "face88/node";
import { drawPoints } from "./draw.js";
import { OUT } from "./pictures.js";
import { LOOKS, loadReference } from "./reference.js";

/** Mean distance that is allowed, as a share of the distance of the outer eye corners. */
const BUDGET = 0.01;
/** Meshes further apart than this, in the same unit, are of different faces. */
const SAME_FACE = 0.5;
const PAGE = fileURLToPath(new URL("../../docs/accuracy.md", import.meta.url));

/**
 * A face on one side, as x,y pairs in pixels with 0 at the centre of the first one.
 * @typedef {{ mesh: Float64Array, points: Float64Array }} Shape
 */

/** @typedef {{ mesh: number, points: number }} Distance  shares of the distance of the outer eye corners */

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {number} theirs  faces of MediaPipe
 * @property {number} ours  faces of face88
 * @property {Distance[]} asUsed  for each face that both have: `detect` with its two looks
 * @property {Distance[]} settled  for each of MediaPipe's: as many looks as MediaPipe had, from the same start
 */

/**
 * @param {Float64Array} mesh
 * @returns {Shape}
 */
const shapeOf = (mesh) => ({ mesh, points: Float64Array.from(applyLinearMap(MESH_TO_88, mesh.subarray(0, 2 * 468))) });

/**
 * MediaPipe counts from the left edge of the picture in widths, face88 from the centre of the first pixel in pixels.
 * @param {import("./reference.js").Mesh} mesh
 * @param {number} width
 * @param {number} height
 */
const theirShape = (mesh, width, height) =>
  shapeOf(Float64Array.from(mesh.flatMap(([x, y]) => [x * width - 0.5, y * height - 0.5])));

/** @param {{ mesh?: Float32Array }} face */
const ourShape = ({ mesh = new Float32Array() }) => shapeOf(Float64Array.from(mesh.filter((_, i) => i % 3 !== 2)));

/**
 * @param {Shape} ours
 * @param {Shape} theirs
 * @returns {Distance}
 */
function distance(ours, theirs) {
  const interOcular = normalisationDistance(theirs.points, "inter-ocular");
  return {
    mesh: normalisedMeanError(ours.mesh, theirs.mesh, interOcular),
    points: normalisedMeanError(ours.points, theirs.points, interOcular),
  };
}

/**
 * The distance of each face that both sides have.
 * @param {Shape[]} ours
 * @param {Shape[]} theirs
 */
function distances(ours, theirs) {
  return theirs
    .map((their) => ours.map((our) => distance(our, their)).sort((a, b) => a.mesh - b.mesh)[0])
    .filter((nearest) => nearest !== undefined && nearest.mesh < SAME_FACE);
}

/**
 * What face88 finds when it looks at the faces of the first send as often as MediaPipe did. It shows the difference of
 * the networks and crops alone, without that of the detectors and of the number of looks.
 * @param {Landmarker} landmarker
 * @param {import("face88").RgbaImage} image
 * @param {Shape[]} first
 */
async function lookAgain({ model }, image, first) {
  let shapes = first.map((shape) => ({
    points: Float32Array.from(shape.points),
    mesh: Float32Array.from({ length: (shape.mesh.length / 2) * 3 }, (_, i) =>
      i % 3 === 2 ? 0 : (shape.mesh[((i / 3) | 0) * 2 + (i % 3)] ?? 0),
    ),
    score: 1,
  }));
  for (let look = 1; look < LOOKS; look++) {
    shapes = /** @type {typeof shapes} */ (
      await model.landmarks(
        image,
        shapes.map((shape) => model.regionOfShape(shape)),
      )
    );
  }
  return shapes.map(ourShape);
}

/**
 * @param {"mesh" | "mesh-468"} model
 * @param {import("./reference.js").Reference[]} pictures
 */
async function compare(model, pictures) {
  const landmarker = await Landmarker.load({ model });
  /** @type {Row[]} */
  const rows = [];
  try {
    for (const picture of pictures) {
      const { width, height, name, file } = picture;
      const meshes = model === "mesh" ? picture.refined : picture.plain;
      const image = await readPhoto(file);
      const [first, theirs] = [meshes.first, meshes.settled].map((faces) =>
        faces.map((f) => theirShape(f, width, height)),
      );
      const ours = (await landmarker.detectImage(image)).map(ourShape);
      const again = await lookAgain(landmarker, image, first ?? []);
      rows.push({
        name,
        theirs: theirs?.length ?? 0,
        ours: ours.length,
        asUsed: distances(ours, theirs ?? []),
        settled: distances(again, theirs ?? []),
      });
      const layers = [
        { colour: "#ff3030", points: (theirs ?? []).flatMap(({ mesh }) => pairs(mesh)) },
        { colour: "#30ff30", points: ours.flatMap(({ mesh }) => pairs(mesh)) },
      ];
      await drawPoints(file, layers, join(OUT, `${model} ${name}.png`.replaceAll(" ", "-")));
    }
  } finally {
    landmarker.dispose();
  }
  return rows;
}

/** @param {Float64Array} flat */
const pairs = (flat) =>
  Array.from({ length: flat.length / 2 }, (_, i) => /** @type {[number, number]} */ ([flat[2 * i], flat[2 * i + 1]]));

const mean = (/** @type {number[]} */ values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const percent = (/** @type {number[]} */ values) => (values.length === 0 ? "" : (mean(values) * 100).toFixed(2));

/**
 * @param {string} title
 * @param {Row[]} rows
 */
function table(title, rows) {
  const line = (/** @type {string} */ name, /** @type {Row[]} */ some) => {
    const asUsed = some.flatMap((row) => row.asUsed);
    const settled = some.flatMap((row) => row.settled);
    const count = (/** @type {(row: Row) => number} */ of) => some.reduce((sum, row) => sum + of(row), 0);
    const cells = [
      name,
      count((row) => row.theirs),
      count((row) => row.ours),
      asUsed.length,
      percent(asUsed.map((d) => d.mesh)),
      percent(asUsed.map((d) => d.points)),
      percent(settled.map((d) => d.mesh)),
      percent(settled.map((d) => d.points)),
    ];
    return `| ${cells.join(" | ")} |`;
  };
  return [
    `### ${title}`,
    "",
    "| picture | faces MediaPipe | faces face88 | both | mesh % | 88 points % | mesh %, same looks | 88 points %, same looks |",
    "|---|---|---|---|---|---|---|---|",
    ...rows.map((row) => line(row.name, [row])),
    line("**all faces**", rows),
  ].join("\n");
}

const { runtime, pictures } = loadReference();
const full = await compare("mesh", pictures);
const small = await compare("mesh-468", pictures);
const report = [
  `Measured with Node ${process.versions.node} against ${runtime}.`,
  table("Model `mesh` (478 points)", full),
  table("Model `mesh-468`", small),
].join("\n\n");
console.log(report);
const [begin, end] = ["<!-- bench:accuracy -->", "<!-- /bench:accuracy -->"];
const page = readFileSync(PAGE, "utf8");
const [from, to] = [page.indexOf(begin), page.indexOf(end)];
if (from < 0 || to < from) throw new Error(`internal: ${PAGE} lost its markers ${begin} and ${end}`);
writeFileSync(PAGE, `${page.slice(0, from + begin.length)}\n${report}\n${page.slice(to)}`);

for (const [model, rows] of /** @type {const} */ ([
  ["mesh", full],
  ["mesh-468", small],
])) {
  const found = mean(rows.flatMap((row) => row.asUsed.map((d) => d.points)));
  // No face in common is no agreement: NaN fails too.
  if (!(found <= BUDGET)) {
    console.error(`${model}: expected the 88 points within ${BUDGET * 100} % of MediaPipe's, got ${found * 100} %`);
    process.exitCode = 1;
  }
}
