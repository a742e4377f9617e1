import { meanShape, POINT_COUNT } from "@face88/points";
import { expect, test } from "vitest";
import { meshEdges } from "./mesh-edges.js";

const edges = meshEdges();
const shape = meanShape();
const at = (point: number) => [shape[2 * point], shape[2 * point + 1]] as const;

test("every edge once, between two points, in the same order each time", () => {
  const keys = edges.map(([from, to]) => `${Math.min(from, to)}-${Math.max(from, to)}`);
  expect(new Set(keys).size).toBe(keys.length);
  expect(edges.every(([from, to]) => from !== to && from >= 0 && to < POINT_COUNT)).toBe(true);
  expect(meshEdges()).toBe(edges);
});

test("every point has two edges or more, and the number fits a triangulation: 3n - 3 - h with h points on the hull", () => {
  const degree = new Array<number>(POINT_COUNT).fill(0);
  for (const edge of edges) for (const point of edge) degree[point]++;
  expect(Math.min(...degree)).toBeGreaterThanOrEqual(2);
  expect(edges.length).toBe(3 * POINT_COUNT - 3 - hullSize());
});

test("no two edges cross", () => {
  const side = (a: readonly [number, number], b: readonly [number, number], c: readonly [number, number]) =>
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
  let crossings = 0;
  edges.forEach(([a, b], i) => {
    for (const [c, d] of edges.slice(0, i)) {
      if (a === c || a === d || b === c || b === d) continue;
      const apart = side(at(a), at(b), at(c)) * side(at(a), at(b), at(d));
      const across = side(at(c), at(d), at(a)) * side(at(c), at(d), at(b));
      if (apart < 0 && across < 0) crossings++;
    }
  });
  expect(crossings).toBe(0);
});

/** Points on the convex hull, by Andrew's monotone chain. */
function hullSize(): number {
  const sorted = Array.from({ length: POINT_COUNT }, (_, i) => at(i)).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (points: typeof sorted) => {
    const chain: (readonly [number, number])[] = [];
    for (const p of points) {
      while (chain.length >= 2) {
        const [a, b] = chain.slice(-2);
        if ((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) > 0) break;
        chain.pop();
      }
      chain.push(p);
    }
    return chain.length - 1;
  };
  return half(sorted) + half(sorted.reverse());
}
