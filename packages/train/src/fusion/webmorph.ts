import { FACE_88, type LinearMap, linearMap, type Term } from "@face88/points";

/** Point of a WebMorph template of 189 points, and where it is in the 88. */
type Row = readonly [template: number, terms: readonly Term[], reason: string];

const SAME = "the same place in both layouts";
const NEAR = "on the same line, within 5 % of the width of the mean shape; the definition offsets hold the rest";

const one = (template: number, point: number, reason = SAME): Row => [template, [[point, 1]], reason];
const run = (first: number, points: readonly number[]): Row[] => points.map((point, i) => one(first + i, point));

/**
 * The 56 points of the template that have a counterpart. Found on 21 faces of the London set: medians of
 * the templates, laid over the medians of a teacher's points.
 */
const rows: readonly Row[] = [
  // Eyes: upper lids from the left of the image to the right, then lower lids.
  ...run(18, [64, 71, 70, 69, 68]),
  ...run(23, [84, 85, 86, 87, 80]),
  ...run(28, [65, 66, 67]),
  ...run(31, [83, 82, 81]),
  one(55, 28),
  one(63, 26),
  one(64, 27),
  one(68, 30, NEAR),
  one(69, 29, NEAR),
  one(71, 56, NEAR),
  one(82, 72, NEAR),
  one(83, 57),
  one(86, 73),
  // Lips: outer edge of the upper one, inner edges from the left, outer edge of the lower one without its ends.
  ...run(87, [34, 45, 44, 43, 42, 41, 40]),
  ...run(94, [55, 54, 53, 52, 51]),
  ...run(99, [46, 47, 48, 49, 50]),
  ...run(104, [35, 36, 37, 38, 39]),
  // Outline.
  one(109, 0),
  one(112, 20),
  one(111, 3, NEAR),
  one(114, 17, NEAR),
  one(125, 4, NEAR),
  one(133, 16, NEAR),
  one(127, 7),
  one(131, 13),
  one(129, 10),
];

/** Number of points of the template that is read: the London and Canada sets have it. */
const TEMPLATE_POINTS = 189;

/**
 * The points of {@link webmorphPoints} as weights of our 88.
 * @see DeBruine and Jones, Face Research Lab London Set (webmorph.org)
 */
export const FACE_88_TO_WEBMORPH: LinearMap = linearMap({
  from: FACE_88,
  to: { name: "webmorph", count: rows.length },
  rules: rows.map(([template, terms, reason]) => ({ target: `template point ${template}`, terms, reason })),
});

/**
 * The points of a template that have a counterpart in the 88.
 * @param template  189 x,y pairs
 * @returns x,y pairs in the order of `FACE_88_TO_WEBMORPH`
 * @throws RangeError when it is a template of another number of points
 */
export function webmorphPoints(template: ArrayLike<number>): Float64Array {
  if (template.length !== 2 * TEMPLATE_POINTS) {
    throw new RangeError(`template: expected ${TEMPLATE_POINTS} x,y pairs, got length ${template.length}`);
  }
  return Float64Array.from(rows.flatMap(([point]) => [template[2 * point], template[2 * point + 1]]));
}
