/**
 * Draws what face88's own network sees in sample photos of npm packages to docs/faces.svg, the picture that opens the README:
 * points and mesh without the photos, whose people were not asked.
 */
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Points88 } from "@face88/points";
import { drawFace } from "face88";
import { Landmarker } from "face88/node";

const FILE = new URL("../docs/faces.svg", import.meta.url);
const samples = join(dirname(createRequire(import.meta.url).resolve("@vladmandic/face-api/package.json")), "demo");

const TILE = 190;
const COLUMNS = 5;
const COUNT = 10;
/** Share of a tile that the longer side of a face takes. */
const SHARE = 0.78;

const landmarker = await Landmarker.load();
const seen = [];
for (let i = 1; i <= 6; i++) seen.push(...(await landmarker.detect(join(samples, `sample${i}.jpg`))).faces);
landmarker.dispose();
const size = ({ box }) => Math.max(box[2], box[3]);
const faces = seen.sort((a, b) => size(b) - size(a)).slice(0, COUNT);

const width = COLUMNS * TILE;
const height = Math.ceil(faces.length / COLUMNS) * TILE;
const drawn = faces.map((face, i) => {
  const context = svgContext();
  drawFace(context, onTile(face, (i % COLUMNS) * TILE, Math.floor(i / COLUMNS) * TILE), { styles: ["mesh", "points"] });
  return `<g>${context.shapes.join("")}</g>`;
});
writeFileSync(
  FILE,
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">
<title id="title">The points and the mesh of ${faces.length} faces, as face88 found them in photos</title>
<rect width="${width}" height="${height}" rx="18" fill="#14181d"/>
${drawn.join("\n")}
</svg>
`,
);

/** The face moved to the middle of a tile, at its size. */
function onTile(face, left, top) {
  const [x, y, w, h] = face.box;
  const scale = (SHARE * TILE) / Math.max(w, h);
  const dx = left + TILE / 2 - (x + w / 2) * scale;
  const dy = top + TILE / 2 - (y + h / 2) * scale;
  const points = Points88.from(Float64Array.from(face.points.data, (value, i) => value * scale + (i % 2 ? dy : dx)));
  return { ...face, box: [x * scale + dx, y * scale + dy, w * scale, h * scale], points };
}

/** The canvas that `drawFace` asks for, as SVG: what is drawn becomes shapes. */
function svgContext() {
  let path = "";
  let circle;
  const number = (value) => String(Math.round(value * 10) / 10);
  return {
    shapes: [],
    fillStyle: "",
    strokeStyle: "",
    lineWidth: 1,
    beginPath() {
      [path, circle] = ["", undefined];
    },
    closePath() {
      path += "Z";
    },
    moveTo(x, y) {
      path += `M${number(x)} ${number(y)}`;
    },
    lineTo(x, y) {
      path += `L${number(x)} ${number(y)}`;
    },
    arc(x, y, radius) {
      circle = `<circle cx="${number(x)}" cy="${number(y)}" r="${number(radius)}"`;
    },
    rect() {},
    fill() {
      if (circle) this.shapes.push(`${circle} fill="${this.fillStyle}"/>`);
    },
    stroke() {
      if (circle) return;
      this.shapes.push(
        `<path d="${path}" fill="none" stroke="${this.strokeStyle}" stroke-width="${number(this.lineWidth)}"/>`,
      );
    },
  };
}
