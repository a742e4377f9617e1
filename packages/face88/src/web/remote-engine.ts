import { WorkerLostError } from "../errors.js";
import type { OneEuroOptions } from "../track/one-euro.js";
import type { Engine, EngineAnswer, EngineDetectOptions, EngineTrackOptions } from "./engine.js";
import type { LoadProgress } from "./fetch-model.js";
import type { LoadRequest } from "./load-models.js";
import { type Picture, transferOf } from "./picture.js";
import { WorkerConnection } from "./worker-connection.js";

/** Finds faces in a module worker. When the worker is lost, the next call starts another. */
export class RemoteEngine implements Engine {
  readonly #load: LoadRequest;
  readonly #trackers = new Map<number, { readonly connection: WorkerConnection; readonly key: number }>();
  #connection: Promise<WorkerConnection>;
  #disposed = false;
  #nextTracker = 0;

  private constructor(load: LoadRequest, connection: WorkerConnection) {
    this.#load = load;
    this.#connection = Promise.resolve(connection);
  }

  /** Starts a worker, loads the networks in it and warms them up. */
  static async load(load: LoadRequest, onProgress: (progress: LoadProgress) => void): Promise<RemoteEngine> {
    return new RemoteEngine(load, await WorkerConnection.start(load, onProgress));
  }

  /** @see Engine.detect */
  async detect(picture: Picture, options: EngineDetectOptions): Promise<EngineAnswer> {
    const connection = await this.#alive();
    return connection.call({ call: "detect", picture, options }, transferOf(picture));
  }

  /** @see Engine.openTracker */
  async openTracker(options: EngineTrackOptions): Promise<number> {
    const connection = await this.#alive();
    const key = await connection.call({ call: "open", options });
    this.#trackers.set(this.#nextTracker, { connection, key });
    return this.#nextTracker++;
  }

  /** @see Engine.track */
  async track(
    tracker: number,
    picture: Picture,
    time: number,
    smoothing: OneEuroOptions | false,
  ): Promise<EngineAnswer> {
    const open = this.#trackers.get(tracker);
    // What the tracker knew of its faces went with its worker.
    if (open === undefined) throw new WorkerLostError("expected the worker that follows these faces, got another");
    const request = { call: "track", tracker: open.key, picture, time, smoothing } as const;
    return open.connection.call(request, transferOf(picture));
  }

  /** @see Engine.closeTracker */
  closeTracker(tracker: number): void {
    const open = this.#trackers.get(tracker);
    this.#trackers.delete(tracker);
    open?.connection.call({ call: "close", tracker: open.key }).catch(() => undefined);
  }

  /** @see Engine.dispose */
  dispose(): void {
    this.#disposed = true;
    void this.#connection.then((connection) => connection.dispose()).catch(() => undefined);
  }

  async #alive(): Promise<WorkerConnection> {
    const connection = await this.#connection.catch(() => undefined);
    if (this.#disposed) throw new TypeError("expected a landmarker that is open, got one that was disposed of");
    if (connection?.alive) return connection;
    this.#connection = WorkerConnection.start(this.#load, () => undefined);
    return this.#connection;
  }
}
