import { type Random, random } from "../networks/random.js";

/**
 * Every random choice of a run is a function of the config's seed and of where it is made, so that the random state of a
 * run is the seed and the step, and neither threads nor a restart change a choice.
 */

/** One 32-bit word from several whole numbers. @see Appleby, MurmurHash3, 2011 */
export function mix(...words: readonly number[]): number {
  let hash = 0x9747b28c;
  for (const word of words) {
    const scrambled = Math.imul(rotate(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
    hash = (Math.imul(rotate(hash ^ scrambled, 13), 5) + 0xe6546b64) | 0;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

const rotate = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));

/** Random numbers for one sample in one epoch. */
export const sampleRandom = (seed: number, epoch: number, index: number): Random => random(mix(seed, 1, epoch, index));

/** Seed of dropout in one micro-batch, 0 <= seed < 2^31 - 1. */
export const dropoutSeed = (seed: number, step: number, microBatch: number): number =>
  mix(seed, 2, step, microBatch) % 0x7fffffff;

/** Order of an epoch: every index once. @see Durstenfeld, Algorithm 235: Random permutation, 1964 */
export function epochOrder(seed: number, epoch: number, length: number): Uint32Array {
  const next = random(mix(seed, 3, epoch));
  const order = Uint32Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
