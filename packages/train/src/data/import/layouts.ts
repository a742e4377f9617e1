/** Names of the layouts that are known by their number of points. */
const BY_COUNT: Readonly<Record<number, string>> = {
  5: "celeba5",
  68: "ibug68",
  88: "face88",
  98: "wflw98",
  189: "webmorph189",
};

/** Name of the layout with so many points; `points` and the count for one that is unknown. */
export function layoutOfCount(count: number): string {
  return BY_COUNT[count] ?? `points${count}`;
}

/** Number of points of a layout that is known by its name. */
export function countOfLayout(name: string): number | undefined {
  const found = Object.entries(BY_COUNT).find(([, known]) => known === name);
  return found && Number(found[0]);
}

/** Numbers of points that have a layout with a name. */
export const KNOWN_COUNTS: readonly number[] = Object.keys(BY_COUNT).map(Number);

/**
 * What is wrong with a list of coordinates, in words, or undefined.
 * @param count  points that are expected; default: any number
 */
export function faultOfPoints(points: readonly number[], count?: number): string | undefined {
  if (count !== undefined && points.length !== 2 * count) {
    return `expected ${count} points (${2 * count} numbers), got ${points.length / 2} points`;
  }
  const bad = points.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) return `expected finite coordinates, got ${points[bad]} at point ${bad >> 1}`;
  return undefined;
}
