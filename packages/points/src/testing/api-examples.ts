import examples from "../fixtures/youtu-api-examples.json" with { type: "json" };
import { PART_NAMES } from "../layout.js";
import { Points88 } from "../points88.js";

/** Six answers of the YouTu API, parts by name, brought into the order of the layout. */
export const API_EXAMPLES: readonly Points88[] = examples.map(({ face_shape }) =>
  Points88.from(PART_NAMES.flatMap((part) => face_shape[part])),
);

/** Those that look at the camera, and those that are turned aside. */
export const FRONTAL: readonly number[] = [0, 3, 4, 5];
export const TURNED: readonly number[] = [1, 2];
