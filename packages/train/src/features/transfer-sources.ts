import { fileURLToPath } from "node:url";
import { type SampleSource, type SourceReference, sideOf } from "../data/source.js";
import type { TrainConfig } from "../trainer/config.js";
import { computeFeatures } from "./compute-features.js";
import type { FeatureSourceOptions } from "./feature-source.js";
import { openBackbone } from "./open-backbone.js";

/** What computes features tells, and what ends it. */
export interface FeatureHooks {
  /** Called after some samples, with the rows of features done and those of the whole. */
  readonly onFeatures?: ((done: number, rows: number) => void) | undefined;
  /** Ends the work after the samples at hand. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Features of a transfer network's training and validation data, in place of the data: computed once by the frozen
 * backbone, kept on disk. The validation data has one row a sample.
 * @param sources  training and validation data, opened
 * @param cache  folder of feature files if the config names none, absolute
 * @returns how to open them; undefined when the signal came first
 */
export async function transferSources(
  config: TrainConfig,
  sources: readonly [train: SampleSource, validation: SampleSource],
  folder: string,
  cache: string,
  { onFeatures, signal }: FeatureHooks,
): Promise<readonly [train: SourceReference, validation: SourceReference] | undefined> {
  const { network, provider, workers, data } = config;
  if (network.kind !== "transfer") return [data.train, data.validation];
  const backbone = await openBackbone(network.backbone, sideOf(sources[0]), folder);
  const [trainRows, validationRows] = [sources[0].length * network.copies, sources[1].length];
  const shared = { backbone, folder, cache, precision: network.precision, provider, workers, signal };
  const part = (source: SampleSource, reference: SourceReference, copies: number, before: number) =>
    computeFeatures({
      ...{ ...shared, source, reference, copies },
      onProgress: (done) => onFeatures?.(before + done, trainRows + validationRows),
    });
  const train = await part(sources[0], data.train, network.copies, 0);
  const validation = train && (await part(sources[1], data.validation, 1, trainRows));
  return train && validation ? [referenceTo(train), referenceTo(validation)] : undefined;
}

function referenceTo(file: string): SourceReference {
  const module = fileURLToPath(new URL("./feature-source.js", import.meta.url));
  return { module, export: "default", options: { file } satisfies FeatureSourceOptions };
}
