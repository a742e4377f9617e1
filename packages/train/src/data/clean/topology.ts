import { CONTOURS, crossings, indexOf, MIRROR, POINTS, type PointName } from "@face88/points";
import { FRAME, upright } from "./upright.js";

/** Pairs of which the first lies above the second on every upright face, whatever its pose and expression. */
const ABOVE: readonly (readonly [PointName, PointName])[] = [
  ["left_eye_7", "left_eye_1"],
  ["left_eye_6", "left_eye_2"],
  ["left_eye_5", "left_eye_3"],
  ["left_eyebrow_7", "left_eyebrow_1"],
  ["left_eyebrow_6", "left_eyebrow_2"],
  ["left_eyebrow_5", "left_eyebrow_3"],
  ["left_eyebrow_2", "left_eye_6"],
  ["left_eye_4", "nose_5"],
  ["nose_1", "nose_7"],
  ["nose_5", "mouth_0"],
  ["nose_7", "mouth_9"],
  ["mouth_11", "mouth_1"],
  ["mouth_10", "mouth_2"],
  ["mouth_9", "mouth_3"],
  ["mouth_9", "mouth_19"],
  ["mouth_21", "mouth_12"],
  ["mouth_20", "mouth_13"],
  ["mouth_19", "mouth_14"],
  ["mouth_14", "mouth_3"],
  ["mouth_3", "face_profile_10"],
];

/** Pairs of which the first lies left of the second. */
const LEFT_OF: readonly (readonly [PointName, PointName])[] = [
  ["left_eye_0", "left_eye_4"],
  ["left_eyebrow_0", "left_eyebrow_4"],
  ["left_eye_4", "right_eye_4"],
  ["left_eyebrow_4", "right_eyebrow_4"],
  ["nose_5", "nose_9"],
  ["mouth_0", "mouth_6"],
  ["mouth_12", "mouth_16"],
  ["face_profile_0", "face_profile_20"],
];

/** A fault in the order of a face's points. */
export interface OrderFault {
  /** How far the points are on the wrong side of each other, percent of the face's size. */
  readonly depth: number;
  /** What is wrong with which points. */
  readonly what: string;
}

interface Demand {
  readonly first: number;
  readonly second: number;
  /** 0: the first has the lesser x; 1: the lesser y. */
  readonly axis: 0 | 1;
}

/** Every demand and its mirror image. */
const DEMANDS: readonly Demand[] = [
  ...ABOVE.map(([first, second]) => ({ first: indexOf(first), second: indexOf(second), axis: 1 as const })),
  ...LEFT_OF.map(([first, second]) => ({ first: indexOf(first), second: indexOf(second), axis: 0 as const })),
].flatMap((demand) => {
  const [one, other] = [MIRROR[demand.first], MIRROR[demand.second]];
  const mirrored =
    demand.axis === 1 ? { ...demand, first: one, second: other } : { ...demand, first: other, second: one };
  return mirrored.first === demand.first && mirrored.second === demand.second ? [demand] : [demand, mirrored];
});

/**
 * The worst fault in the order of the points: lids, brows and lips the wrong way up, corners that changed sides, lines
 * that cross themselves. The face is turned upright first.
 * @param points  the 88 points, x,y pairs in any frame
 * @returns undefined where all is in order
 */
export function orderFault(points: Float64Array): OrderFault | undefined {
  const placed = upright(points);
  if (placed === undefined) return { depth: Number.POSITIVE_INFINITY, what: "all points coincide" };
  let worst: OrderFault | undefined;
  const add = (depth: number, what: () => string) => {
    if (depth > (worst?.depth ?? 0)) worst = { depth, what: what() };
  };
  for (const { first, second, axis } of DEMANDS) {
    add(((placed[2 * first + axis] - placed[2 * second + axis]) / FRAME) * 100, () => {
      const [one, other] = [POINTS[first].name, POINTS[second].name];
      return axis === 1 ? `${one} below ${other}` : `${one} right of ${other}`;
    });
  }
  for (const { name, indices, closed } of CONTOURS) {
    for (const { depth, edges } of crossings(placed, indices, closed)) {
      add((depth / FRAME) * 100, () => {
        const [one, other] = edges.map(([from, to]) => `${POINTS[from].name} to ${POINTS[to].name}`);
        return `${name}: the line from ${one} crosses that from ${other}`;
      });
    }
  }
  return worst;
}
