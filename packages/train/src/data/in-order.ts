/**
 * Works on several items at once and gives the results in the order of the items.
 * @param items  taken one by one, so that they may be endless
 * @param atOnce  most items at work, >= 1
 */
export async function* inOrder<T, R>(
  items: Iterable<T>,
  atOnce: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const running: Promise<R>[] = [];
  const start = (item: T) => {
    const result = work(item);
    // Looked at in its turn; a failure before that is not an unhandled one.
    result.catch(() => undefined);
    running.push(result);
  };
  for (const item of items) {
    start(item);
    if (running.length >= atOnce) yield await (running.shift() as Promise<R>);
  }
  while (running.length > 0) yield await (running.shift() as Promise<R>);
}
