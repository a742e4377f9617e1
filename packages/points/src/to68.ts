import type { Coordinates } from "./coordinates.js";
import { MIRROR } from "./layout.js";
import { FACE_88, IBUG_68, MIRROR_68 } from "./layouts.js";
import { applyLinearMap, type LinearMap, type LinearRule, linearMap, type Term } from "./linear-map.js";

const SAME = "the same place in both layouts";
const JAW =
  "both outlines run from eye height to the chin in steps equal to 5 %, 8 in iBUG and 10 in ours: point k lies at 1.25 k, " +
  "between neighbours; that is the arc length of the polyline, but fixed, so that the rule stays linear";
const BROW =
  "iBUG draws a brow as one line of five, ours has its outline; the lower edge has the same five stations, and the line " +
  "of iBUG runs about a quarter of the brow's thickness above it";
const RIDGE = "the four points of the ridge are equally spaced from the top of the bridge to the tip";
const NOSTRIL = "ours marks the outermost wing and the lower edge of the nostril, iBUG the rim between the two";
const BASE =
  "iBUG's five points of the base are about equally spaced; halfway between its end and its centre is a third of the way from " +
  "our nostril point to the centre";
const LID = "iBUG has two points on a lid, at 1/3 and 2/3, ours three, at 1/4, 1/2 and 3/4: a third of the way inwards";
const LIP = "both outer edges have five points between the corners, and the Cupid's bow has its peaks in both";
const INNER_CORNER = "ours has no inner corner: it lies halfway from the outer corner to the ends of the inner edges";
const INNER = "the inner edge beside its centre in both layouts";

/** Rules of the midline and of the left half of the image; the right half is their mirror. */
const HALF: ReadonlyMap<number, LinearRule> = new Map([
  ...[0, 1, 2, 3, 4, 5, 6, 7].map((k) => [k, rule(`jaw, left, step ${k} of 8`, jawTerms(k), JAW)] as const),
  [8, rule("chin", [[10, 1]], SAME)],
  [17, rule("left brow, outer end", [[56, 1]], SAME)],
  [18, rule("left brow, near the outer end", mix(57, 63, 1 / 4), BROW)],
  [19, rule("left brow, middle", mix(58, 62, 1 / 4), BROW)],
  [20, rule("left brow, near the inner end", mix(59, 61, 1 / 4), BROW)],
  [21, rule("left brow, inner end", [[60, 1]], SAME)],
  [27, rule("nose ridge, top", [[22, 1]], SAME)],
  [28, rule("nose ridge, upper", mix(22, 21, 1 / 3), RIDGE)],
  [29, rule("nose ridge, lower", mix(21, 22, 1 / 3), RIDGE)],
  [30, rule("nose tip", [[21, 1]], SAME)],
  [31, rule("nose base, left end", mix(26, 27, 1 / 2), NOSTRIL)],
  [32, rule("nose base, left", mix(27, 28, 1 / 3), BASE)],
  [33, rule("nose base, centre", [[28, 1]], SAME)],
  [36, rule("left eye, outer corner", [[64, 1]], SAME)],
  [37, rule("left eye, upper lid, outer", mix(71, 70, 1 / 3), LID)],
  [38, rule("left eye, upper lid, inner", mix(69, 70, 1 / 3), LID)],
  [39, rule("left eye, inner corner", [[68, 1]], SAME)],
  [40, rule("left eye, lower lid, inner", mix(67, 66, 1 / 3), LID)],
  [41, rule("left eye, lower lid, outer", mix(65, 66, 1 / 3), LID)],
  [48, rule("mouth, left corner", [[34, 1]], SAME)],
  [49, rule("upper lip, outer edge, left", [[45, 1]], LIP)],
  [50, rule("upper lip, left peak of the Cupid's bow", [[44, 1]], LIP)],
  [51, rule("upper lip, outer edge, centre", [[43, 1]], SAME)],
  [57, rule("lower lip, outer edge, centre", [[37, 1]], SAME)],
  [58, rule("lower lip, outer edge, left of the centre", [[36, 1]], LIP)],
  [59, rule("lower lip, outer edge, left", [[35, 1]], LIP)],
  [
    60,
    rule(
      "mouth, left inner corner",
      [
        [34, 1 / 2],
        [46, 1 / 4],
        [55, 1 / 4],
      ],
      INNER_CORNER,
    ),
  ],
  [61, rule("upper lip, inner edge, left", [[54, 1]], INNER)],
  [62, rule("upper lip, inner edge, centre", [[53, 1]], SAME)],
  [66, rule("lower lip, inner edge, centre", [[48, 1]], SAME)],
  [67, rule("lower lip, inner edge, left", [[47, 1]], INNER)],
]);

/**
 * The rule of each of the 68 iBUG points as weights of our 88.
 * @see Sagonas et al., 300 Faces in-the-Wild Challenge, ICCVW 2013, figure 1 (the 68 points, there 1-based)
 */
export const FACE_88_TO_IBUG_68: LinearMap = linearMap({
  from: FACE_88,
  to: IBUG_68,
  rules: MIRROR_68.map((partner, i) => HALF.get(i) ?? mirrored(partner)),
});

/**
 * The 88 points as the 68 of iBUG 300-W, by `FACE_88_TO_IBUG_68`.
 * @param points  x,y pairs, length 176
 * @returns x,y pairs, length 136, of the same kind
 * @throws RangeError when the length is not 176
 */
export function toIbug68(points: Coordinates): Coordinates {
  return applyLinearMap(FACE_88_TO_IBUG_68, points);
}

function rule(target: string, terms: readonly Term[], reason: string): LinearRule {
  return { target, terms, reason };
}

/** The point at 1.25 k on our outline, between its two neighbours. */
function jawTerms(k: number): readonly Term[] {
  const position = (k * 10) / 8;
  const below = Math.floor(position);
  return position === below ? [[below, 1]] : mix(below, below + 1, position - below);
}

/** The point at `share` of the way from one to the other. */
function mix(from: number, to: number, share: number): readonly Term[] {
  return [
    [from, 1 - share],
    [to, share],
  ];
}

/** The rule of the other half of the image: left and right change places. */
function mirrored(partner: number): LinearRule {
  const rule = HALF.get(partner);
  if (rule === undefined) throw new Error(`internal: no rule for iBUG point ${partner} nor for its mirror`);
  return {
    target: rule.target.replace("left", "right"),
    terms: rule.terms.map(([index, weight]) => [MIRROR[index], weight]),
    reason: rule.reason,
  };
}
