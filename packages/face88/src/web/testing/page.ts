import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleForBrowser } from "../../../../../scripts/browser-bundle.js";
import { type Site, type SiteOptions, serveSite } from "../../../../../scripts/site.js";
import { clmtrackrFile, samplePhoto } from "../../testing/files.js";

const models = fileURLToPath(new URL("../../../models/", import.meta.url));

/** A site with the package as it would lie on a host, built from the sources, and photos and videos to try. */
export interface PackageSite extends AsyncDisposable {
  /** Serves it; `index.html` puts everything that `face88/web` exports into the global `face88`. */
  serve(options?: Partial<SiteOptions>): Promise<Site>;
  /** Folder of the bundled scripts. */
  readonly scripts: string;
}

const html = `<!doctype html><meta charset="utf-8"><title>test</title><link rel="icon" href="data:,">
<script type="module" src="/page.js"></script>`;
const script = `import * as face88 from "/face88/dist/browser/face88.js"; Object.assign(globalThis, { face88 });`;

/** Bundles the sources into a temporary folder. */
export async function packageSite(): Promise<PackageSite> {
  const folder = mkdtempSync(join(tmpdir(), "face88-site-"));
  const scripts = join(folder, "dist/browser");
  await bundleForBrowser({ folder: scripts, fromSources: true });
  cpSync(models, join(folder, "models"), { recursive: true });
  return {
    scripts,
    serve: (options = {}) =>
      serveSite({
        ...options,
        paths: {
          "/": { text: html },
          "/page.js": { text: script },
          "/face88/": { folder },
          "/photos/": { folder: join(samplePhoto(1), "..") },
          "/media/": { folder: join(clmtrackrFile("x"), "..") },
          ...options.paths,
        },
      }),
    async [Symbol.asyncDispose]() {
      rmSync(folder, { recursive: true });
    },
  };
}
