import type { Box } from "@face88/points";
import { intersectionOverUnion } from "face88";
import type { Random } from "../networks/random.js";
import type { PatchKind } from "./patch-file.js";
import { SCENE_SIDE, type Scene } from "./scene.js";

/** A square of a scene, and what it is an example of. */
export interface Window {
  readonly kind: PatchKind;
  /** Left, top, width, height by edges: 0 is the left edge of the first pixel. */
  readonly square: Box;
  /** The face that it is about. */
  readonly face?: Scene["faces"][number];
}

/** Overlaps with a face from which on a window is a face, or a part of one, and up to which it is none: the paper's. */
const limits = { positive: 0.65, part: 0.4, negative: 0.3 };

/** What a square shows; undefined between no face and a part. */
export function judge(square: Box, scene: Scene): Window | undefined {
  let overlap = 0;
  let face: Scene["faces"][number] | undefined;
  for (const candidate of scene.faces) {
    const found = intersectionOverUnion(square, byEdges(candidate.box));
    if (found > overlap) [overlap, face] = [found, candidate];
  }
  if (overlap < limits.negative) return { kind: "negative", square };
  if (overlap < limits.part || face === undefined) return undefined;
  return { kind: overlap < limits.positive ? "part" : "positive", square, face };
}

/** Squares around each face, moved and resized at random: faces and parts, and as many that are neither. */
export function aroundFaces(scene: Scene, count: number, next: Random): Window[] {
  const near = nearFaces(scene, count, { least: 0.8, most: 1.25, shift: 0.2 }, next);
  const far = nearFaces(scene, count, { least: 0.3, most: 3, shift: 0.7 }, next);
  return [...near, ...far.filter(({ kind }) => kind === "negative")];
}

function nearFaces(
  scene: Scene,
  count: number,
  { least, most, shift }: { readonly least: number; readonly most: number; readonly shift: number },
  next: Random,
): Window[] {
  return scene.faces.flatMap(({ box }) =>
    Array.from({ length: count }, () => {
      const [x, y, width, height] = byEdges(box);
      const longer = Math.max(width, height);
      const side = longer * least * (most / least) ** next();
      const left = x + width / 2 - side / 2 + (2 * next() - 1) * shift * longer;
      const top = y + height / 2 - side / 2 + (2 * next() - 1) * shift * longer;
      return judge([left, top, side, side], scene);
    }).filter((window): window is Window => window !== undefined),
  );
}

/** Squares anywhere, most of them negatives. */
export function anywhere(scene: Scene, count: number, next: Random): Window[] {
  return Array.from({ length: count }, () => {
    const side = 12 * (SCENE_SIDE / 24) ** next();
    const place = () => next() * (SCENE_SIDE - side);
    return judge([place(), place(), side, side], scene);
  }).filter((window): window is Window => window?.kind === "negative");
}

/** How the edges of a square are to be moved onto the face's box, and where its points are: parts of the square. */
export function targetsOf({ square, face }: Window, into: Float32Array): Float32Array {
  into.fill(0);
  if (face === undefined) return into;
  const [left, top, side] = square;
  const [x, y, width, height] = byEdges(face.box);
  into[0] = (x - left) / side;
  into[1] = (y - top) / side;
  into[2] = (x + width - left - side) / side;
  into[3] = (y + height - top - side) / side;
  for (let k = 0; k < 10; k += 2) {
    into[4 + k] = (face.points[k] + 0.5 - left) / side;
    into[5 + k] = (face.points[k + 1] + 0.5 - top) / side;
  }
  return into;
}

/** From pixels with 0 at the centre of the first to edges. */
function byEdges([x, y, width, height]: Box): Box {
  return [x + 0.5, y + 0.5, width, height];
}
