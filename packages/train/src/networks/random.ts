/** Deterministic random numbers in 0..1 (1 excluded). */
export type Random = () => number;

/**
 * Mulberry32: one 32-bit word of state, full period, good enough for initial weights.
 * @param seed  any whole number
 */
export function random(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Source of initial weights for networks whose weights come from elsewhere: zeros, at no cost. */
export const blank: Random = () => 0;

/** Standard normal number by the Box-Muller transform. */
export const normal = (next: Random): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
