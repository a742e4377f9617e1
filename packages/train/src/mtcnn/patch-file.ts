import { readFile } from "node:fs/promises";
import { UnreadableInputError } from "face88";

/**
 * What a patch is an example of: `negative`, no face; `part`, much of a face, for its box alone; `positive`, a face, for
 * all three tasks.
 * @see Zhang et al., Joint Face Detection and Alignment using Multi-task Cascaded CNNs, SPL 2016, section III.A
 */
export const PATCH_KINDS = ["negative", "part", "positive"] as const;

/** One of {@link PATCH_KINDS}. */
export type PatchKind = (typeof PATCH_KINDS)[number];

/** Numbers that are to be learned of a patch: four moves of its edges, x and y of five points, as parts of the patch. */
export const TARGETS = 14;

/** First line of a file of patches; records follow, each a byte for the kind, `side * side * 3` bytes, then the targets. */
interface PatchHeader {
  readonly format: "face88-patches";
  readonly version: 1;
  readonly side: number;
}

/** Collects patches, to be written as one file. */
export class PatchWriter {
  readonly #side: number;
  readonly #records: Uint8Array[] = [];
  /** How many there are of each kind. */
  readonly counts: Record<PatchKind, number> = { negative: 0, part: 0, positive: 0 };

  /** @param side  pixels of a patch */
  constructor(side: number) {
    this.#side = side;
  }

  /**
   * Adds a patch.
   * @param planes  `[3, side, side]`, -1 to 1, as the networks take them
   * @param targets  {@link TARGETS} numbers; what its kind does not teach is not looked at
   */
  add(kind: PatchKind, planes: Float32Array, targets: Float32Array): void {
    const record = new Uint8Array(recordLength(this.#side));
    record[0] = PATCH_KINDS.indexOf(kind);
    for (let i = 0; i < planes.length; i++) record[1 + i] = Math.round(planes[i] * 128 + 127.5);
    record.set(new Uint8Array(targets.slice().buffer), 1 + planes.length);
    this.#records.push(record);
    this.counts[kind]++;
  }

  /** The file. */
  bytes(): Uint8Array {
    const header: PatchHeader = { format: "face88-patches", version: 1, side: this.#side };
    return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), ...this.#records]);
  }
}

/** Patches in memory. */
export interface Patches {
  /** Pixels of a patch. */
  readonly side: number;
  readonly length: number;
  kind(index: number): PatchKind;
  /** `[3, side, side]` bytes. */
  pixels(index: number): Uint8Array;
  /** {@link TARGETS} numbers. */
  targets(index: number): Float32Array;
  /** All bytes of the file. */
  readonly bytes: Uint8Array;
}

/** @throws UnreadableInputError when the file is missing, no file of patches, or cut short */
export async function readPatches(path: string): Promise<Patches> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new UnreadableInputError(`${path}: expected a file of patches, got none that can be read`, { cause });
  });
  const begin = bytes.indexOf(10) + 1;
  const header = parsed(bytes.subarray(0, begin).toString());
  if (header?.format !== "face88-patches" || header.version !== 1 || !Number.isInteger(header.side)) {
    throw new UnreadableInputError(`${path}: expected a file of patches, got another`);
  }
  const side = header.side as number;
  const record = recordLength(side);
  const length = (bytes.length - begin) / record;
  if (!Number.isInteger(length)) {
    throw new UnreadableInputError(`${path}: expected whole patches of ${record} bytes, got ${length} of them`);
  }
  const at = (index: number) => begin + index * record;
  return {
    ...{ side, length, bytes },
    kind: (index) => PATCH_KINDS[bytes[at(index)]],
    pixels: (index) => bytes.subarray(at(index) + 1, at(index) + 1 + 3 * side * side),
    targets: (index) => {
      const from = at(index + 1) - 4 * TARGETS;
      return new Float32Array(Uint8Array.from(bytes.subarray(from, from + 4 * TARGETS)).buffer);
    },
  };
}

const recordLength = (side: number) => 1 + 3 * side * side + 4 * TARGETS;

function parsed(text: string): Partial<PatchHeader> | undefined {
  try {
    return Object(JSON.parse(text)) as Partial<PatchHeader>;
  } catch {
    return undefined;
  }
}
