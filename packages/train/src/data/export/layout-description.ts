import { EDGES, MIRROR, MIRROR_68, PART_NAMES, POINTS } from "@face88/points";

/** What stands in the places of a list of points. */
export interface LayoutDescription {
  /** Name of the layout. */
  readonly name: string;
  /** Names in the order of the points. */
  readonly points: readonly string[];
  /** Lines between points, by index from 0. */
  readonly edges: readonly (readonly [number, number])[];
  /** Mirror partner of each point, from 0, its own index on the midline; left out where it is not known. */
  readonly mirror?: readonly number[];
}

/** Describes a layout: the 88 points by their names, others by their numbers. */
export function describeLayout(name: string, count: number): LayoutDescription {
  if (name === "face88") {
    const edges = PART_NAMES.flatMap((part) => EDGES[part]);
    return { name, points: POINTS.map((point) => point.name), edges, mirror: MIRROR };
  }
  const points = Array.from({ length: count }, (_, i) => `point_${i}`);
  return { name, points, edges: [], ...(name === "ibug68" && { mirror: MIRROR_68 }) };
}
