// The Chromium that tests and benches drive: Debian's, or the one that FACE88_CHROMIUM names.

/** Flags for a container without a display, a GPU or the open internet. */
export const chromiumFlags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Path of the executable; whether it is there is the caller's question. */
export function chromiumPath() {
  return process.env.FACE88_CHROMIUM || "/usr/bin/chromium";
}
