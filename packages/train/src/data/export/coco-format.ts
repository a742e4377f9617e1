import type { SourceFace } from "../face-record.js";

/** A file of COCO keypoints, as far as faces need it. Coordinates have 0 at the centre of the first pixel. */
export interface CocoFile {
  readonly info?: { readonly description: string };
  readonly licenses?: readonly { readonly id: number; readonly name: string; readonly url: string }[];
  readonly images: readonly CocoImage[];
  readonly annotations: readonly CocoAnnotation[];
  readonly categories?: readonly CocoCategory[];
}

/** A photo. */
export interface CocoImage {
  readonly id: number;
  readonly file_name: string;
  readonly width: number;
  readonly height: number;
  readonly license?: number;
}

/** A face. */
export interface CocoAnnotation {
  readonly id: number;
  readonly image_id: number;
  readonly category_id: number;
  /** x, y, width, height. */
  readonly bbox?: readonly number[];
  readonly area?: number;
  readonly iscrowd?: 0;
  /** x, y, v for each point; v: 0 not labelled, 1 hidden, 2 visible. */
  readonly keypoints?: readonly number[];
  /** Points with v > 0. */
  readonly num_keypoints?: number;
  /** Confidence of each point, 0 to 1; only we write it. */
  readonly confidence?: readonly number[];
  /** What COCO has no field for; only we write it. */
  readonly face88?: {
    readonly id: string;
    readonly layout: string;
    readonly face: Partial<SourceFace>;
  };
}

/** What a layout's points are. */
export interface CocoCategory {
  readonly id: number;
  readonly name: string;
  readonly supercategory: "person";
  /** Names in the order of the points. */
  readonly keypoints: readonly string[];
  /** Lines between points, counted from 1 as COCO does. */
  readonly skeleton: readonly (readonly [number, number])[];
  /** Mirror partner of each point, counted from 0; its own index on the midline. Not a field of COCO. */
  readonly flip_indices?: readonly number[];
}
