/** Keeps the page for times without a network; where the browser does not allow it, the page works all the same. */
export function stayOffline(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register("./service-worker.js").catch(() => undefined);
}
