import type { Decision } from "../clean/cleaning-file.js";

/** A figure by which faces can be sorted. */
export interface GalleryScore {
  /** Short name, as `--sort` takes it. */
  readonly name: string;
  /** A few words on what it is, with its unit. */
  readonly title: string;
  /** Which end is likely to be wrong, and is shown first. */
  readonly worst: "high" | "low";
}

/** A line between two points, with its colour. */
export type GalleryEdge = readonly [from: number, to: number, colour: string];

/** A face of the page. */
export interface GalleryFace {
  readonly id: string;
  /** Index in `sources`. */
  readonly source: number;
  /** Index in `rules`, -1 for a face that cleaning kept. */
  readonly rule: number;
  /** Why cleaning removed it. */
  readonly reason?: string;
  /** Path of the picture: the part of the photo that the dataset stores. */
  readonly picture: string;
  /** From pixels of the photo to pixels of the picture: times scale, then plus the shift. */
  readonly scale: number;
  readonly shift: readonly [x: number, y: number];
  /** Centre and side of the seed crop, pixels of the picture. */
  readonly crop: readonly [centreX: number, centreY: number, side: number];
  /** {@link encodePoints} of the label, pixels of the picture; left out for a face without a label. */
  readonly points?: string;
  /** One for each of `scores`; null where there is none. */
  readonly scores: readonly (number | null)[];
}

/** What the page shows, but for the faces. */
export interface GalleryHead {
  /** Tells this gallery's decisions from those of others in the browser's storage. */
  readonly key: string;
  /** Name of the dataset's folder. */
  readonly dataset: string;
  /** Name of the labels. */
  readonly labels: string;
  readonly scores: readonly GalleryScore[];
  /** Name of the score to begin with. */
  readonly sort: string;
  readonly sources: readonly string[];
  /** Rules of cleaning that removed a face. */
  readonly rules: readonly string[];
  /** Names of the 88 points. */
  readonly names: readonly string[];
  readonly edges: readonly GalleryEdge[];
  /** Colours of the 88 points. */
  readonly colours: readonly string[];
  /** Shape to begin with where there is no label: shares of the crop. */
  readonly shape: readonly number[];
  /** Decisions that were made before, by id. */
  readonly decisions: Readonly<Record<string, Decision>>;
}

/** All that the page shows. Files of data push into `faces`. */
export interface GalleryData extends GalleryHead {
  readonly faces: GalleryFace[];
}
