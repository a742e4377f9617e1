/** Ends a switch over a tagged union: the compiler sees that no case is left, and a wrong value at run time is our bug. */
export function assertNever(value: never): never {
  throw new Error(`internal: unexpected ${JSON.stringify(value)}`);
}
