import type { Rejection, SourceFace } from "../face-record.js";

/**
 * One entry of a source: the faces that it lists in a photo, or a photo in which a detector is to look. With `near` it is
 * known to show one person there, x and y in shares of the photo: the other faces are not asked for.
 */
export type SourceEntry =
  | { readonly kind: "faces"; readonly id: string; readonly photo: string; readonly faces: readonly SourceFace[] }
  | {
      readonly kind: "search";
      readonly id: string;
      readonly photo: string;
      readonly face: SourceFace;
      readonly near?: readonly [number, number];
    }
  | { readonly kind: "rejected"; readonly rejection: Rejection };

/** A source of photos: the folder that the photos' paths start from, and its entries. */
export interface Source {
  /** Folder that `photo` of every face is relative to. */
  readonly root: string;
  /** Entries in a fixed order. */
  readonly entries: readonly SourceEntry[];
}

/** What an importer may be told. */
export interface ImportOptions {
  /** Name of the source; default: the name of the folder or file. */
  readonly name?: string;
  /** Licence of the photos; default: what the format or the known source says, else `unknown`. */
  readonly licence?: string;
  /** Default: `open` where the source is known to be, else `research`. */
  readonly tier?: "open" | "research";
}

/** An entry with one known face. */
export function oneFace(face: SourceFace): SourceEntry {
  return { kind: "faces", id: face.id, photo: face.photo, faces: [face] };
}

/** An entry that gives no face. */
export function rejected(id: string, reason: string, detail: string): SourceEntry {
  return { kind: "rejected", rejection: { id, reason, detail } };
}

/** Names `a`, `a#1`, `a#2` ... for the faces of a photo. */
export function faceId(base: string, index: number): string {
  return index === 0 ? base : `${base}#${index}`;
}
