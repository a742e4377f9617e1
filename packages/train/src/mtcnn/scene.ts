import { type Box, boundingBox } from "@face88/points";
import { cropInto, type RgbaImage } from "face88";
import { blur } from "../augment/blur.js";
import { randomColours, writeColours } from "../augment/colour.js";
import { jpegInPlace } from "../augment/jpeg.js";
import { addNoise } from "../augment/noise.js";
import type { Random } from "../networks/random.js";
import { randomGround } from "./ground.js";
import type { KnownFace } from "./known-face.js";

/** Side of a scene, pixels. */
export const SCENE_SIDE = 320;
/** Longer side of a face's box in a scene, pixels. */
const leastFace = 18;
const mostFace = 240;
/** Most of a pasted picture over which it fades into the background, so that its border is no sign of a face. */
const mostFade = 0.12;

/** A picture with faces whose places are known. */
export interface Scene {
  readonly image: RgbaImage;
  readonly faces: readonly { readonly box: Box; readonly points: Float64Array }[];
}

/**
 * A random ground with faces pasted into it: each of any size, turned a little, mirrored or not, its picture's
 * border faded out; then the colours, blur, noise and JPEG blocks of cameras over all of it.
 * @param backgrounds  photos without a face
 * @param faces  to paste; one that finds no room is left out
 */
export function composeScene(backgrounds: readonly RgbaImage[], faces: readonly KnownFace[], next: Random): Scene {
  const side = SCENE_SIDE;
  const pixels = randomGround(backgrounds, side, next);
  const spare = new Float32Array(side * side * 3);
  const placed: { box: Box; points: Float64Array; room: Box }[] = [];
  for (const face of faces) {
    const room = paste(face, pixels, placed, next);
    if (room !== undefined) placed.push(room);
  }
  if (next() < 0.2) blur(pixels, spare, side, 1.5, next);
  if (next() < 0.3) addNoise(pixels, 12, next);
  if (next() < 0.15) jpegInPlace(pixels, spare, side, 30 + 60 * next());
  writeColours(pixels, randomColours(0.3, next() < 0.1, next), spare);
  return { image: toRgba(spare, side), faces: placed };
}

interface Placed {
  readonly box: Box;
  readonly points: Float64Array;
  /** What the picture covers. */
  readonly room: Box;
}

function paste(
  { image, box, points }: KnownFace,
  pixels: Float32Array,
  others: readonly Placed[],
  next: Random,
): Placed | undefined {
  const side = SCENE_SIDE;
  const size = leastFace * (mostFace / leastFace) ** next();
  const scale = size / Math.max(box[2], box[3]);
  const angle = ((next() + next() - 1) * Math.PI) / 7;
  const isMirrored = next() < 0.5;
  const cos = Math.cos(angle) * scale;
  const sin = Math.sin(angle) * scale;
  const faceX = box[0] + box[2] / 2;
  const faceY = box[1] + box[3] / 2;
  const x = size / 2 + next() * (side - size);
  const y = size / 2 + next() * (side - size);
  const toScene = (px: number, py: number): [number, number] => {
    const u = isMirrored ? faceX - px : px - faceX;
    return [x + u * cos - (py - faceY) * sin, y + u * sin + (py - faceY) * cos];
  };
  const corners = [
    [0, 0],
    [image.width, 0],
    [0, image.height],
    [image.width, image.height],
  ].flatMap(([px, py]) => toScene(px, py));
  const room = boundingBox(corners);
  if (others.some((other) => touch(other.room, room))) return undefined;

  // The picture around the face, turned and mirrored, at the scene's scale: a square that holds all of it.
  const patch = Math.ceil(Math.max(room[2], room[3])) + 2;
  const cut = new Float32Array(patch * patch * 3);
  // The centre of the patch stands on a whole pixel of the scene.
  const left = Math.floor(room[0] + room[2] / 2 - patch / 2);
  const top = Math.floor(room[1] + room[3] / 2 - patch / 2);
  const dx = left + (patch - 1) / 2 - x;
  const dy = top + (patch - 1) / 2 - y;
  const u = (dx * cos + dy * sin) / scale ** 2;
  const v = (dy * cos - dx * sin) / scale ** 2;
  const region = {
    centreX: isMirrored ? faceX - u : faceX + u,
    centreY: faceY + v,
    side: patch / scale,
    angle: isMirrored ? angle : -angle,
  };
  cropInto(image, region, { side: patch, low: 0, high: 255, outside: "edge" }, cut);
  const margin = mostFade * (0.15 + 0.85 * next()) * Math.min(image.width, image.height);
  for (let row = Math.max(0, top); row < Math.min(side, top + patch); row++) {
    for (let column = Math.max(0, left); column < Math.min(side, left + patch); column++) {
      const pu = ((column - x) * cos + (row - y) * sin) / scale ** 2;
      const px = isMirrored ? faceX - pu : faceX + pu;
      const py = faceY + ((row - y) * cos - (column - x) * sin) / scale ** 2;
      const inside = Math.min(px, image.width - 1 - px, py, image.height - 1 - py) / margin;
      if (inside <= 0) continue;
      const weight = inside >= 1 ? 1 : inside * inside * (3 - 2 * inside);
      const from = ((row - top) * patch + (isMirrored ? patch - 1 - (column - left) : column - left)) * 3;
      const to = (row * side + column) * 3;
      for (let c = 0; c < 3; c++) pixels[to + c] += weight * (cut[from + c] - pixels[to + c]);
    }
  }
  return { room, ...moved(points, box, toScene, isMirrored, scale) };
}

/** Box and points in the scene. The box moves and does not turn: a face is round enough for the few degrees. */
function moved(
  points: Float64Array,
  [left, top, width, height]: Box,
  toScene: (x: number, y: number) => [number, number],
  isMirrored: boolean,
  scale: number,
): { box: Box; points: Float64Array } {
  const inScene = new Float64Array(10);
  const order = isMirrored ? [1, 0, 2, 4, 3] : [0, 1, 2, 3, 4];
  order.forEach((from, k) => {
    inScene.set(toScene(points[2 * from], points[2 * from + 1]), 2 * k);
  });
  const [x, y] = toScene(left + width / 2, top + height / 2);
  const box: Box = [x - (width * scale) / 2, y - (height * scale) / 2, width * scale, height * scale];
  return { box, points: inScene };
}

function touch(a: Box, b: Box): boolean {
  return a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3];
}

/** From three planes, -1 to 1. */
function toRgba(planes: Float32Array, side: number): RgbaImage {
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  const plane = side * side;
  for (let i = 0; i < plane; i++) {
    for (let c = 0; c < 3; c++) data[4 * i + c] = (planes[c * plane + i] + 1) * 127.5;
  }
  return { width: side, height: side, data };
}
