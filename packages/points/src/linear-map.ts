import { type Coordinates, sameKind } from "./coordinates.js";

/** Name and size of a set of landmarks. */
export interface Layout {
  /** What messages call it, such as `ibug68`. */
  readonly name: string;
  /** Number of points. */
  readonly count: number;
}

/** One source point and its weight. */
export type Term = readonly [index: number, weight: number];

/** The rule for one target point. */
export interface LinearRule {
  /** What the target point is, in words. */
  readonly target: string;
  /** Source points and weights; the weights sum to 1. */
  readonly terms: readonly Term[];
  /** Why these points with these weights. */
  readonly reason: string;
}

/** Conversion between two layouts: each target point is a weighted mean of source points. */
export interface LinearMap {
  /** Layout that is read. */
  readonly from: Layout;
  /** Layout that is made. */
  readonly to: Layout;
  /** One rule per target point, in the order of `to`. */
  readonly rules: readonly LinearRule[];
}

/** How `applyLinearMap` reads and writes. */
export interface LinearMapOptions {
  /** Numbers per source point: 2 for x,y or 3 for x,y,z (as meshes have). Default 2. */
  readonly stride?: 2 | 3;
  /** Numbers per target point, at most `stride`: 2 drops the z of a 3D source. Default 2. */
  readonly dimensions?: 2 | 3;
  /** Array to write to, of length `dimensions` times the target count, not the source. Default: a new one. */
  readonly out?: Coordinates;
}

/**
 * Checks and freezes a conversion table.
 * @throws RangeError when the number of rules is not `to.count`, an index is outside `from`, a weight is not finite, or
 *   the weights of a rule do not sum to 1 (to 1e-6): only then does the map move with a shift of the face
 */
export function linearMap(table: LinearMap): LinearMap {
  const { from, to, rules } = table;
  const label = `${from.name} -> ${to.name}`;
  if (rules.length !== to.count) throw new RangeError(`${label}: expected ${to.count} rules, got ${rules.length}`);
  rules.forEach((rule, i) => {
    let sum = 0;
    for (const [index, weight] of rule.terms) {
      if (!Number.isInteger(index) || index < 0 || index >= from.count) {
        throw new RangeError(
          `${label}: expected a source index from 0 to ${from.count - 1} in rule ${i}, got ${index}`,
        );
      }
      sum += weight;
    }
    if (!(Math.abs(sum - 1) <= 1e-6)) {
      throw new RangeError(`${label}: expected weights that sum to 1 in rule ${i}, got ${sum}`);
    }
  });
  return Object.freeze({ from: Object.freeze({ ...from }), to: Object.freeze({ ...to }), rules: freezeRules(rules) });
}

/**
 * Converts a set of points: every target point is the weighted mean that its rule gives.
 * @param map      table made by `linearMap`
 * @param source   coordinates of the source layout, length `stride` times its count
 * @param options  stride, dimensions, output array
 * @returns coordinates of the target layout, of the same kind as the source unless `out` is given
 * @throws RangeError when a length does not fit, or `dimensions` is above `stride`
 */
export function applyLinearMap(map: LinearMap, source: Coordinates, options: LinearMapOptions = {}): Coordinates {
  const { stride = 2, dimensions = 2 } = options;
  const { from, to, rules } = map;
  const label = `${from.name} -> ${to.name}`;
  if (dimensions > stride) {
    throw new RangeError(`${label}: expected dimensions of at most the stride ${stride}, got ${dimensions}`);
  }
  if (source.length !== stride * from.count) {
    throw new RangeError(`${label}: expected a source of length ${stride * from.count}, got ${source.length}`);
  }
  const out = options.out ?? sameKind(source, dimensions * to.count);
  if (out.length !== dimensions * to.count || out === source) {
    throw new RangeError(
      `${label}: expected another array of length ${dimensions * to.count} as out, got ${out === source ? "the source" : `length ${out.length}`}`,
    );
  }
  for (let i = 0; i < rules.length; i++) {
    for (let axis = 0; axis < dimensions; axis++) {
      let value = 0;
      for (const [index, weight] of rules[i].terms) value += weight * source[index * stride + axis];
      out[i * dimensions + axis] = value;
    }
  }
  return out;
}

function freezeRules(rules: readonly LinearRule[]): readonly LinearRule[] {
  return Object.freeze(
    rules.map(({ target, terms, reason }) =>
      Object.freeze({
        target,
        terms: Object.freeze(terms.map(([index, weight]): Term => Object.freeze([index, weight] as const))),
        reason,
      }),
    ),
  );
}
