import type { Affine } from "./affine.js";
import { assertSameLength } from "./coordinates.js";

/**
 * The similarity transform (rotation, one scale, translation; never a reflection) that brings `source` closest to
 * `target` in the sense of weighted least squares.
 *
 * In the plane Umeyama's solution needs no SVD: with the centred points as complex numbers p and q, scale times
 * rotation is the one complex number  sum(w conj(p) q) / sum(w |p|^2), whose determinant |z|^2 cannot be negative,
 * so the sign correction of his equation 43 is built in.
 * @param source   x,y pairs, length 2n, n >= 2
 * @param target   x,y pairs, length 2n
 * @param weights  one weight >= 0 per point, length n; default: all equal
 * @returns the transform from the frame of `source` to that of `target`
 * @throws RangeError when the lengths differ, a weight is negative, or the rotation is not determined (all weighted
 *   points of one set coincide, or the target is as far from every rotation, such as a perfect mirror image of a square)
 * @see Umeyama, Least-Squares Estimation of Transformation Parameters Between Two Point Patterns, PAMI 1991
 */
export function umeyama(source: ArrayLike<number>, target: ArrayLike<number>, weights?: ArrayLike<number>): Affine {
  assertSameLength("source and target", source, target);
  const count = source.length / 2;
  if (weights !== undefined && weights.length !== count) {
    throw new RangeError(`weights: expected one per point (length ${count}), got length ${weights.length}`);
  }
  let total = 0;
  let px = 0;
  let py = 0;
  let qx = 0;
  let qy = 0;
  for (let i = 0; i < count; i++) {
    const w = weights === undefined ? 1 : weights[i];
    if (!(w >= 0)) throw new RangeError(`weights: expected numbers of at least 0, got ${w} for point ${i}`);
    total += w;
    px += w * source[2 * i];
    py += w * source[2 * i + 1];
    qx += w * target[2 * i];
    qy += w * target[2 * i + 1];
  }
  px /= total;
  py /= total;
  qx /= total;
  qy /= total;
  let dot = 0;
  let cross = 0;
  let sourceSpread = 0;
  let targetSpread = 0;
  for (let i = 0; i < count; i++) {
    const w = weights === undefined ? 1 : weights[i];
    const sx = source[2 * i] - px;
    const sy = source[2 * i + 1] - py;
    const tx = target[2 * i] - qx;
    const ty = target[2 * i + 1] - qy;
    dot += w * (sx * tx + sy * ty);
    cross += w * (sx * ty - sy * tx);
    sourceSpread += w * (sx * sx + sy * sy);
    targetSpread += w * (tx * tx + ty * ty);
  }
  // Relative to the spreads, so that the limit is rounding and not the unit of the coordinates. NaN fails it too.
  const correlation = Math.hypot(dot, cross) / Math.sqrt(sourceSpread * targetSpread);
  if (!(correlation > 1e-9)) {
    throw new RangeError(
      "source and target: expected sets that determine a rotation, got coinciding or symmetric points",
    );
  }
  const a = dot / sourceSpread;
  const b = cross / sourceSpread;
  return [a, b, -b, a, qx - a * px + b * py, qy - b * px - a * py];
}
