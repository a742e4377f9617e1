import type { SampleSource } from "../data/source.js";
import { random } from "../networks/random.js";
import { ConfigError } from "../trainer/errors.js";
import { mix } from "../trainer/order.js";
import { drawFace, moveFace, placePoints, randomFace, TOY_POINTS } from "./draw.js";

/** Options of the toy's data. */
export interface ToyOptions {
  /** Number of faces, >= 1; default 200. */
  readonly count?: number;
  /** Tells one set of faces from another, a whole number; default 1. */
  readonly seed?: number;
  /** Width and height in pixels, >= 32; default 64. */
  readonly size?: number;
  /** Moves each face anew in each epoch; else each has one place that is always the same. Default true. */
  readonly augment?: boolean;
}

const NORMALISATION = Object.freeze({ mean: [127.5, 127.5, 127.5], deviation: [127.5, 127.5, 127.5] });

/**
 * Ellipses with eyes, drawn when they are asked for, with 18 points each: data for trying the trainer that needs no file.
 * @throws ConfigError when an option is out of its range
 */
export default function toySource(options: ToyOptions = {}): SampleSource {
  const { count = 200, seed = 1, size = 64, augment = true } = options;
  for (const [name, value, least] of [
    ["count", count, 1],
    ["size", size, 32],
  ] as const) {
    if (!(Number.isSafeInteger(value) && value >= least)) {
      throw new ConfigError(`toy ${name}: expected a whole number of at least ${least}, got ${value}`);
    }
  }
  return {
    length: count,
    fields: [
      { name: "image", dims: [3, size, size] },
      { name: "points", dims: [2 * TOY_POINTS] },
    ],
    fingerprint: `toy 1 ${JSON.stringify({ count, seed, size, augment })}`,
    unit: size,
    normalisation: NORMALISATION,
    id: (index) => `toy/${seed}/${index}`,
    fill(index, next, { image, points }) {
      const own = random(mix(seed, index));
      const chance = augment ? next : own;
      const face = moveFace(randomFace(own), chance);
      placePoints(face, points);
      drawFace(face, size, chance, image);
      for (let i = 0; i < image.length; i++) image[i] = (image[i] - 127.5) / 127.5;
    },
  };
}
