import {
  applyLinearMap,
  FACE_88,
  type LinearMap,
  meanShape,
  POINT_COUNT,
  transformPoints,
  umeyama,
} from "@face88/points";
import { solvePositive } from "./cholesky.js";
import { bendingEnergy } from "./thin-plate.js";

/** Options of {@link fusePoints}. */
export interface FuseOptions {
  /**
   * How much the shape resists: at 0 the corresponding points land on the human ones, the larger, the less the shape is
   * bent; >= 0, default 10: of 0 to 300 the value that predicts points which it was not given about best, while the others
   * still land within 0.3 % of the eye-corner distance (docs/teachers.md).
   */
  readonly stiffness?: number;
  /**
   * Where the 88 layout has the corresponding points from where the hand label's layout has them, from
   * `definitionOffsets`: then the fused points keep the 88's own definitions. Default: none, the human points themselves.
   */
  readonly offsets?: ArrayLike<number>;
}

/** Least stiffness: keeps the system solvable where several points correspond to one. */
const LEAST = 1e-6;

/** The mean shape's frame is 128 wide. In it the plate is measured, for every face the same. */
const mean = meanShape();
let energy: Float64Array | undefined;

/**
 * The teacher's 88 points bent so that those which correspond to hand-labelled ones land on them. First the similarity
 * that brings them closest; what is left is spread over all 88 like the bending of a thin plate, so that the points in
 * between go with their neighbours. A correspondence may be a weighted mean of several of the 88.
 * @param teacher  the 88 points, x,y pairs in pixels, length 176
 * @param human    points of `map.to`, x,y pairs in pixels; NaN for a point that was not labelled
 * @param map      from the 88 to the layout of the hand labels
 * @returns the 88 points, length 176
 * @throws RangeError when a length does not fit, or fewer than three points are labelled
 */
export function fusePoints(
  teacher: Float32Array,
  human: ArrayLike<number>,
  map: LinearMap,
  options: FuseOptions = {},
): Float32Array {
  const { stiffness = 10, offsets } = options;
  checkFrom(map);
  if (human.length !== 2 * map.to.count) {
    throw new RangeError(`human: expected ${map.to.count} x,y pairs, got length ${human.length}`);
  }
  if (!(stiffness >= 0)) throw new RangeError(`stiffness: expected a number from 0, got ${stiffness}`);
  const target = offsets === undefined ? Float64Array.from(human) : withOffsets(human, map, offsets);
  const labelled = labelledPoints(target);
  const placed = placeOn(Float64Array.from(teacher), target, map, labelled);
  const reached = applyLinearMap(map, placed);

  energy ??= bendingEnergy(mean);
  const matrix = energy.map((value) => value * Math.max(stiffness, LEAST));
  const sides = [new Float64Array(POINT_COUNT), new Float64Array(POINT_COUNT)];
  for (const k of labelled) {
    const { terms } = map.rules[k];
    for (const [i, weight] of terms) {
      for (const [j, other] of terms) matrix[i * POINT_COUNT + j] += weight * other;
      sides[0][i] += weight * (target[2 * k] - reached[2 * k]);
      sides[1][i] += weight * (target[2 * k + 1] - reached[2 * k + 1]);
    }
  }
  solvePositive(matrix, sides);
  return Float32Array.from(placed, (value, i) => value + sides[i % 2][i >> 1]);
}

/** A teacher's answer for a face that was labelled by hand, too. */
export interface LabelledFace {
  /** The 88 points, length 176. */
  readonly teacher: Float32Array;
  /** Points of the other layout; NaN for a point that was not labelled. */
  readonly human: ArrayLike<number>;
}

/**
 * How differently two layouts define their common points: per point and axis the median of where the teacher has it from
 * where the hand label has it, in the frame of the mean shape (128 wide). Measure on other faces than those to be fused.
 * @throws RangeError when there is no face
 */
export function definitionOffsets(faces: readonly LabelledFace[], map: LinearMap): Float64Array {
  if (faces.length === 0) throw new RangeError("faces: expected at least one, got none");
  checkFrom(map);
  const offsets = faces.map(({ teacher, human }) => {
    const [a, b] = frameOf(human, map);
    const square = a * a + b * b;
    const at = applyLinearMap(map, Float64Array.from(teacher));
    const turned = new Float64Array(at.length);
    for (let i = 0; i < at.length; i += 2) {
      const [dx, dy] = [at[i] - human[i], at[i + 1] - human[i + 1]];
      turned[i] = (a * dx + b * dy) / square;
      turned[i + 1] = (a * dy - b * dx) / square;
    }
    return turned;
  });
  return Float64Array.from(offsets[0], (_, i) => median(offsets.map((face) => face[i]).filter(Number.isFinite)));
}

function withOffsets(human: ArrayLike<number>, map: LinearMap, offsets: ArrayLike<number>): Float64Array {
  if (offsets.length !== human.length) {
    throw new RangeError(`offsets: expected length ${human.length}, got ${offsets.length}`);
  }
  const [a, b] = frameOf(human, map);
  const moved = Float64Array.from(human);
  for (let i = 0; i < moved.length; i += 2) {
    moved[i] += a * offsets[i] - b * offsets[i + 1];
    moved[i + 1] += b * offsets[i] + a * offsets[i + 1];
  }
  return moved;
}

/** From the mean shape's frame to the face's, by the labelled points. */
function frameOf(human: ArrayLike<number>, map: LinearMap) {
  const labelled = labelledPoints(human);
  return umeyama(pick(applyLinearMap(map, mean), labelled), pick(human, labelled));
}

/** The teacher's points brought as close as a similarity can bring them. */
function placeOn(teacher: Float64Array, target: Float64Array, map: LinearMap, labelled: readonly number[]) {
  const reached = applyLinearMap(map, teacher);
  return transformPoints(umeyama(pick(reached, labelled), pick(target, labelled)), teacher);
}

/** Indices of the points that are labelled. @throws RangeError when they are fewer than three */
function labelledPoints(human: ArrayLike<number>): number[] {
  const indices: number[] = [];
  for (let i = 0; i < human.length / 2; i++) {
    if (Number.isFinite(human[2 * i]) && Number.isFinite(human[2 * i + 1])) indices.push(i);
  }
  if (indices.length < 3) throw new RangeError(`human: expected at least 3 labelled points, got ${indices.length}`);
  return indices;
}

function pick(points: ArrayLike<number>, indices: readonly number[]): Float64Array {
  return Float64Array.from(indices.flatMap((i) => [points[2 * i], points[2 * i + 1]]));
}

function checkFrom(map: LinearMap): void {
  if (map.from.count !== FACE_88.count) {
    throw new RangeError(`map: expected one from the ${FACE_88.count} points, got from ${map.from.name}`);
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((x, y) => x - y);
  const half = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
