import { parentPort, Worker } from "node:worker_threads";

/** Question and answer between threads. */
interface Question {
  readonly id: number;
  readonly message: unknown;
}
type Answer = "ready" | ({ readonly id: number } & ({ readonly result: unknown } | { readonly error: Failure }));
interface Failure {
  readonly name: string;
  readonly message: string;
}

/** An error class that keeps its meaning on the way between threads. */
export type SentError = new (message: string) => Error;

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** A worker thread that answers questions of type Q, one after the other. */
export class Thread<Q> {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  /** Settles when the thread has loaded its module, or will never. */
  readonly #loaded: Promise<void>;
  readonly #errors: readonly SentError[];
  #asked = 0;
  /** Why the thread is gone, if it is: nothing that is asked then would ever be answered. */
  #failure: Error | undefined;
  #idle: () => void = () => {};

  /**
   * @param setup   what the thread is started with; shared memory stays shared
   * @param errors  classes of errors that an answer may be, known again by their names; others become plain errors
   */
  constructor(module: URL, setup: unknown, errors: readonly SentError[] = []) {
    this.#errors = errors;
    this.#worker = new Worker(module, { workerData: setup });
    this.#loaded = new Promise((resolve) => {
      this.#worker.once("message", () => resolve());
      this.#worker.once("exit", () => resolve());
    });
    this.#worker.on("message", (answer: Answer) => {
      if (answer === "ready") return;
      const asker = this.#pending.get(answer.id);
      this.#pending.delete(answer.id);
      if ("error" in answer) asker?.reject(this.#revive(answer.error));
      else asker?.resolve(answer.result);
      if (this.#pending.size === 0) this.#idle();
    });
    this.#worker.on("error", (error) => this.#fail(error));
    this.#worker.on("exit", (code) => this.#fail(new Error(`internal: a worker thread ended with code ${code}`)));
  }

  /** Questions without an answer yet. */
  get busy(): number {
    return this.#pending.size;
  }

  /** Rejects with the thread's error, or when the thread ends. */
  ask<A>(message: Q): Promise<A> {
    if (this.#failure) return Promise.reject(this.#failure);
    const id = this.#asked++;
    return new Promise<A>((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as Pending["resolve"], reject });
      this.#worker.postMessage({ id, message } satisfies Question);
    });
  }

  /** Ends the thread when it has answered: one that is ended inside ONNX Runtime takes the process with it. */
  async close(): Promise<void> {
    await this.#loaded;
    if (this.#pending.size > 0) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
    }
    await this.#worker.terminate();
  }

  /** Classes do not survive the way between threads. */
  #revive({ name, message }: Failure): Error {
    const Sent = this.#errors.find((known) => known.name === name) ?? Error;
    return new Sent(message);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
    this.#idle();
  }
}

/** The thread's side: answers each question in turn. */
export function serve<Q>(answer: (message: Q) => Promise<unknown>): void {
  const port = parentPort;
  if (!port) throw new Error("internal: this module runs in a worker thread");
  port.postMessage("ready" satisfies Answer);
  let last: Promise<void> = Promise.resolve();
  port.on("message", ({ id, message }: Question) => {
    last = last.then(async () => {
      try {
        port.postMessage({ id, result: await answer(message as Q) } satisfies Answer);
      } catch (error) {
        const { name, message: text } = error as Error;
        port.postMessage({ id, error: { name, message: text } } satisfies Answer);
      }
    });
  });
}
