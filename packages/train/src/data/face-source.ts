import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { type Affine, MIRROR, mirrorPoints, POINT_COUNT, transformPoints } from "@face88/points";
import { cropInto, type Region, type RgbaImage, regionOfPoints } from "face88";
import { Augmenter } from "../augment/augment.js";
import { besideFace } from "../augment/geometry.js";
import { type Augmentation, augmentation } from "../augment/options.js";
import { chooseFaces } from "./choose-faces.js";
import { photoToCrop, SEED_SIDE, seedRegion } from "./crop/seed-crop.js";
import { photoToStored, regionInStored } from "./crop/stored-rectangle.js";
import type { Split, Tier } from "./face-record.js";
import { PictureCache } from "./picture-cache.js";
import type { SampleSource } from "./source.js";
import type { Dataset } from "./store/dataset.js";

/** Options of {@link faceSource}: plain JSON, so that a config can hold them. */
export interface FaceSourceOptions {
  /** Folder of the dataset; a relative path starts at the config's folder. */
  readonly dataset: string;
  /** Name of the labels. */
  readonly labels: string;
  /** Part of the data; default all of it. Needs `face88 data split`. */
  readonly split?: Split;
  /** Only faces of this tier; default both. */
  readonly tier?: Tier;
  /** Only faces of these sources; default all. */
  readonly sources?: readonly string[];
  /** `true` for the default augmentation, or its options; default false: the plain seed crop. */
  readonly augment?: boolean | Partial<Augmentation>;
  /** Pixels of the crop's side, a multiple of 16; default 160. */
  readonly side?: number;
  /** Adds `weights`: the confidence of each point; default false. */
  readonly weights?: boolean;
  /**
   * What the crop is laid around: `box`, the seed's square around the detector's box, or `points`, the square that
   * `regionOfPoints` lays around the label, as face88's own networks see a face at their second look. Default `box`.
   */
  readonly frame?: "box" | "points";
  /** Side of the crop, > 0: in sides of the seed crop (default 1), or the margin of `regionOfPoints` (default 1.35). */
  readonly zoom?: number;
  /** Memory for decoded pictures, megabytes for each thread, >= 0; default 1500. */
  readonly cacheMegabytes?: number;
}

const NORMALISATION = Object.freeze({ mean: [127.5, 127.5, 127.5], deviation: [127.5, 127.5, 127.5] });
const OPTIONS = [
  "dataset",
  "labels",
  "split",
  "tier",
  "sources",
  "augment",
  "side",
  "weights",
  "frame",
  "zoom",
  "cacheMegabytes",
];

/**
 * The faces of a dataset as samples for the trainer: `image` `[3, side, side]` from -1 to 1, `points` `[176]` as shares of
 * the crop (0 and 1 are its edges), and `weights` `[88]` if asked for. Faces that cleaning removed, or that have no label,
 * are left out.
 * @param folder  where a relative path of the dataset starts
 * @throws RangeError when an option is unknown or out of its range, or no face is left; UnreadableInputError when there
 *   is no such dataset, label set or split
 */
export async function faceSource(options: FaceSourceOptions, folder = "."): Promise<SampleSource> {
  const { weights = false, frame = "box", cacheMegabytes = 1500 } = options;
  const unknown = Object.keys(options).find((option) => !OPTIONS.includes(option));
  if (unknown !== undefined) throw new RangeError(`options: expected ${OPTIONS.join(", ")}, got ${unknown}`);
  if (frame !== "box" && frame !== "points") throw new RangeError(`frame: expected box or points, got ${frame}`);
  const { zoom = frame === "box" ? 1 : 1.35 } = options;
  if (!(zoom > 0)) throw new RangeError(`zoom: expected a number above 0, got ${zoom}`);
  if (!(cacheMegabytes >= 0)) throw new RangeError(`cacheMegabytes: expected a number from 0, got ${cacheMegabytes}`);
  const side = options.side ?? SEED_SIDE;
  const varied = options.augment ? augmentation(options.augment === true ? {} : options.augment) : undefined;
  const augmenter = new Augmenter(side, varied ?? augmentation());
  const faces = await chooseFaces(resolve(folder, options.dataset), options);
  const { dataset, indices: chosen, pointsOf, confidenceOf } = faces;
  const regionOf = (index: number): Region => {
    const { box, stored } = dataset.faces[index];
    if (frame === "points") return regionInStored(regionOfPoints(pointsOf(index), zoom), stored);
    const region = seedRegion(box);
    return regionInStored({ ...region, side: region.side * zoom }, stored);
  };
  const toStored = (index: number): Affine => photoToStored(dataset.faces[index].stored);
  const cache = new PictureCache(dataset, cacheMegabytes * 1e6);
  const plain = new Float32Array(side * side * 3);

  return {
    length: chosen.length,
    fields: [
      { name: "image", dims: [3, side, side] },
      { name: "points", dims: [2 * POINT_COUNT] },
      ...(weights ? [{ name: "weights", dims: [POINT_COUNT] }] : []),
    ],
    fingerprint: fingerprint(dataset, chosen, pointsOf, { side, frame, zoom, weights, varied }),
    unit: side,
    normalisation: NORMALISATION,
    id: (sample) => dataset.faces[chosen[sample]].id,
    dispose: () => dataset[Symbol.asyncDispose](),
    async fill(sample, next, { image, points, weights: certainty }) {
      const index = chosen[sample];
      const picture = await cache.picture(index);
      const region = regionOf(index);
      const inPicture = transformPoints(toStored(index), pointsOf(index));
      const confidence = confidenceOf(index);
      if (varied === undefined) {
        plainCrop(picture, region, side, plain);
        writeImage(plain, image);
        writePoints(transformPoints(photoToCrop(region, side), inPicture), side, points);
        if (weights) certainty.set(confidence);
        return;
      }
      const isFace = !(varied.noFace > 0 && next() < varied.noFace);
      const view = augmenter.crop(picture, isFace ? region : besideFace(region, next), next, image);
      if (!isFace) {
        for (let i = 0; i < points.length; i++) points[i] = next();
        if (weights) certainty.fill(1);
        return;
      }
      const placed = transformPoints(photoToCrop(view.region, side), inPicture);
      writePoints(view.mirror ? mirrorPoints(placed, side) : placed, side, points);
      if (weights) for (let i = 0; i < POINT_COUNT; i++) certainty[i] = confidence[view.mirror ? MIRROR[i] : i];
    },
  };
}

function plainCrop(picture: RgbaImage, region: Region, side: number, into: Float32Array): void {
  cropInto(picture, region, { side, low: 0, high: 255, outside: "edge" }, into);
}

/** From rows of red, green, blue (0 to 255) to three planes (-1 to 1). */
function writeImage(pixels: Float32Array, image: Float32Array): void {
  const plane = image.length / 3;
  const gain = 1 / 127.5;
  for (let i = 0, at = 0; i < plane; i++, at += 3) {
    image[i] = pixels[at] * gain - 1;
    image[plane + i] = pixels[at + 1] * gain - 1;
    image[2 * plane + i] = pixels[at + 2] * gain - 1;
  }
}

/** From pixels (0 at the centre of the first) to shares of the crop (0 at its edge). */
function writePoints(pixels: Float64Array, side: number, points: Float32Array): void {
  for (let i = 0; i < pixels.length; i++) points[i] = (pixels[i] + 0.5) / side;
}

function fingerprint(
  dataset: Dataset,
  chosen: readonly number[],
  pointsOf: (index: number) => Float64Array,
  options: unknown,
): string {
  const hash = createHash("sha256").update(JSON.stringify(options));
  for (const index of chosen) {
    const { id, content, box } = dataset.faces[index];
    hash.update(`${id} ${content} ${box.join(" ")}\n`).update(pointsOf(index));
  }
  return `faces ${hash.digest("hex").slice(0, 32)}`;
}
