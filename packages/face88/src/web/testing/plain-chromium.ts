import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { chromiumFlags, chromiumPath } from "../../../../../scripts/chromium.js";

/** A Chromium as people have it. */
export interface PlainChromium extends AsyncDisposable {
  /** Its tabs lie in one window: the one that is in front hides the others. */
  readonly context: BrowserContext;
  /** Ends what reads the cameras, as if they were unplugged; the next one that is opened starts it again. */
  unplugCameras(): Promise<void>;
}

/**
 * Starts Chromium without what Playwright does for its own: there, every page believes that it is seen and has the
 * focus.
 */
export async function startPlainChromium(flags: readonly string[]): Promise<PlainChromium> {
  const profile = mkdtempSync(join(tmpdir(), "face88-chromium-"));
  const own = ["--headless", "--remote-debugging-port=0", `--user-data-dir=${profile}`];
  const child = spawn(chromiumPath(), [...chromiumFlags, ...own, ...flags, "about:blank"], {
    stdio: "ignore",
    detached: true,
  });
  const ended = new Promise((resolve) => child.on("close", resolve));
  const portFile = join(profile, "DevToolsActivePort");
  while (!existsSync(portFile) || !readFileSync(portFile, "utf8").includes("\n")) {
    if (child.exitCode !== null) throw new Error(`Chromium ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const [port] = readFileSync(portFile, "utf8").split("\n");
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { noDefaults: true });
  return {
    context: browser.contexts()[0],
    async unplugCameras() {
      const system = await browser.newBrowserCDPSession();
      const { processInfo } = await system.send("SystemInfo.getProcessInfo");
      await system.detach();
      for (const { type, id } of processInfo) {
        if (type === "video_capture.mojom.VideoCaptureService") process.kill(id, "SIGKILL");
      }
    },
    async [Symbol.asyncDispose]() {
      // Killed with all of its processes, not asked to close: what is left running still writes into the profile.
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

/** Puts another tab in front of a page for a while. @returns what the page is told about it */
export async function hideFor(page: Page, milliseconds: number): Promise<string> {
  const front = await page.context().newPage();
  await front.bringToFront();
  // The page is not asked by `waitForFunction`, which waits for frames that a hidden page does not draw.
  while ((await page.evaluate(() => document.visibilityState)) !== "hidden") await front.waitForTimeout(50);
  await front.waitForTimeout(milliseconds);
  const state = await page.evaluate(() => document.visibilityState);
  await front.close();
  await page.bringToFront();
  return state;
}
