import type { Decision } from "../../clean/cleaning-file.js";

/** One step that can be taken back. */
interface Step {
  readonly id: string;
  readonly before: Decision | undefined;
}

/** Where decisions are kept while the page is open or closed; `localStorage` is one. */
export interface Shelf {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/**
 * What was decided of faces. Every change is kept at once, so that a closed tab loses nothing; what was kept goes before
 * what the page came with.
 */
export class Decisions {
  readonly #key: string;
  readonly #shelf: Shelf;
  /** `undefined` for a decision that was taken back, against one that the page came with. */
  readonly #made = new Map<string, Decision | undefined>();
  readonly #steps: Step[] = [];
  /** Why the last change could not be kept; undefined when it was. */
  fault: string | undefined;

  /** @param given  decisions that the page came with */
  constructor(key: string, given: Readonly<Record<string, Decision>>, shelf: Shelf) {
    this.#key = `face88-gallery ${key}`;
    this.#shelf = shelf;
    for (const [id, decision] of Object.entries(given)) this.#made.set(id, decision);
    for (const [id, decision] of Object.entries(this.#kept())) this.#made.set(id, decision ?? undefined);
  }

  /** The decision on a face; undefined when there is none. */
  of(id: string): Decision | undefined {
    return this.#made.get(id);
  }

  /** Number of decisions of each kind. */
  counts(): Readonly<Record<Decision["action"], number>> {
    const counts = { keep: 0, drop: 0, fix: 0 };
    for (const decision of this.#made.values()) if (decision) counts[decision.action]++;
    return counts;
  }

  /** Decides on a face, or takes its decision back. */
  decide(id: string, decision: Decision | undefined): void {
    this.#steps.push({ id, before: this.#made.get(id) });
    this.#set(id, decision);
  }

  /** Takes the last step back. @returns id of its face; undefined when there is none */
  undo(): string | undefined {
    const step = this.#steps.pop();
    if (step) this.#set(step.id, step.before);
    return step?.id;
  }

  /** The file that `face88 data clean --decisions` reads. */
  toJson(dataset: string, labels: string): string {
    const decisions = Object.fromEntries([...this.#made].filter(([, decision]) => decision !== undefined));
    return `${JSON.stringify({ dataset, labels, decisions }, undefined, 1)}\n`;
  }

  #set(id: string, decision: Decision | undefined): void {
    this.#made.set(id, decision);
    try {
      const all = Object.fromEntries([...this.#made].map(([name, made]) => [name, made ?? null]));
      this.#shelf.setItem(this.#key, JSON.stringify(all));
      this.fault = undefined;
    } catch {
      this.fault = "The browser's storage is full: save the decisions now.";
    }
  }

  #kept(): Readonly<Record<string, Decision | null>> {
    try {
      return JSON.parse(this.#shelf.getItem(this.#key) ?? "{}") as Record<string, Decision | null>;
    } catch {
      return {};
    }
  }
}
