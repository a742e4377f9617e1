import type { GraphBuilder } from "../ir/builder.js";
import type { Value } from "../ir/graph.js";
import { elementCount, fixedDims, tensor } from "../ir/tensor.js";

/** Mersenne prime 2^31 - 1: products of two residues stay below 2^62, so int64 arithmetic is exact everywhere. */
const PRIME = 2147483647;

/**
 * Drops elements at random and scales the others up, so that the mean stays. The mask is a pure function of the seed:
 * the same seed drops the same elements on every machine.
 * @param x  float32 of fixed shape
 * @param ratio  probability of dropping, 0 <= ratio < 1
 * @param seed  int64 scalar edge, 0 <= seed < 2^31 - 1; another one for each step and micro-batch
 * @param salt  whole number that tells the dropouts of one graph apart
 * @throws RangeError when the ratio is outside its range
 * @see Srivastava et al., Dropout, 2014
 */
export function dropout(b: GraphBuilder, x: Value, ratio: number, seed: Value, salt: number): Value {
  if (!(ratio >= 0 && ratio < 1)) throw new RangeError(`dropout ratio must be in 0..1 (1 excluded), got ${ratio}`);
  if (ratio === 0) return x;
  const dims = fixedDims("input of dropout", x.dims);
  const counter = BigInt64Array.from({ length: elementCount(dims) }, (_, i) => BigInt(i + 1));
  let state = b.add(b.constant(tensor("int64", dims, counter)), b.mul(seed, 40014));
  // Squaring modulo a prime mixes, the odd multipliers (of L'Ecuyer's generators) keep counters apart.
  for (const multiplier of [48271, 69621, 39373]) {
    const low = b.node("Mod", [b.add(b.mul(state, multiplier), b.scalar(salt + 1, "int64")), b.scalar(PRIME, "int64")]);
    state = b.node("Mod", [b.add(b.mul(low, low), low), b.scalar(PRIME, "int64")]);
  }
  const keep = b.cast(b.greater(state, Math.floor(ratio * PRIME)), "float32");
  return b.mul(x, b.mul(keep, 1 / (1 - ratio)));
}
