/** Some samples of one epoch, at most a micro-batch. */
export interface Portion {
  readonly epoch: number;
  readonly indices: readonly number[];
}

/** A portion that lies in a slot. */
export interface Loaded extends Portion {
  readonly slot: number;
}

/** Keeps slots filled ahead of those who take them, in order. */
export class Feed {
  readonly #load: (slot: number, portion: Portion) => Promise<void>;
  readonly #free: number[];
  readonly #portions: Iterator<Portion>;
  readonly #ahead: Promise<Loaded>[] = [];

  /**
   * @param load  fills a slot
   * @param slots  more than are held at a time, so that one is always on the way
   */
  constructor(
    load: (slot: number, portion: Portion) => Promise<void>,
    slots: readonly number[],
    portions: Iterator<Portion>,
  ) {
    this.#load = load;
    this.#free = [...slots];
    this.#portions = portions;
    this.#fill();
  }

  /** The next portion; undefined when there is none left. Two calls get two portions, in the order of the calls. */
  take(): Promise<Loaded> | undefined {
    return this.#ahead.shift();
  }

  /** Gives a slot back. */
  release(slot: number): void {
    this.#free.push(slot);
    this.#fill();
  }

  #fill(): void {
    while (this.#free.length > 0) {
      const next = this.#portions.next();
      if (next.done) return;
      const slot = this.#free.shift() as number;
      const loaded = this.#load(slot, next.value).then(() => ({ slot, ...next.value }));
      // Whoever takes it sees the error; one that nobody takes any more is none.
      loaded.catch(() => undefined);
      this.#ahead.push(loaded);
    }
  }
}
