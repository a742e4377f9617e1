import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { chromiumFlags, chromiumPath } from "../../../../../scripts/chromium.js";

/** Whether there is a Chromium to drive; where there is none, `npm test` says so and leaves these tests out. */
export const hasChromium = existsSync(chromiumPath());

/** Starts Chromium. @param flags  beside the usual ones */
export function startChromium(flags: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: [...chromiumFlags, ...flags] });
}

/** Milliseconds that a page is waited for, on a machine that does other work as well. */
const patience = 200_000;

/**
 * Everything that a page and its workers say on the console or throw without catching. Waits for the page are long from
 * then on.
 */
export function listen(page: Page): string[] {
  page.setDefaultTimeout(patience);
  const heard: string[] = [];
  page.on("console", (message) => heard.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => heard.push(`uncaught: ${error.message}`));
  return heard;
}
