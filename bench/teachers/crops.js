// Where the meshes should look: the first crop for a box around brows and chin, and the second one around the points of
// the first look, by the 25-point score.
//   npm run build && FACE88_DATA=... FACES=250 node bench/teachers/crops.js
import { readFileSync } from "node:fs";
import { boundingBox } from "@face88/points";
import { leaning, MeshModel, squareAround } from "face88";
import { convertedTflite, publishedWeights, readPhoto } from "face88/node";
import { files, humanFaces, runtime } from "./data.js";
import { head, row, SCORE_TITLES, scoreAll, scoreCells } from "./score.js";

const pack = { package: "@mediapipe/face_mesh", file: "face_mesh_solution_packed_assets.data" };
const models = {
  attention: await MeshModel.load(
    runtime,
    await publishedWeights({ ...pack, packed: "/face_landmark_with_attention.tflite" }),
    "attention",
  ),
  v2: await MeshModel.load(runtime, await convertedTflite(readFileSync(files.landmarker), "v2"), "v2", { side: 256 }),
};
const faces = humanFaces();
const images = await Promise.all(faces.map(({ file }) => readPhoto(file)));

/**
 * @param {MeshModel} model
 * @param {(i: number) => import("face88").Region} region
 */
async function look(model, region) {
  const shapes = [];
  for (const [i, image] of images.entries()) shapes.push((await model.landmarks(image, [region(i)]))[0]);
  return shapes;
}

console.log(
  `${faces.length} faces\n\nFirst look; side of the crop over the box's, and its centre over the box's height.\n`,
);
head(["network", "side", "shift", ...SCORE_TITLES, "second look: corrected %"]);
for (const [name, model] of Object.entries(models)) {
  for (const scale of [1.25, 1.4, 1.55, 1.75, 1.9]) {
    for (const shift of [0, -0.08, -0.16]) {
      const first = await look(model, (i) => squareAround(faces[i].box, scale, shift));
      const second = await look(model, (i) => model.regionOfShape(first[i]));
      const cells = [scoreCells(scoreAll(first, faces)), scoreCells(scoreAll(second, faces))];
      row([name, scale, shift, ...cells[0], cells[1][1]]);
    }
  }
}

console.log("\nSecond look; box around the mesh upright in the image, or turned with the face.\n");
head(["network", "box", "side", ...SCORE_TITLES]);
for (const [name, model] of Object.entries(models)) {
  const first = await look(model, (i) => model.regionOfBox(faces[i].box));
  for (const turned of [false, true]) {
    for (const margin of [1.3, 1.4, 1.5, 1.6]) {
      const second = await look(model, (i) => around(/** @type {Float32Array} */ (first[i].mesh), margin, turned));
      row([name, turned ? "turned" : "upright", margin, ...scoreCells(scoreAll(second, faces))]);
    }
  }
}

/**
 * The square around a mesh, turned upright by the eyes.
 * @param {Float32Array} mesh
 * @param {number} margin
 * @param {boolean} turned  whether the box is measured along the face, not along the image
 */
function around(mesh, margin, turned) {
  const [left, right] = [33, 263];
  const angle = leaning(mesh[3 * left], mesh[3 * left + 1], mesh[3 * right], mesh[3 * right + 1]);
  const [cos, sin] = turned ? [Math.cos(angle), Math.sin(angle)] : [1, 0];
  const flat = Array.from({ length: 468 }, (_, i) => {
    const [x, y] = [mesh[3 * i], mesh[3 * i + 1]];
    return [cos * x + sin * y, cos * y - sin * x];
  }).flat();
  const { centreX, centreY, side } = squareAround(boundingBox(flat), margin);
  return { centreX: cos * centreX - sin * centreY, centreY: sin * centreX + cos * centreY, side, angle };
}
