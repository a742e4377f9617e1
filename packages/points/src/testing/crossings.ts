/** Pairs of edges of a line that cross properly; an outline in the wrong order crosses itself. */
export function crossings(points: ArrayLike<number>, indices: readonly number[], closed: boolean): number[][][] {
  const edges = indices.slice(1).map((to, i) => [indices[i], to]);
  if (closed) edges.push([indices[indices.length - 1], indices[0]]);
  return edges.flatMap((one, i) =>
    edges
      .slice(i + 1)
      .filter((other) => crosses(points, one, other))
      .map((other) => [one, other]),
  );
}

/** Each edge has its ends strictly on both sides of the other: edges that only touch do not cross. */
function crosses(points: ArrayLike<number>, [a, b]: number[], [c, d]: number[]): boolean {
  return side(points, a, b, c) * side(points, a, b, d) < 0 && side(points, c, d, a) * side(points, c, d, b) < 0;
}

function side(points: ArrayLike<number>, from: number, to: number, third: number): number {
  const [dx, dy] = [points[2 * to] - points[2 * from], points[2 * to + 1] - points[2 * from + 1]];
  return Math.sign(dx * (points[2 * third + 1] - points[2 * from + 1]) - dy * (points[2 * third] - points[2 * from]));
}
