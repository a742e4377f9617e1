/** Most faces in one run of a landmark network: a mesh takes some 5 MB for each, and more at once are not faster. */
const MOST_AT_ONCE = 16;

/**
 * Runs a network on any number of faces, a few at a time.
 * @param run  answers for some of the items, in their order
 * @returns the answers for all of them, in their order
 */
export async function inBatches<T, R>(items: readonly T[], run: (some: readonly T[]) => Promise<R[]>): Promise<R[]> {
  const answers: R[] = [];
  for (let first = 0; first < items.length; first += MOST_AT_ONCE) {
    answers.push(...(await run(items.slice(first, first + MOST_AT_ONCE))));
  }
  return answers;
}
