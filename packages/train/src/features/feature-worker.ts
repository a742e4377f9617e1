import { workerData } from "node:worker_threads";
import { float32ToFloat16 } from "@face88/graph";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { openSource, type Sample, type SourceReference } from "../data/source.js";
import { serve } from "../threads/thread.js";
import { SampleError } from "../trainer/errors.js";
import { sizeOf } from "../trainer/memory.js";
import { sampleRandom } from "../trainer/order.js";
import { sessionOptions } from "../trainer/session.js";
import { type FeatureHeader, rowLayout } from "./feature-file.js";

/** What a thread that computes features is started with. */
export interface FeatureSetup {
  readonly source: SourceReference;
  readonly folder: string;
  /** The backbone as ONNX: input `image`, output `features`. */
  readonly backbone: Uint8Array;
  readonly provider: string;
  readonly header: Pick<FeatureHeader, "fields" | "precision" | "copies">;
}

/** Rows to compute. */
export interface FeatureRequest {
  readonly rows: readonly number[];
}

/**
 * Seed of the copies' augmentation: the same whatever the seed of a run, so that runs with several seeds share a file.
 */
const COPY_SEED = 0;
const LARGEST = { float16: 65504, float32: Number.MAX_VALUE };

const { source: reference, folder, backbone, provider, header } = workerData as FeatureSetup;
const opening = openSource(reference, folder);
const session = await InferenceSession.create(backbone, sessionOptions(provider));
const layout = rowLayout(header);

serve<FeatureRequest>(async ({ rows }) => {
  const source = await opening;
  const samples: Sample[] = [];
  for (const row of rows) {
    const [index, copy] = [Math.floor(row / header.copies), row % header.copies];
    const sample = Object.fromEntries(source.fields.map(({ name, dims }) => [name, new Float32Array(sizeOf(dims))]));
    try {
      await source.fill(index, sampleRandom(COPY_SEED, copy, index), sample);
    } catch (cause) {
      throw new SampleError(`sample ${source.id(index)}: ${(cause as Error).message}`, { cause });
    }
    samples.push(sample);
  }
  const features = await run(samples.map(({ image }) => image));
  const bytes = new Uint8Array(rows.length * layout.bytes);
  for (const [i, sample] of samples.entries()) {
    const own = features.subarray(i * layout.count, (i + 1) * layout.count);
    const bad = own.find((value) => !(Math.abs(value) <= LARGEST[header.precision]));
    if (bad !== undefined) {
      const id = source.id(Math.floor(rows[i] / header.copies));
      throw new SampleError(`sample ${id}: expected features that ${header.precision} holds, got ${bad}`);
    }
    pack(sample, own, bytes, i * layout.bytes);
  }
  return bytes;
});

async function run(images: readonly Float32Array[]): Promise<Float32Array> {
  const side = Math.sqrt(images[0].length / 3);
  const batch = new Float32Array(images.length * images[0].length);
  for (const [i, image] of images.entries()) batch.set(image, i * image.length);
  const { features } = await session.run({ image: new Tensor("float32", batch, [images.length, 3, side, side]) });
  return features.data as Float32Array;
}

function pack(sample: Sample, features: Float32Array, into: Uint8Array, begin: number): void {
  let at = begin;
  const put = (values: Float32Array | Uint16Array) => {
    into.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  };
  for (const { name } of layout.others) put(sample[name]);
  put(header.precision === "float16" ? float32ToFloat16(features) : features);
}
