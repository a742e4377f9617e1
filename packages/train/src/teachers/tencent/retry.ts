import { sleep } from "./rate-limit.js";

/** Options of {@link retry}. */
export interface RetryOptions {
  /** Most attempts, >= 1. */
  readonly attempts: number;
  /** Seconds before the second attempt; each further wait is twice as long. */
  readonly firstDelay: number;
  /** Whether another attempt can help. */
  readonly isPassing: (error: unknown) => boolean;
}

/** Longest wait between two attempts, seconds. */
const LONGEST = 60;

/**
 * Does something that may fail for a while, with longer and longer waits in between. Each wait is lengthened by up to a
 * quarter at random, so that callers which failed together do not come back together.
 * @throws the last error
 */
export async function retry<T>(work: () => Promise<T>, { attempts, firstDelay, isPassing }: RetryOptions): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= attempts || !isPassing(error)) throw error;
      await sleep(Math.min(LONGEST, firstDelay * 2 ** (attempt - 1)) * (1 + Math.random() / 4));
    }
  }
}
