// The pictures that detectors are compared on: photos of DATA/human68, whose 68 points were set by hand, each laid at a
// known size into a scene of DATA/scenes of 640x480; and the scenes alone.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { boundingBox } from "@face88/points";
import { readPhoto } from "face88/node";
import sharp from "sharp";

export const sizes = [
  [20, 40],
  [40, 80],
  [80, 160],
  [160, 215],
];

const width = 640;
const height = 480;

export const humanFaces = (data) =>
  readFileSync(join(data, "human68/annotations.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
    .map(({ image, points }) => ({ file: join(data, "human68", image), points: points.flat() }));

export const sceneFiles = (data) =>
  readdirSync(join(data, "scenes"))
    .filter((name) => name.endsWith(".jpg"))
    .sort()
    .map((name) => join(data, "scenes", name));

/** A scene that fills 640x480. */
export const scene = (file) =>
  sharp(file).resize(width, height, { fit: "cover" }).png({ compressionLevel: 1 }).toBuffer();

/** Numbers in 0..1 that are the same in every run. */
export function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * A photo laid into a scene, its face `size` pixels long.
 * @returns the picture, the face's box, and the part that the photo covers, in which there may be more faces
 */
export async function composed({ file, points }, sceneFile, size, next) {
  const { width: w, height: h } = await sharp(file).metadata();
  const tight = boundingBox(points);
  const scale = size / Math.max(tight[2], tight[3]);
  const photo = { width: Math.round(w * scale), height: Math.round(h * scale) };
  const small = await sharp(file)
    .resize(photo.width, photo.height, { fit: "fill" })
    .png({ compressionLevel: 1 })
    .toBuffer();
  const left = Math.floor(next() * Math.max(1, width - photo.width));
  const top = Math.floor(next() * Math.max(1, height - photo.height));
  const cut = { left: 0, top: 0, width: Math.min(photo.width, width), height: Math.min(photo.height, height) };
  const picture = await sharp(await scene(sceneFile))
    .composite([{ input: await sharp(small).extract(cut).toBuffer(), left, top }])
    .png({ compressionLevel: 1 })
    .toBuffer();
  const [sx, sy] = [photo.width / w, photo.height / h];
  // From centres of pixels to edges and back.
  const box = [(tight[0] + 0.5) * sx - 0.5 + left, (tight[1] + 0.5) * sy - 0.5 + top, tight[2] * sx, tight[3] * sy];
  return { image: await readPhoto(picture), box, covered: [left, top, photo.width, photo.height], picture };
}
