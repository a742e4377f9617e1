import { FACE_88, type Layout, type LinearMap, type LinearRule, linearMap, type Term } from "@face88/points";

/** The 98 points of WFLW: jaw 33, brows 2 x 9, nose 9, eyes 2 x 8, mouth 20, pupils 2. */
export const WFLW_98: Layout = Object.freeze({ name: "wflw98", count: 98 });

const JAW = "both outlines run from eye height to the chin in equal steps, 16 there and 10 here, and back up";
const BROW = "the outline of the brow: ours has three points on an edge, theirs four from end to end";
const LID = "three points on a lid in both layouts";
const SAME = "the same place in both layouts";
const BASE = "five points on the base of the nose, equally spaced: as in iBUG's layout";
const LIP = "as in iBUG's layout";
const PUPIL = "the middle of the eye";

const mix = (from: number, to: number, share: number): readonly Term[] =>
  share === 0
    ? [[from, 1]]
    : [
        [from, 1 - share],
        [to, share],
      ];
const one = (point: number): readonly Term[] => [[point, 1]];
const all = (...points: number[]): readonly Term[] => points.map((point): Term => [point, 1 / points.length]);
const corner = (outer: number, lower: number, upper: number): readonly Term[] => [
  [outer, 1 / 2],
  [lower, 1 / 4],
  [upper, 1 / 4],
];

/** The rules in the order of the 98. */
const rows: readonly (readonly [terms: readonly Term[], reason: string])[] = [
  // Jaw, from the left: step k of 32 lies at 20 k / 32 of ours.
  ...Array.from({ length: 33 }, (_, k) => {
    const at = (20 * k) / 32;
    return [mix(Math.floor(at), Math.floor(at) + 1, at - Math.floor(at)), JAW] as const;
  }),
  // Left brow: upper edge from the outer end inwards, then the lower edge back.
  ...[mix(56, 56, 0), one(63), one(62), one(61), one(60), mix(60, 59, 0.35), mix(59, 58, 0.35), mix(58, 57, 0.35)].map(
    (terms) => [terms, BROW] as const,
  ),
  [mix(57, 56, 0.35), BROW],
  // Right brow: upper edge from the inner end outwards, then the lower edge back.
  ...[one(76), one(77), one(78), one(79), one(72), mix(72, 73, 0.65), mix(73, 74, 0.65), mix(74, 75, 0.65)].map(
    (terms) => [terms, BROW] as const,
  ),
  [mix(75, 76, 0.65), BROW],
  // Ridge and base of the nose.
  ...[0, 1 / 3, 2 / 3, 1].map((share) => [mix(22, 21, share), SAME] as const),
  ...[all(26, 27), mix(27, 28, 1 / 3), one(28), mix(29, 28, 1 / 3), all(29, 30)].map((terms) => [terms, BASE] as const),
  // Eyes: left one from the outer corner over the upper lid, right one from the inner corner over the upper lid.
  ...[64, 71, 70, 69, 68, 67, 66, 65].map((point) => [one(point), LID] as const),
  ...[84, 85, 86, 87, 80, 81, 82, 83].map((point) => [one(point), LID] as const),
  // Outer lips from the left corner over the upper lip, then inner lips, each with its corners.
  ...[34, 45, 44, 43, 42, 41, 40, 39, 38, 37, 36, 35].map((point) => [one(point), LIP] as const),
  ...[corner(34, 46, 55), one(54), one(53), one(52), corner(40, 50, 51), one(49), one(48), one(47)].map(
    (terms) => [terms, LIP] as const,
  ),
  [all(64, 65, 66, 67, 68, 69, 70, 71), PUPIL],
  [all(80, 81, 82, 83, 84, 85, 86, 87), PUPIL],
];

/**
 * The rule of each of WFLW's 98 points as weights of our 88.
 * @see Wu et al., Look at Boundary: A Boundary-Aware Face Alignment Algorithm, CVPR 2018, figure 5
 */
export const FACE_88_TO_WFLW_98: LinearMap = linearMap({
  from: FACE_88,
  to: WFLW_98,
  rules: rows.map(([terms, reason], i): LinearRule => ({ target: `WFLW point ${i}`, terms, reason })),
});
