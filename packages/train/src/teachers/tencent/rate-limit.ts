/** Waits. @param seconds  >= 0 */
export type Sleep = (seconds: number) => Promise<void>;

/** Waits on the system's clock. */
export const sleep: Sleep = (seconds) => new Promise((resolve) => setTimeout(resolve, 1000 * seconds));

/**
 * Lets callers through one after the other, no more than so many a second.
 * @param perSecond  > 0
 */
export function rateLimit(perSecond: number): () => Promise<void> {
  let next = 0;
  return async () => {
    const now = performance.now() / 1000;
    const start = Math.max(now, next);
    next = start + 1 / perSecond;
    if (start > now) await sleep(start - now);
  };
}
