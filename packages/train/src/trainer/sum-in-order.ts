/**
 * Sums vectors in their order, so that the result does not depend on who was first. Three additions a pass, each rounded to
 * single precision as a store would round it: passes over memory are what this costs.
 * @param parts  at least one, of equal length
 */
export function sumInOrder(parts: readonly Float32Array[], into: Float32Array): void {
  into.set(parts[0]);
  let next = 1;
  for (; next + 3 <= parts.length; next += 3) {
    const [a, b, c] = parts.slice(next, next + 3);
    for (let i = 0; i < into.length; i++) into[i] = Math.fround(Math.fround(into[i] + a[i]) + b[i]) + c[i];
  }
  for (const part of parts.slice(next)) for (let i = 0; i < into.length; i++) into[i] += part[i];
}
