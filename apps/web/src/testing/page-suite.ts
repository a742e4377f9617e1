import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, inject, vi } from "vitest";
import { listen, startChromium } from "../../../../packages/face88/src/web/testing/chromium.js";
import { type Site, type SiteOptions, serveSite } from "../../../../scripts/site.js";
import type { BuiltPage } from "./build-page.js";

/** Where the screenshots go, for looking at. */
export const screens = fileURLToPath(new URL("../../../../out/page/", import.meta.url));

/** A file to choose: its path, or what it holds. */
export type ChosenFile = string | { readonly name: string; readonly mimeType: string; readonly buffer: Buffer };

/** What the tests of the page are given. */
export interface PageSuite {
  /** For files of the tests; removed after them. */
  readonly folder: string;
  /** Serves the built page in a folder of a host. */
  serve(options?: Partial<SiteOptions>): Promise<Site>;
  /** Opens the page. @param from  another browser than the suite's own */
  openPage(options?: BrowserContextOptions & { readonly from?: Browser }): Promise<OpenedPage>;
  browser(): Browser;
}

/** The page, opened. */
export interface OpenedPage {
  readonly page: Page;
  /** What it says on the console. */
  readonly heard: string[];
  readonly site: Site;
}

/** The built page, one Chromium with a camera, for the tests of a `describe`. */
export function pageSuite(): PageSuite {
  vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });
  const folder = mkdtempSync(join(tmpdir(), "face88-page-"));
  const { dist, cameraFile }: BuiltPage = inject("page");
  const cameraFlags = [
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    `--use-file-for-fake-video-capture=${cameraFile}`,
  ];
  let browser: Browser;
  let site: Site;
  beforeAll(async () => {
    mkdirSync(screens, { recursive: true });
    site = await serve();
    browser = await startChromium([...cameraFlags, "--host-resolver-rules=MAP site.test 127.0.0.1"]);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });
  const serve = (options: Partial<SiteOptions> = {}) =>
    serveSite({ paths: { "/any/folder/": { folder: dist } }, headers: {}, ...options });
  return {
    folder,
    serve,
    browser: () => browser,
    async openPage({ from = browser, ...options } = {}) {
      const page = await from.newPage({ serviceWorkers: "block", ...options });
      const heard = listen(page);
      await page.goto(`${site.origin}/any/folder/`);
      return { page, heard, site };
    },
  };
}

/** Waits until the page says something. */
export const says = (page: Page, text: string | RegExp) => page.locator("#status", { hasText: text }).waitFor();

/** Waits until the page says that something went wrong. */
export const alarms = (page: Page, text: string | RegExp) => page.locator("#error", { hasText: text }).waitFor();

/** Chooses a file, as by the button. */
export const choose = (page: Page, file: ChosenFile) => page.setInputFiles("#file", file);

/** Presses a button that saves something. */
export async function saved(page: Page, button: string): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click(button)]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** What was said on the console, but for what Playwright itself says there. */
export const ofThePage = (heard: readonly string[]) => heard.filter((line) => !line.endsWith("blocked by Playwright"));
