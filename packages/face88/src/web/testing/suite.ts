import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, vi } from "vitest";
import type { Site, SiteOptions } from "../../../../../scripts/site.js";
import { listen, startChromium } from "./chromium.js";
import { type PackageSite, packageSite } from "./page.js";

/** A page with the library on it. */
export interface OpenPage {
  readonly page: Page;
  /** What it says on the console. */
  readonly heard: string[];
  readonly site: Site;
}

/** What a browser suite gives to its tests. */
export interface BrowserSuite {
  /** Opens a page of a site of its own. */
  openPage(options?: Partial<SiteOptions>): Promise<OpenPage>;
  /** The bundled package. */
  host(): PackageSite;
}

/**
 * One bundle and one Chromium for the tests of a `describe`, closed after them.
 * @param flags  of Chromium, asked for when it starts
 */
export function browserSuite(flags: () => Promise<readonly string[]> = async () => []): BrowserSuite {
  let host: PackageSite;
  let browser: Browser;
  const sites: Site[] = [];
  // A browser on a machine that does other work as well.
  vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });
  beforeAll(async () => {
    host = await packageSite();
    browser = await startChromium(await flags());
  });
  afterAll(async () => {
    await browser?.close();
    for (const site of sites) await site[Symbol.asyncDispose]();
    await host?.[Symbol.asyncDispose]();
  });
  return {
    host: () => host,
    async openPage(options) {
      const site = await host.serve(options);
      sites.push(site);
      const page = await browser.newPage();
      const heard = listen(page);
      await page.goto(site.origin);
      await page.waitForFunction(() => "face88" in globalThis);
      return { page, heard, site };
    },
  };
}
