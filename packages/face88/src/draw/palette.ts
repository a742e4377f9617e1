import type { Part } from "@face88/points";

/** Colour of each part of the face, told apart on skin of any tone and by colour-blind eyes. */
export const PART_COLOURS: Readonly<Record<Part, string>> = Object.freeze({
  face_profile: "#4cc9f0",
  nose: "#ffd166",
  mouth: "#ff5d8f",
  left_eyebrow: "#b9fbc0",
  left_eye: "#ffffff",
  right_eyebrow: "#b9fbc0",
  right_eye: "#ffffff",
});

/** Colour of boxes. */
export const BOX_COLOUR = "#80ed99";
/** Colour of the lines of the mesh. */
export const MESH_COLOUR = "rgba(255, 255, 255, 0.55)";
/** Thin rim that keeps light points visible on light skin. */
export const RIM_COLOUR = "rgba(0, 0, 0, 0.55)";
