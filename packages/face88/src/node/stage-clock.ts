type Stage = "decode" | "track" | "draw" | "encode";

/** Adds up where the time of a loop over frames goes. */
export class StageClock {
  readonly #spent: Record<Stage, number> = { decode: 0, track: 0, draw: 0, encode: 0 };
  readonly #started = performance.now();
  #last = this.#started;

  /** Counts the time since the last lap for a stage. */
  lap(stage: Stage): void {
    const now = performance.now();
    this.#spent[stage] += now - this.#last;
    this.#last = now;
  }

  /** The same items; the time that they are waited for counts for a stage. */
  async *waiting<T>(stage: Stage, items: AsyncIterable<T>): AsyncGenerator<T> {
    for await (const item of items) {
      this.lap(stage);
      yield item;
    }
  }

  /** Seconds in all, and milliseconds of each stage an item. */
  report(count: number): { readonly seconds: number; readonly stages: Readonly<Record<Stage, number>> } {
    const each = (stage: Stage) => this.#spent[stage] / Math.max(1, count);
    return {
      seconds: (performance.now() - this.#started) / 1000,
      stages: { decode: each("decode"), track: each("track"), draw: each("draw"), encode: each("encode") },
    };
  }
}
