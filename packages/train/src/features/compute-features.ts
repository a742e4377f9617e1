import { createHash } from "node:crypto";
import { access, mkdir, open, rename } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { type Graph, writeOnnx } from "@face88/graph";
import { inOrder } from "../data/in-order.js";
import type { SampleSource, SourceReference } from "../data/source.js";
import { lock } from "../data/store/lock.js";
import { Thread } from "../threads/thread.js";
import { SampleError } from "../trainer/errors.js";
import { FEATURES, type FeatureHeader, type FeaturePrecision, packHeader, rowLayout } from "./feature-file.js";
import type { FeatureRequest, FeatureSetup } from "./feature-worker.js";

/** What {@link computeFeatures} needs. */
export interface FeatureOptions {
  /** Frozen network: input `image` `[N, 3, S, S]`, output `features` `[N, K]`. */
  readonly backbone: Graph;
  /** The data, opened, and how threads open it. */
  readonly source: SampleSource;
  readonly reference: SourceReference;
  /** From where the reference's relative paths start, absolute. */
  readonly folder: string;
  /** Folder of feature files, made if it is missing. */
  readonly cache: string;
  /** Rows of a sample, >= 1: as many augmentations, each the same in every epoch that draws it. */
  readonly copies: number;
  readonly precision: FeaturePrecision;
  readonly provider: string;
  /** Threads; null is one a core. */
  readonly workers: number | null;
  /** Called with rows done and rows of the whole. */
  readonly onProgress?: (done: number, rows: number) => void;
  /** Ends the work after the rows at hand; the next call goes on there. */
  readonly signal?: AbortSignal | undefined;
}

/** Rows that a thread computes at once; where a file that was cut off is gone on with. */
const AT_ONCE = 16;

/**
 * The file with a backbone's features of all samples, computed if it is not there yet. It appears whole or not at all: rows
 * are added to a file beside it, and work that was stopped goes on where it was.
 * @returns its path; undefined when the signal came first
 * @throws SampleError when a sample cannot be read or its features are beyond the precision; UnwritableOutputError when
 *   another process writes the same file
 */
export async function computeFeatures(options: FeatureOptions): Promise<string | undefined> {
  const { backbone, source, reference, folder, copies, precision, provider, signal, onProgress } = options;
  const model = writeOnnx(backbone);
  const header = describe(options, model);
  const path = join(options.cache, `${header.fingerprint.slice(-16)}.features`);
  const isThere = () =>
    access(path).then(
      () => true,
      () => false,
    );
  if (await isThere()) return path;
  await mkdir(dirname(path), { recursive: true });
  await using _lock = await lock(`${path}.lock`);
  if (await isThere()) return path;

  const start = packHeader(header);
  const { bytes } = rowLayout(header);
  const rows = source.length * copies;
  const part = `${path}.part`;
  const file = await open(part, "a+");
  try {
    const begun = await rowsOf(file, start, bytes);
    await file.truncate(begun === undefined ? 0 : start.length + begun * bytes);
    if (begun === undefined) await file.write(start);
    const count = Math.min(options.workers ?? availableParallelism(), Math.ceil(rows / AT_ONCE));
    const setup: FeatureSetup = {
      ...{ source: reference, folder, backbone: model, provider },
      header: { fields: header.fields, precision, copies },
    };
    await using threads = new FeatureThreads(count, setup);
    let done = begun ?? 0;
    for await (const packed of inOrder(portions(done, rows), 2 * count, (rows) => threads.compute(rows))) {
      await file.write(packed);
      done += packed.length / bytes;
      onProgress?.(done, rows);
      if (signal?.aborted && done < rows) return undefined;
    }
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(part, path);
  return path;
}

class FeatureThreads implements AsyncDisposable {
  readonly #threads: readonly Thread<FeatureRequest>[];

  constructor(count: number, setup: FeatureSetup) {
    const module = new URL("./feature-worker.js", import.meta.url);
    this.#threads = Array.from({ length: count }, () => new Thread(module, setup, [SampleError]));
  }

  compute(rows: readonly number[]): Promise<Uint8Array> {
    const [idlest] = this.#threads.toSorted((a, b) => a.busy - b.busy);
    return idlest.ask({ rows });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }
}

function describe({ backbone, source, copies, precision }: FeatureOptions, model: Uint8Array): FeatureHeader {
  const count = Number(backbone.outputs[0].dims[1]);
  const others = source.fields.filter(({ name }) => name !== "image");
  const network = createHash("sha256").update(model).digest("hex");
  const made = JSON.stringify([network, source.fingerprint, copies, precision]);
  return {
    fingerprint: `features ${createHash("sha256").update(made).digest("hex").slice(0, 32)}`,
    fields: [{ name: FEATURES, dims: [count] }, ...others],
    precision,
    copies,
    unit: source.unit,
    normalisation: source.normalisation,
    ids: Array.from({ length: source.length }, (_, i) => source.id(i)),
  };
}

/** Rows that an earlier call left, in whole portions; undefined when the file is none with this header. */
async function rowsOf(file: Awaited<ReturnType<typeof open>>, start: Buffer, bytes: number) {
  const found = Buffer.alloc(start.length);
  await file.read(found, 0, found.length, 0);
  if (!found.equals(start)) return undefined;
  const { size } = await file.stat();
  return Math.floor((size - start.length) / bytes / AT_ONCE) * AT_ONCE;
}

function* portions(begin: number, rows: number): Generator<readonly number[]> {
  for (let at = begin; at < rows; at += AT_ONCE) {
    yield Array.from({ length: Math.min(AT_ONCE, rows - at) }, (_, i) => at + i);
  }
}
