/** A config that cannot be trained: a value out of range, an unknown name, data that does not fit. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** A checkpoint that cannot be read, or is not one of this run. */
export class CheckpointError extends Error {
  override readonly name = "CheckpointError";
}

/** A sample that its source could not give. */
export class SampleError extends Error {
  override readonly name = "SampleError";
}

/** The loss or the gradient became NaN or infinite. */
export class NonFiniteError extends Error {
  override readonly name = "NonFiniteError";
  /** Step that failed, from 1 on. */
  readonly step: number;
  /** Samples of the micro-batches in which it happened. */
  readonly ids: readonly string[];
  /** Path of the last good checkpoint, if one was written. */
  readonly checkpoint: string | undefined;

  /** @param what  which number it was, such as `loss NaN` */
  constructor(what: string, step: number, ids: readonly string[], checkpoint: string | undefined) {
    super(
      `${what} at step ${step}: expected a finite number; samples ${ids.join(", ")}; last good checkpoint: ${checkpoint ?? "none"}`,
    );
    this.step = step;
    this.ids = ids;
    this.checkpoint = checkpoint;
  }
}
