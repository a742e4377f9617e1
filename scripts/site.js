// A web server on this machine, for the tests and budgets that run in a browser.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

/** What a page that takes security seriously allows: nothing of another origin, no eval. */
export const STRICT_CSP =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; object-src 'none'; base-uri 'none'";

/** Headers that make a page cross-origin isolated, so that it may use threads. */
export const ISOLATION = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

/**
 * @typedef {object} SiteOptions  how a site answers
 * @property {Readonly<Record<string, { readonly folder: string } | { readonly text: string }>>} paths  folders, or
 *   texts of single files, by the path they are served under; the longest path that fits counts
 * @property {Readonly<Record<string, string>>} [headers]  of every answer; default {@link STRICT_CSP} alone
 * @property {(path: string, response: import("node:http").ServerResponse) => boolean} [intercept]  takes an answer
 *   over, and says whether it did
 */

/**
 * @typedef {AsyncDisposable & { readonly origin: string, readonly requests: string[] }} Site  with the paths that were
 *   asked for
 */

/** @type {Readonly<Record<string, string>>} */
const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".jpg": "image/jpeg",
  ".png": "image/png",
  ".mp4": "video/mp4",
};

/**
 * Serves files of this machine to a browser on it.
 * @param {SiteOptions} options
 * @returns {Promise<Site>}
 */
export async function serveSite({ paths, headers = { "content-security-policy": STRICT_CSP }, intercept }) {
  const prefixes = Object.keys(paths).sort((a, b) => b.length - a.length);
  /** @type {string[]} */
  const requests = [];
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://site").pathname);
    requests.push(path);
    if (intercept?.(path, response)) return;
    const prefix = prefixes.find((start) => path === start || (start.endsWith("/") && path.startsWith(start)));
    const file = path.endsWith("/") ? `${path}index.html` : path;
    const type = types[extname(file)] ?? "application/octet-stream";
    const head = { "content-type": type, "cache-control": "max-age=60", ...headers };
    const source = prefix === undefined ? undefined : paths[prefix];
    if (source && "text" in source) {
      response.writeHead(200, head).end(source.text);
      return;
    }
    const local = source && join(source.folder, normalize(file.slice(String(prefix).length)));
    const found = local === undefined ? undefined : await stat(local).catch(() => undefined);
    if (local === undefined || !found?.isFile()) {
      response.writeHead(404, head).end();
      return;
    }
    // Videos are asked for in pieces.
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
    const start = Number(range?.[1] ?? 0);
    const end = range?.[2] ? Number(range[2]) : found.size - 1;
    response.writeHead(range ? 206 : 200, {
      ...head,
      "accept-ranges": "bytes",
      "content-length": String(end - start + 1),
      ...(range && { "content-range": `bytes ${start}-${end}/${found.size}` }),
    });
    createReadStream(local, { start, end }).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    origin: `http://localhost:${port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
