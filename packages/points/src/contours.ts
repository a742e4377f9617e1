import { PARTS, type Part } from "./layout.js";

/** A line through points of the layout, in drawing order. */
export interface Contour {
  /** What the line follows. */
  readonly name: string;
  /** Part that all of its points belong to. */
  readonly part: Part;
  /** Whether the last point is joined to the first. */
  readonly closed: boolean;
  /** Indices in the layout, 0 to 87. */
  readonly indices: readonly number[];
}

/** A line between two points of the layout, by index. */
export type Edge = readonly [from: number, to: number];

/**
 * The nine lines that draw a face. Eyes, brows, lips and the outline of the nose are closed; the profile and the ridge
 * of the nose are open. The inner edge of the lips has no points in the corners: its ends are one point of each lip.
 */
export const CONTOURS: readonly Contour[] = Object.freeze([
  contour("face profile", "face_profile", false, 0, 20),
  contour("nose outline", "nose", true, 1, 12),
  // The tip is point 0 of the nose and the top of the bridge point 1: this line is all that joins the tip to the rest.
  contour("nose ridge", "nose", false, 0, 1),
  contour("outer lips", "mouth", true, 0, 11),
  contour("inner lips", "mouth", true, 12, 21),
  contour("left eyebrow", "left_eyebrow", true, 0, 7),
  contour("left eye", "left_eye", true, 0, 7),
  contour("right eyebrow", "right_eyebrow", true, 0, 7),
  contour("right eye", "right_eye", true, 0, 7),
]);

/** The same lines as edges, per part and in drawing order. */
export const EDGES: Readonly<Record<Part, readonly Edge[]>> = Object.freeze({
  face_profile: partEdges("face_profile"),
  nose: partEdges("nose"),
  mouth: partEdges("mouth"),
  left_eyebrow: partEdges("left_eyebrow"),
  left_eye: partEdges("left_eye"),
  right_eyebrow: partEdges("right_eyebrow"),
  right_eye: partEdges("right_eye"),
});

function contour(name: string, part: Part, closed: boolean, first: number, last: number): Contour {
  const indices = Array.from({ length: last - first + 1 }, (_, i) => PARTS[part].offset + first + i);
  return Object.freeze({ name, part, closed, indices: Object.freeze(indices) });
}

function partEdges(part: Part): readonly Edge[] {
  return Object.freeze(CONTOURS.filter((line) => line.part === part).flatMap(contourEdges));
}

function contourEdges({ indices, closed }: Contour): Edge[] {
  const edges: Edge[] = indices.slice(1).map((to, i) => [indices[i], to]);
  if (closed) edges.push([indices[indices.length - 1], indices[0]]);
  return edges;
}
