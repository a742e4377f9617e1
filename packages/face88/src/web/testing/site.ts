import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

/** What a page that takes security seriously allows: nothing of another origin, no eval. */
export const STRICT_CSP =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; object-src 'none'; base-uri 'none'";

/** How a site answers. */
export interface SiteOptions {
  /** Folders, or texts of single files, by the path they are served under; the longest path that fits counts. */
  readonly paths: Readonly<Record<string, { readonly folder: string } | { readonly text: string }>>;
  /** Headers of every answer; default {@link STRICT_CSP} alone. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Takes an answer over; returns whether it did. */
  readonly intercept?: (path: string, response: ServerResponse) => boolean;
}

/** A web server on this machine. */
export interface Site extends AsyncDisposable {
  readonly origin: string;
  /** Paths that were asked for. */
  readonly requests: string[];
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".jpg": "image/jpeg",
  ".png": "image/png",
  ".mp4": "video/mp4",
  ".webmanifest": "application/manifest+json",
};

/** Serves files of this machine to a browser on it. */
export async function serveSite({ paths, headers, intercept }: SiteOptions): Promise<Site> {
  const prefixes = Object.keys(paths).sort((a, b) => b.length - a.length);
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://site").pathname);
    requests.push(path);
    if (intercept?.(path, response)) return;
    const prefix = prefixes.find((start) => path === start || (start.endsWith("/") && path.startsWith(start)));
    const source = prefix === undefined ? undefined : paths[prefix];
    const file = path.endsWith("/") ? `${path}index.html` : path;
    const own = { "content-type": types[extname(file)] ?? "application/octet-stream" };
    const all = { ...own, "cache-control": "max-age=60", ...(headers ?? { "content-security-policy": STRICT_CSP }) };
    if (source === undefined) response.writeHead(404, all).end();
    else if ("text" in source) response.writeHead(200, all).end(source.text);
    else {
      const local = join(source.folder, normalize(file.slice((prefix as string).length)));
      const found = await stat(local).catch(() => undefined);
      if (!found?.isFile()) response.writeHead(404, all).end();
      else {
        // Videos are asked for in pieces.
        const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
        const start = Number(range?.[1] ?? 0);
        const end = range?.[2] ? Number(range[2]) : found.size - 1;
        const length = { "content-length": String(end - start + 1), "accept-ranges": "bytes" };
        const part = range && { "content-range": `bytes ${start}-${end}/${found.size}` };
        response.writeHead(range ? 206 : 200, { ...all, ...length, ...part });
        createReadStream(local, { start, end }).pipe(response);
      }
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
