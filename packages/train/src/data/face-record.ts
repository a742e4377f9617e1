import type { Box } from "@face88/points";

/** What a face may be used for: `open` faces may train weights for any use, `research` faces only research. */
export type Tier = "open" | "research";

/** Part of the data that a face belongs to. */
export type Split = (typeof SPLITS)[number];

/** The parts of the data: for training, for choosing among networks, for the last word on one. */
export const SPLITS = ["train", "val", "test"] as const;

/** Points that came with the photo, in the layout of their source, in pixels of the upright photo. */
export interface SourcePoints {
  /** Name of the layout: `face88`, `ibug68`, `wflw98`, `webmorph189`, `celeba5`, or `points` and the count. */
  readonly layout: string;
  /** x,y pairs, 0 = centre of the first pixel. */
  readonly points: readonly number[];
  /** COCO's flag per point where the source has one: 0 not labelled, 1 labelled but hidden, 2 visible. */
  readonly visible?: readonly number[];
}

/** A face as a source offers it, before its photo was opened. */
export interface SourceFace {
  /** Unique in the dataset: the source, a slash and the photo, and `#1`, `#2` ... for the further faces of a photo. */
  readonly id: string;
  /** Where it comes from, such as `fairface`. */
  readonly source: string;
  /** Path of the photo from the folder of the import, with `/`. */
  readonly photo: string;
  /** Faces with the same value (a person, or a photo where persons are unknown) never stand in different splits. */
  readonly group: string;
  /** Licence, as stated by the source. */
  readonly licence: string;
  /** What it may be used for. */
  readonly tier: Tier;
  /** Detector box in pixels of the photo; left out where a detector is to look. */
  readonly box?: Box;
  /** Points that came with the photo. */
  readonly points?: SourcePoints;
  /** Split that the source demands. */
  readonly split?: Split;
  /** What else the source says: age, set, pose. */
  readonly attributes?: Readonly<Record<string, string | number>>;
}

/** Where a face's box comes from: the source's list, a detector that ran at import, or its points. */
export type BoxOrigin = "source" | "detector" | "points";

/** The part of a photo that is stored: pixel 0 of the stored picture begins where column `left` of the photo begins. */
export interface StoredRectangle {
  /** First column of the photo, from 0. */
  readonly left: number;
  /** First row of the photo, from 0. */
  readonly top: number;
  /** Columns of the stored picture, >= 1. */
  readonly width: number;
  /** Rows of the stored picture, >= 1. */
  readonly height: number;
  /** Stored pixels for a pixel of the photo, the same both ways: 1, or less where the face was larger than is needed. */
  readonly scale: number;
}

/** A face of a dataset: one line of a shard. */
export interface FaceRecord extends SourceFace {
  /** Box that the crop is made from, pixels of the photo. */
  readonly box: Box;
  /** Where the box comes from. */
  readonly boxFrom: BoxOrigin;
  /** Columns of the upright photo. */
  readonly width: number;
  /** Rows of the upright photo. */
  readonly height: number;
  /** SHA-256 of the photo's file, the first 16 hexadecimal digits: the key of teachers' caches. */
  readonly content: string;
  /** What of the photo is stored. */
  readonly stored: StoredRectangle;
  /** Place of the JPEG in the shard's binary file: first byte and count. */
  readonly bytes: readonly [offset: number, length: number];
  /** Sharpness of the seed crop: see `sharpness`. */
  readonly sharpness: number;
  /** Perceptual hash of the seed crop, 16 hexadecimal digits. */
  readonly hash: string;
  /** Further faces that the detector saw inside the seed crop; left out where none looked. */
  readonly others?: number;
  /** Number of this face among those that one entry of the source gave, from 0, and their count. */
  readonly part: readonly [index: number, count: number];
}

/** An entry of a source that gave no face, with the reason. */
export interface Rejection {
  /** Id of the entry. */
  readonly id: string;
  /** Short name that is counted, such as `unreadable-photo`. */
  readonly reason: string;
  /** What was expected and what came. */
  readonly detail: string;
}
