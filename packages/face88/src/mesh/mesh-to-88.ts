import { FACE_88, type LinearMap, type LinearRule, linearMap, MIRROR, POINTS } from "@face88/points";
import { MESH_POINTS } from "./attention-indices.js";

/** A point on the line from one vertex to another: `share` 0 is the first, 1 the second. */
interface Between {
  readonly point: number;
  /** Vertices at the left of the image; on the midline, or for a single vertex, twice the same. */
  readonly left: readonly [from: number, to: number];
  /** Their partners at the right. */
  readonly right: readonly [from: number, to: number];
  readonly share: number;
  readonly reason: string;
}

const outline = "equal steps along the face oval, as in the mean shape, from the height of the eyes to the chin";
const bridge = "vertex on the flank of the nose nearest to the mean shape";
const wing = "where the wing of the nose is widest";
const nostril = "lower edge of the nostril";
const lip = "on the contour of the lip, at the mean shape's place between corner and centre";
const brow = "on the contour of the brow, at the mean shape's place between its ends";
const lid = "on the contour of the lid, a quarter of the way from corner to corner";

/**
 * The left half and the midline. Places between two vertices come from the mean mesh of 102 frontal faces, laid over the
 * mean shape of the 88 by eyes, nose, mouth and chin.
 */
const rows: readonly Between[] = [
  row(0, [162, 127], [389, 356], 0.65, outline),
  row(1, [127, 234], [356, 454], 0.58, outline),
  row(2, [234, 93], [454, 323], 0.53, outline),
  row(3, [93, 132], [323, 361], 0.47, outline),
  row(4, [132, 58], [361, 288], 0.35, outline),
  row(5, [58, 172], [288, 397], 0.21, outline),
  row(6, [172, 136], [397, 365], 0.21, outline),
  row(7, [136, 150], [365, 379], 0.59, outline),
  row(8, [149, 176], [378, 400], 0.14, outline),
  row(9, [176, 148], [400, 377], 0.7, outline),
  midline(10, 152, "lowest vertex of the chin"),
  midline(21, 4, "tip of the nose"),
  midline(22, 6, "bridge at the height of the eyes"),
  row(23, [196, 196], [419, 419], 0, bridge),
  row(24, [236, 236], [456, 456], 0, bridge),
  row(25, [198, 131], [420, 360], 0.4, bridge),
  row(26, [129, 64], [358, 294], 0.5, wing),
  row(27, [99, 75], [328, 305], 0.5, nostril),
  midline(28, 2, "where the nose meets the upper lip"),
  row(34, [61, 61], [291, 291], 0, "corner of the mouth"),
  row(35, [91, 181], [321, 405], 0.11, lip),
  row(36, [181, 84], [405, 314], 0.55, lip),
  midline(37, 17, "lower edge of the lower lip"),
  row(45, [40, 39], [270, 269], 0.64, lip),
  row(44, [37, 0], [267, 0], 0.13, "peak of the upper lip"),
  midline(43, 0, "dip of the upper lip"),
  row(46, [88, 178], [318, 402], 0.01, lip),
  row(47, [178, 87], [402, 317], 0.62, lip),
  midline(48, 14, "upper edge of the lower lip"),
  row(55, [191, 80], [415, 310], 0.81, lip),
  row(54, [81, 82], [311, 312], 0.52, lip),
  midline(53, 13, "lower edge of the upper lip"),
  row(56, [70, 46], [300, 276], 0.4, "between the outer ends of the brow's two edges"),
  row(57, [53, 52], [283, 282], 0.16, brow),
  row(58, [52, 65], [282, 295], 0.3, brow),
  row(59, [65, 55], [295, 285], 0.18, brow),
  row(60, [55, 107], [285, 336], 0.35, "between the inner ends of the brow's two edges"),
  row(61, [66, 107], [296, 336], 0.51, brow),
  row(62, [105, 66], [334, 296], 0.5, brow),
  row(63, [63, 105], [293, 334], 0.32, brow),
  row(64, [33, 33], [263, 263], 0, "outer corner of the eye"),
  row(65, [163, 144], [390, 373], 0.63, lid),
  row(66, [145, 145], [374, 374], 0, lid),
  row(67, [153, 154], [380, 381], 0.24, lid),
  row(68, [133, 133], [362, 362], 0, "inner corner of the eye"),
  row(69, [158, 157], [385, 384], 0.62, lid),
  row(70, [159, 158], [386, 385], 0.28, lid),
  row(71, [161, 160], [388, 387], 0.91, lid),
];

/**
 * The 88 points in a Face Mesh: each is a vertex or lies between two neighbours, with its reason. Read the 468 points of
 * the mesh (irises are not needed).
 */
export const MESH_TO_88: LinearMap = linearMap({
  from: { name: "mesh468", count: MESH_POINTS },
  to: FACE_88,
  rules: allRules(),
});

function row(
  point: number,
  left: readonly [number, number],
  right: readonly [number, number],
  share: number,
  reason: string,
): Between {
  return { point, left, right, share, reason };
}

function midline(point: number, vertex: number, reason: string): Between {
  return row(point, [vertex, vertex], [vertex, vertex], 0, reason);
}

function allRules(): LinearRule[] {
  const rules: LinearRule[] = [];
  for (const { point, left, right, share, reason } of rows) {
    rules[point] = rule(point, left, share, reason);
    rules[MIRROR[point]] = rule(MIRROR[point], right, share, reason);
  }
  return rules;
}

function rule(point: number, [from, to]: readonly [number, number], share: number, reason: string): LinearRule {
  const target = POINTS[point].name;
  if (share === 0) return { target, terms: [[from, 1]], reason };
  return {
    target,
    terms: [
      [from, 1 - share],
      [to, share],
    ],
    reason,
  };
}
