import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { writeFileWhole } from "face88/node";
import { luminance } from "../crop/measures.js";
import { seedRegion } from "../crop/seed-crop.js";
import { regionInStored } from "../crop/stored-rectangle.js";
import { inOrder } from "../in-order.js";
import type { Dataset } from "../store/dataset.js";
import { files } from "../store/layout.js";
import { DETAIL_SIDE, detailOf, similarity } from "./detail.js";
import { hashPairs } from "./hash-pairs.js";

/** Bits of the perceptual hash that may differ for two faces to be compared by their pictures. */
const HASH_BITS = 12;
/** Pairs less alike than this are not kept. */
const LEAST_SIMILARITY = 0.5;
/** Pictures that are decoded at once. */
const AT_ONCE = 4;
/** Changes when the measure does, so that pairs of an older one are not read. */
const MEASURE = 1;

/** Two faces whose pictures are alike. */
export interface SimilarPair {
  /** Indices in the dataset, the greater first. */
  readonly faces: readonly [number, number];
  /** Bits in which their perceptual hashes differ. */
  readonly bits: number;
  /** See `similarity`: 0.5 to 1. */
  readonly similarity: number;
}

interface SimilarFile {
  readonly key: string;
  readonly pairs: readonly SimilarPair[];
}

/**
 * The faces of a dataset that show the same picture, or nearly: pairs by perceptual hash, held against each other by
 * their pixels. Two faces of one group are the same person in different photos, as the source says; only cuts of one
 * photo are compared among them. The result is kept in the dataset's folder until its faces change.
 * @param onPicture  called after each picture that was looked at
 */
export async function similarPairs(
  dataset: Dataset,
  onPicture?: (done: number, total: number) => void,
): Promise<readonly SimilarPair[]> {
  const path = files.similar(dataset.folder);
  const key = keyOf(dataset);
  const known = await readFile(path, "utf8").then(
    (text) => JSON.parse(text) as SimilarFile,
    () => undefined,
  );
  if (known?.key === key) return known.pairs;
  const pairs = await comparePictures(dataset, candidates(dataset), onPicture);
  await writeFileWhole(path, `${JSON.stringify({ key, pairs } satisfies SimilarFile)}\n`);
  return pairs;
}

type Candidate = Omit<SimilarPair, "similarity">;

function candidates({ faces }: Dataset): Candidate[] {
  const found: Candidate[] = [];
  hashPairs(
    faces.map(({ hash }) => hash),
    HASH_BITS,
    (first, second, bits) => {
      const [one, other] = [faces[first], faces[second]];
      if (one.group !== other.group || one.content === other.content) found.push({ faces: [first, second], bits });
    },
  );
  return found;
}

async function comparePictures(
  dataset: Dataset,
  found: readonly Candidate[],
  onPicture?: (done: number, total: number) => void,
): Promise<SimilarPair[]> {
  const needed = [...new Set(found.flatMap(({ faces }) => faces))].sort((a, b) => a - b);
  const details = new Map<number, Int8Array>();
  for await (const [index, detail] of inOrder(needed, AT_ONCE, async (i) => [i, await detail64(dataset, i)] as const)) {
    details.set(index, detail);
    onPicture?.(details.size, needed.length);
  }
  return found
    .map((pair) => {
      const [one, other] = pair.faces.map((index) => details.get(index) as Int8Array);
      return { ...pair, similarity: Math.round(similarity(one, other) * 1000) / 1000 };
    })
    .filter((pair) => pair.similarity >= LEAST_SIMILARITY)
    .sort((a, b) => a.faces[0] - b.faces[0] || a.faces[1] - b.faces[1]);
}

async function detail64(dataset: Dataset, index: number): Promise<Int8Array> {
  const { box, stored } = dataset.faces[index];
  const region = regionInStored(seedRegion(box), stored);
  return detailOf(luminance(await dataset.picture(index), region, DETAIL_SIDE));
}

/** Changes with everything that the pairs depend on. */
function keyOf({ faces }: Dataset): string {
  const hash = createHash("sha256").update(`${MEASURE} ${HASH_BITS} ${LEAST_SIMILARITY}\n`);
  for (const { id, group, content, hash: bits, box } of faces) {
    hash.update(`${JSON.stringify([id, group, content, bits, box])}\n`);
  }
  return hash.digest("hex").slice(0, 32);
}
