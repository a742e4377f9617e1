import type { SampleSource } from "../data/source.js";
import { FeatureFile } from "./feature-file.js";

/** Options of {@link featureSource}. */
export interface FeatureSourceOptions {
  /** Path of the feature file, absolute. */
  readonly file: string;
}

/**
 * The rows of a feature file as samples. A sample with several copies gives one of them by chance.
 * @throws UnreadableInputError when there is no whole feature file
 */
export default function featureSource({ file }: FeatureSourceOptions): SampleSource {
  const features = new FeatureFile(file);
  const { fields, fingerprint, copies, unit, normalisation, ids } = features.header;
  return {
    length: ids.length,
    fields,
    fingerprint,
    unit,
    normalisation,
    id: (index) => ids[index],
    fill(index, random, sample) {
      const copy = copies === 1 ? 0 : Math.floor(random() * copies);
      features.read(index * copies + copy, sample);
    },
    dispose: async () => features[Symbol.dispose](),
  };
}
