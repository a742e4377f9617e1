import type { Edge } from "./contours.js";

/** Two edges of a line that cross each other. */
export interface Crossing {
  /** The edges, by the indices of their points. */
  readonly edges: readonly [Edge, Edge];
  /** How far the shallowest end has to move back to undo the crossing, in the unit of the points, > 0. */
  readonly depth: number;
}

/**
 * Where a line crosses itself; the outline of an eye whose points are in the wrong order does. Edges that only touch do
 * not cross.
 * @param points   x,y pairs
 * @param indices  points that the line goes through, in order
 * @param closed   whether the last point is joined to the first
 */
export function crossings(points: ArrayLike<number>, indices: readonly number[], closed: boolean): Crossing[] {
  const edges: Edge[] = indices.slice(1).map((to, i) => [indices[i], to]);
  if (closed) edges.push([indices[indices.length - 1], indices[0]]);
  return edges.flatMap((one, i) =>
    edges.slice(i + 1).flatMap((other) => {
      const depth = crossingDepth(points, one, other);
      return depth > 0 ? [{ edges: [one, other] as const, depth }] : [];
    }),
  );
}

/** 0 unless each edge has its ends strictly on both sides of the other. */
function crossingDepth(points: ArrayLike<number>, [a, b]: Edge, [c, d]: Edge): number {
  const [atC, atD] = [fromLine(points, a, b, c), fromLine(points, a, b, d)];
  const [atA, atB] = [fromLine(points, c, d, a), fromLine(points, c, d, b)];
  if (!(atC * atD < 0 && atA * atB < 0)) return 0;
  return Math.min(...[atA, atB, atC, atD].map(Math.abs));
}

/** Distance of a point from the line through two others, positive on one side; NaN where these coincide. */
function fromLine(points: ArrayLike<number>, from: number, to: number, third: number): number {
  const dx = points[2 * to] - points[2 * from];
  const dy = points[2 * to + 1] - points[2 * from + 1];
  const cross = dx * (points[2 * third + 1] - points[2 * from + 1]) - dy * (points[2 * third] - points[2 * from]);
  return cross / Math.hypot(dx, dy);
}
