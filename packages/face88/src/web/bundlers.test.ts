import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { describe, expect, onTestFinished, test } from "vitest";
import { serveSite } from "../../../../scripts/site.js";
import { clmtrackrFile } from "../testing/files.js";
import { hasChromium, listen, startChromium } from "./testing/chromium.js";

const page = `<!doctype html><meta charset="utf-8"><title>test</title><link rel="icon" href="data:,">
<script type="module" src="./page.js"></script>`;
const script = (specifier: string) => `import { Landmarker } from "${specifier}";
const photo = await (await fetch("/media/franck_01829.jpg")).blob();
let found = [];
for (const model of ["face88", "mesh"]) {
  const landmarker = await Landmarker.load({ model });
  const { faces } = await landmarker.detect(photo);
  found.push(model + ": " + faces.length);
  landmarker.dispose();
}
document.title = found.join(", ");
`;

describe.skipIf(!hasChromium)("pages in Chromium, under a strict CSP", { timeout: 240_000 }, () => {
  /** Opens a page in a folder deep inside of a site, waits for its title, and looks at what it said. */
  async function titleOf(paths: Parameters<typeof serveSite>[0]["paths"]): Promise<string> {
    await using site = await serveSite({ paths: { "/media/": { folder: join(clmtrackrFile("x"), "..") }, ...paths } });
    const browser = await startChromium();
    try {
      const page = await browser.newPage();
      const heard = listen(page);
      await page.goto(`${site.origin}/deep/inside/`);
      await Promise.race([page.waitForFunction(() => document.title !== "test"), page.waitForEvent("pageerror")]);
      expect(heard).toEqual([]);
      return await page.title();
    } finally {
      await browser.close();
    }
  }

  test("built by Vite", async () => {
    // Inside of the repository, where Vite finds the packages.
    const root = mkdtempSync(fileURLToPath(new URL("../../dist/vite-test-", import.meta.url)));
    onTestFinished(() => rmSync(root, { recursive: true }));
    writeFileSync(join(root, "index.html"), page);
    writeFileSync(join(root, "page.js"), script("face88/web"));
    const out = join(root, "out");
    await build({
      root,
      configFile: false,
      logLevel: "error",
      base: "./",
      build: { outDir: out },
      worker: { format: "es" },
    });
    expect(await titleOf({ "/deep/inside/": { folder: out } })).toBe("face88: 1, mesh: 1");
  });

  test("without a bundler, from the package's folder as it was built", async () => {
    const folder = fileURLToPath(new URL("../../", import.meta.url));
    const { files } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    expect(files).toEqual(["dist", "models"]);
    const found = await titleOf({
      "/deep/inside/": { text: page },
      "/deep/inside/page.js": { text: script("./face88/dist/browser/face88.js") },
      "/deep/inside/face88/dist/": { folder: join(folder, "dist") },
      "/deep/inside/face88/models/": { folder: join(folder, "models") },
    });
    expect(found).toBe("face88: 1, mesh: 1");
  });
});
