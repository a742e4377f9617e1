// Pictures to look at: out/accuracy/*.png with the points of one or two sides.
import { writeFileSync } from "node:fs";
import { createCanvas, loadImage } from "@napi-rs/canvas";

/**
 * @typedef {object} Layer
 * @property {string} colour  CSS colour
 * @property {readonly (readonly [x: number, y: number])[]} points  pixels, 0 = centre of the first one
 */

/**
 * Draws points over a picture, one pixel of radius for each 400 of width.
 * @param {string} picture  PNG to read
 * @param {readonly Layer[]} layers  later ones on top
 * @param {string} output  PNG to write
 */
export async function drawPoints(picture, layers, output) {
  const image = await loadImage(picture);
  const canvas = createCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const radius = Math.max(1, image.width / 400) / 2;
  for (const { colour, points } of layers) {
    context.fillStyle = colour;
    for (const [x, y] of points) {
      context.beginPath();
      // A canvas has the centre of its first pixel at 0.5.
      context.arc(x + 0.5, y + 0.5, radius, 0, 2 * Math.PI);
      context.fill();
    }
  }
  writeFileSync(output, canvas.toBuffer("image/png"));
}
