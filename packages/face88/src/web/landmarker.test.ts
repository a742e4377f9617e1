import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Landmarker as NodeLandmarker } from "../node/landmarker.js";
import { clmtrackrFile, samplePhoto } from "../testing/files.js";
import { hasChromium, listen, startChromium } from "./testing/chromium.js";
import { type PackageSite, packageSite } from "./testing/page.js";
import type { Site } from "./testing/site.js";

declare const face88: typeof import("./index.js");

describe.skipIf(!hasChromium)("photos in Chromium, under a strict CSP", () => {
  let host: PackageSite;
  let site: Site;
  let browser: Browser;

  beforeAll(async () => {
    host = await packageSite();
    site = await host.serve();
    browser = await startChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.[Symbol.asyncDispose]();
    await host?.[Symbol.asyncDispose]();
  });

  /** A page with the library on it, and what it says on the console. */
  async function openPage() {
    const page = await browser.newPage();
    const heard = listen(page);
    await page.goto(site.origin);
    await page.waitForFunction(() => "face88" in globalThis);
    return { page, heard };
  }

  test.each([
    ["in a worker", true],
    ["on the page", false],
  ])("%s: the points of Node, to a tenth of a pixel", async (_, worker) => {
    const { page, heard } = await openPage();
    using landmarker = await NodeLandmarker.load();
    const photos = ["/photos/sample1.jpg", "/photos/sample4.jpg", "/media/franck_01829.jpg"];
    const files = [samplePhoto(1), samplePhoto(4), clmtrackrFile("franck_01829.jpg")];
    const found = await page.evaluate(
      async ({ photos, worker }) => {
        const landmarker = await face88.Landmarker.load({ worker });
        const answers = [];
        for (const photo of photos) {
          const blob = await (await fetch(photo)).blob();
          const { width, height, faces } = await landmarker.detect(blob);
          answers.push({
            width,
            height,
            faces: faces.map(({ points, score }) => ({ score, points: [...points.data] })),
          });
        }
        landmarker.dispose();
        return answers;
      },
      { photos, worker },
    );
    for (const [i, file] of files.entries()) {
      const { width, height, faces } = await landmarker.detect(file);
      expect([found[i].width, found[i].height, found[i].faces.length]).toEqual([width, height, faces.length]);
      expect(faces.length).toBeGreaterThan(0);
      faces.forEach((face, k) => {
        const worst = Math.max(...found[i].faces[k].points.map((value, j) => Math.abs(value - face.points.data[j])));
        expect(worst, `${photos[i]} face ${k}`).toBeLessThan(0.1);
        expect(found[i].faces[k].score).toBeCloseTo(face.score, 3);
      });
    }
    expect(heard).toEqual([]);
    expect(page.workers().length).toBe(0);
    await page.close();
  });
});
