import { indexOf, MIRROR, type PointName } from "@face88/points";

/** The left half and the midline: across, down and towards the camera. */
const LEFT: readonly (readonly [name: PointName, x: number, y: number, z: number])[] = [
  ["nose_0", 0, 0.382, 0.503],
  ["nose_1", 0, 0.061, 0.303],
  ["nose_2", -0.06, 0.153, 0.34],
  ["nose_3", -0.105, 0.252, 0.341],
  ["nose_4", -0.156, 0.322, 0.306],
  ["nose_5", -0.211, 0.447, 0.209],
  ["nose_6", -0.112, 0.496, 0.265],
  ["nose_7", 0, 0.523, 0.294],
  ["left_eye_0", -0.5, 0, 0],
  ["left_eye_1", -0.43, 0.042, 0.055],
  ["left_eye_2", -0.363, 0.051, 0.081],
  ["left_eye_3", -0.291, 0.042, 0.083],
  ["left_eye_4", -0.188, 0.023, 0.061],
  ["left_eye_5", -0.28, -0.039, 0.096],
  ["left_eye_6", -0.36, -0.056, 0.102],
  ["left_eye_7", -0.435, -0.045, 0.081],
];

/** A point of {@link MEAN_HEAD}. */
export interface HeadPoint {
  /** Index in the layout of 88. */
  readonly index: number;
  /** Right in the image, down, and towards the camera, in distances of the outer eye corners; 0 is between these. */
  readonly position: readonly [x: number, y: number, z: number];
}

/**
 * Eyes and nose of the mean head in three dimensions: what moves least when a face speaks or smiles. Measured on the
 * meshes that Face Landmarker v2 sees in 102 neutral studio portraits, laid over each other and made symmetric
 * (`bench/pose`).
 */
export const MEAN_HEAD: readonly HeadPoint[] = LEFT.flatMap(([name, x, y, z]) => {
  const index = indexOf(name);
  const point = { index, position: [x, y, z] as const };
  return MIRROR[index] === index ? [point] : [point, { index: MIRROR[index], position: [-x, y, z] as const }];
});
