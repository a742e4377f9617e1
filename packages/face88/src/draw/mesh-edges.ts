import { type Edge, meanShape } from "@face88/points";
import Delaunator from "delaunator";

let edges: readonly Edge[] | undefined;

/**
 * The 88 points as a mesh: the edges of the Delaunay triangulation of the mean shape, each once. It is the same for
 * every face, so it can carry a texture or a morph.
 */
export function meshEdges(): readonly Edge[] {
  edges ??= triangulate();
  return edges;
}

function triangulate(): readonly Edge[] {
  const { triangles, halfedges } = new Delaunator(meanShape());
  const found: Edge[] = [];
  halfedges.forEach((twin, e) => {
    // An inner edge stands in two triangles; the outline has no twin (-1).
    if (e < twin) return;
    found.push([triangles[e], triangles[e % 3 === 2 ? e - 2 : e + 1]]);
  });
  return Object.freeze(found);
}
