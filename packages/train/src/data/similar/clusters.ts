/** Sets that are joined again and again (union-find); each is known by its least member. */
export class Clusters {
  readonly #parents: Uint32Array;

  /** @param count  members 0 to count - 1, each in a set of its own */
  constructor(count: number) {
    this.#parents = Uint32Array.from({ length: count }, (_, i) => i);
  }

  /** Least member of the set that a member is in. */
  of(member: number): number {
    let root = member;
    while (this.#parents[root] !== root) root = this.#parents[root];
    // What was passed on the way is hung below the root, so that no way stays long.
    for (let at = member; at !== root; ) {
      const next = this.#parents[at];
      this.#parents[at] = root;
      at = next;
    }
    return root;
  }

  /** Makes one set of the sets that two members are in. */
  join(one: number, other: number): void {
    const [a, b] = [this.of(one), this.of(other)];
    this.#parents[Math.max(a, b)] = Math.min(a, b);
  }
}
