import { POINT_COUNT } from "./layout.js";
import type { Layout } from "./linear-map.js";

/** The 88 points of Tencent YouTu, as a source or target of conversions. */
export const FACE_88: Layout = Object.freeze({ name: "face88", count: POINT_COUNT });

/** The 68 points of iBUG 300-W (Multi-PIE order), 0-based: jaw 17, brows 2 x 5, nose 9, eyes 2 x 6, mouth 20. */
export const IBUG_68: Layout = Object.freeze({ name: "ibug68", count: 68 });

/** Five points: centres of the left and the right eye, nose tip, left and right corner of the mouth. */
export const FIVE: Layout = Object.freeze({ name: "five", count: 5 });

/** Mirror permutation of the 68 points, for `mirrorPoints`. Its own inverse. */
export const MIRROR_68: readonly number[] = Object.freeze([
  ...[16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0], // jaw
  ...[26, 25, 24, 23, 22, 21, 20, 19, 18, 17], // brows
  ...[27, 28, 29, 30, 35, 34, 33, 32, 31], // nose
  ...[45, 44, 43, 42, 47, 46, 39, 38, 37, 36, 41, 40], // eyes
  ...[54, 53, 52, 51, 50, 49, 48, 59, 58, 57, 56, 55], // outer lips
  ...[64, 63, 62, 61, 60, 67, 66, 65], // inner lips
]);
