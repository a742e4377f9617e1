import { FACE_88, type Layout, type LinearMap, type LinearRule, linearMap, POINTS } from "@face88/points";

/** The 117 points of YouTu's alignment network, phase 1. */
export const YOUTU_117: Layout = Object.freeze({ name: "youtu117", count: 117 });

/** Where the network has the 88's point, or the two between which it lies, in the order of the layout. */
const sources: readonly (number | readonly [number, number])[] = [
  // The outline has 41 points here, every other one of which is ours.
  ...Array.from({ length: 21 }, (_, i) => 76 + 2 * i),
  ...[32, 36, 50, 51, 39, [40, 41] as const, 42, 43, 44, [45, 46] as const, 47, 53, 52],
  ...Array.from({ length: 22 }, (_, i) => 54 + i),
  // Each side's brow, then its eye; the network has both brows first.
  ...range(0, 8),
  ...range(16, 8),
  ...range(8, 8),
  ...range(24, 8),
];

/** The 88 points in the network's 117. */
export const YOUTU_117_TO_88: LinearMap = linearMap({
  from: YOUTU_117,
  to: FACE_88,
  rules: sources.map((source, i): LinearRule => {
    const target = POINTS[i].name;
    if (typeof source === "number") return { target, terms: [[source, 1]], reason: "the same place in both layouts" };
    const [first, second] = source;
    return {
      target,
      terms: [
        [first, 0.5],
        [second, 0.5],
      ],
      reason: "the network has two points there, ours is halfway between",
    };
  }),
});

function range(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}
