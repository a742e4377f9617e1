import { MissingDependencyError, WorkerLostError } from "../errors.js";
import type { LoadProgress } from "./fetch-model.js";
import type { LoadRequest } from "./load-models.js";
import { type Reply, type Request, type Results, receivedError } from "./messages.js";

interface Pending {
  resolve(result: never): void;
  reject(error: Error): void;
}

/** A worker that answers calls one by one, and says when it is gone. */
export class WorkerConnection {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #watch = new AbortController();
  #nextId = 0;
  #lost: Error | undefined;

  private constructor(onProgress: (progress: LoadProgress) => void) {
    this.#worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module", name: "face88" });
    this.#worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => {
      if ("progress" in data) onProgress(data.progress);
      else this.#settle(data);
    });
    this.#worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#lose(
        event.message
          ? new WorkerLostError(`expected the worker to answer, got an error in it: ${event.message}`)
          : new MissingDependencyError("expected the script of the worker, got none that could be loaded"),
      );
    });
  }

  /** Starts a worker and loads the networks in it. */
  static async start(load: LoadRequest, onProgress: (progress: LoadProgress) => void): Promise<WorkerConnection> {
    const connection = new WorkerConnection(onProgress);
    const lock = `face88 ${Math.random().toString(36).slice(2)}`;
    try {
      if (await connection.call({ call: "load", load, lock })) connection.#watchLock(lock);
      return connection;
    } catch (error) {
      connection.dispose();
      throw error;
    }
  }

  /** Whether the worker still lives. */
  get alive(): boolean {
    return this.#lost === undefined;
  }

  /**
   * Asks the worker.
   * @param transfer  what moves there
   * @throws WorkerLostError when the worker goes away before it answers
   */
  call<C extends keyof Results>(
    request: Extract<Request, { readonly call: C }>,
    transfer: Transferable[] = [],
  ): Promise<Results[C]> {
    return new Promise((resolve, reject) => {
      if (this.#lost) {
        reject(this.#lost);
        return;
      }
      const id = this.#nextId++;
      this.#pending.set(id, { resolve: resolve as (result: never) => void, reject });
      this.#worker.postMessage({ ...request, id }, transfer);
    });
  }

  /** Ends the worker; calls without an answer are rejected. */
  dispose(): void {
    this.#lose(new TypeError("expected a landmarker that is open, got one that was disposed of"));
  }

  #settle(reply: Exclude<Reply, { readonly progress: LoadProgress }>): void {
    const waiting = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if ("error" in reply) waiting?.reject(receivedError(reply.error));
    else waiting?.resolve(reply.result as never);
  }

  /** The worker holds the lock until it ends, however it ends; so whoever else gets it knows. */
  #watchLock(lock: string): void {
    const gone = () => this.#lose(new WorkerLostError("expected the worker to answer, got the news that it has ended"));
    navigator.locks.request(lock, { signal: this.#watch.signal }, gone).catch(() => undefined);
  }

  #lose(reason: Error): void {
    if (this.#lost) return;
    this.#lost = reason;
    this.#watch.abort();
    this.#worker.terminate();
    for (const { reject } of this.#pending.values()) reject(reason);
    this.#pending.clear();
  }
}
