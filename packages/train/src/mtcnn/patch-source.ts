import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { UnreadableInputError } from "face88";
import type { SampleSource } from "../data/source.js";
import type { Random } from "../networks/random.js";
import { readPatches, TARGETS } from "./patch-file.js";

/** Options of {@link patchSource}: plain JSON, so that a config can hold them. */
export interface PatchSourceOptions {
  /** File of patches, as `face88 mtcnn cut` writes it, or several; relative paths start at the config's folder. */
  readonly file: string | readonly string[];
  /** Mirrors half of the patches and varies their colours; default false. */
  readonly augment?: boolean;
}

const NORMALISATION = Object.freeze({ mean: [127.5, 127.5, 127.5], deviation: [128, 128, 128] });
/** Which of the tasks each kind of patch teaches: face or not, box, points. */
const TAUGHT = { negative: [1, 0, 0], part: [0, 1, 1], positive: [1, 1, 1] } as const;

/**
 * Patches as samples for the trainer: `image` `[3, side, side]`, `face` `[1]` (1 or 0), `box` `[4]` and `points` `[10]`
 * (parts of the patch), and `tasks` `[3]`: 1 where the patch teaches whether there is a face, its box, its points.
 * @param folder  where a relative path starts
 * @throws UnreadableInputError when there is no such file, or files are of different sides
 */
export async function patchSource(options: PatchSourceOptions, folder = "."): Promise<SampleSource> {
  const names = [options.file].flat() as readonly string[];
  const files = await Promise.all(names.map((name) => readPatches(resolve(folder, name))));
  const [{ side }] = files;
  files.forEach((file, i) => {
    if (file.side === side) return;
    throw new UnreadableInputError(
      `${names[i]}: expected patches of ${side} pixels as in ${names[0]}, got ${file.side}`,
    );
  });
  const length = files.reduce((sum, file) => sum + file.length, 0);
  const plane = side * side;
  /** A patch by its number among those of all files. */
  const find = (index: number) => {
    let [file, rest] = [0, index];
    while (rest >= files[file].length) rest -= files[file++].length;
    return { patches: files[file], name: names[file], index: rest };
  };
  const digest = createHash("sha256");
  for (const { bytes } of files) digest.update(bytes);
  return {
    length,
    fields: [
      { name: "image", dims: [3, side, side] },
      { name: "face", dims: [1] },
      { name: "box", dims: [4] },
      { name: "points", dims: [TARGETS - 4] },
      { name: "tasks", dims: [3] },
    ],
    fingerprint: `patches ${digest.digest("hex").slice(0, 32)} ${options.augment}`,
    unit: side,
    normalisation: NORMALISATION,
    id: (number) => {
      const { name, index } = find(number);
      return `${name}#${index}`;
    },
    fill(number, next, { image, face, box, points, tasks }) {
      const { patches, index } = find(number);
      const kind = patches.kind(index);
      const pixels = patches.pixels(index);
      const targets = patches.targets(index);
      const isMirrored = options.augment === true && next() < 0.5;
      const gains = options.augment === true ? colours(next) : undefined;
      for (let c = 0; c < 3; c++) {
        const gain = (gains?.gain[c] ?? 1) / 128;
        const shift = gains?.shift ?? 0;
        for (let v = 0; v < side; v++) {
          for (let u = 0; u < side; u++) {
            const at = c * plane + v * side;
            image[at + u] = (pixels[at + (isMirrored ? side - 1 - u : u)] - 127.5) * gain + shift;
          }
        }
      }
      face[0] = kind === "positive" ? 1 : 0;
      box.set(targets.subarray(0, 4));
      points.set(targets.subarray(4));
      if (isMirrored) mirror(box, points);
      tasks.set(TAUGHT[kind]);
    },
  };
}

function colours(next: Random): { gain: number[]; shift: number } {
  const contrast = 0.75 + 0.5 * next();
  return { gain: [0, 1, 2].map(() => contrast * (0.92 + 0.16 * next())), shift: 0.4 * (next() - 0.5) };
}

/** Left and right edge change places, and so do eyes and corners of the mouth. */
function mirror(box: Float32Array, points: Float32Array): void {
  const left = box[0];
  box[0] = -box[2];
  box[2] = -left;
  const before = points.slice();
  for (const [k, from] of [1, 0, 2, 4, 3].entries()) {
    points[2 * k] = 1 - before[2 * from];
    points[2 * k + 1] = before[2 * from + 1];
  }
}
