import { LocalEngine } from "./local-engine.js";
import { type Reply, type Request, type Results, sentError } from "./messages.js";

/** The part of a worker's global scope that is used; the types of the page know only their own. */
interface WorkerScope {
  postMessage(reply: Reply): void;
  addEventListener(type: "message", listener: (event: MessageEvent<Request & { readonly id: number }>) => void): void;
}

const scope = globalThis as unknown as WorkerScope;
let loading: Promise<LocalEngine> | undefined;

scope.addEventListener("message", async ({ data }) => {
  try {
    scope.postMessage({ id: data.id, result: await answer(data) });
  } catch (error) {
    scope.postMessage({ id: data.id, error: sentError(error) });
  }
});

async function answer(request: Request): Promise<Results[keyof Results]> {
  if (request.call === "load") {
    loading = LocalEngine.load(request.load, (progress) => scope.postMessage({ progress }));
    const [locked] = await Promise.all([hold(request.lock), loading]);
    return locked;
  }
  const engine = await loading;
  if (engine === undefined) throw new Error("internal: the worker was asked before it was loaded");
  switch (request.call) {
    case "detect":
      return engine.detect(request.picture, request.options);
    case "open":
      return engine.openTracker(request.options);
    case "track":
      return engine.track(request.tracker, request.picture, request.time, request.smoothing);
    case "close":
      engine.closeTracker(request.tracker);
      return undefined;
    default:
      return request satisfies never;
  }
}

/**
 * Takes a lock for as long as this worker lives: nothing else tells the page that a worker is gone.
 * @returns whether it was taken; only secure contexts have locks
 */
function hold(lock: string): Promise<boolean> {
  return new Promise((resolve) => {
    const forever = () => {
      resolve(true);
      return new Promise(() => undefined);
    };
    if (navigator.locks === undefined) resolve(false);
    else navigator.locks.request(lock, forever).catch(() => resolve(false));
  });
}
