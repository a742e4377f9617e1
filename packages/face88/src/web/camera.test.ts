import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Site } from "../../../../scripts/site.js";
import { webcamClip } from "../testing/files.js";
import { writeCameraFile } from "./testing/camera-file.js";
import { hasChromium, listen } from "./testing/chromium.js";
import { type PackageSite, packageSite } from "./testing/page.js";
import { hideFor, type PlainChromium, startPlainChromium } from "./testing/plain-chromium.js";

declare const face88: typeof import("./index.js");
/** What the loop of a test has seen: seconds of each frame, the newest number of faces, and how it ended. */
declare const seen: { readonly times: number[]; faces: number; end?: string };

describe.skipIf(!hasChromium)("a camera in Chromium as people have it", () => {
  vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });
  const folder = mkdtempSync(join(tmpdir(), "face88-camera-"));
  let host: PackageSite;
  let site: Site;
  let chromium: PlainChromium;

  beforeAll(async () => {
    const file = join(folder, "camera.y4m");
    await writeCameraFile(webcamClip, file, 25);
    host = await packageSite();
    site = await host.serve();
    chromium = await startPlainChromium([
      "--use-fake-device-for-media-stream",
      "--use-fake-ui-for-media-stream",
      `--use-file-for-fake-video-capture=${file}`,
    ]);
  });
  afterAll(async () => {
    await chromium?.[Symbol.asyncDispose]();
    await site?.[Symbol.asyncDispose]();
    await host?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  /** A page that follows the faces of the camera until the loop ends. */
  async function followCamera() {
    const page = await chromium.context.newPage();
    const heard = listen(page);
    await page.goto(site.origin);
    await page.waitForFunction(() => "face88" in globalThis);
    const follow = () =>
      page.evaluate(async () => {
        const seen: { times: number[]; faces: number; end?: string } = { times: [], faces: 0 };
        const landmarker = await face88.Landmarker.load({ model: "face88", detector: "blazeface-short" });
        const camera = await navigator.mediaDevices.getUserMedia({ video: true });
        Object.assign(globalThis, { seen });
        void (async () => {
          try {
            for await (const { time, faces } of landmarker.track(camera)) {
              seen.times.push(time);
              seen.faces = faces.length;
            }
            seen.end = "by itself";
          } catch (error) {
            seen.end = (error as Error).name;
          }
          landmarker.dispose();
        })();
      });
    await follow();
    const frames = () => page.evaluate(() => seen.times.length);
    const beyond = (count: number) => page.waitForFunction((count) => seen.times.length > count, count);
    await beyond(3);
    return { page, heard, follow, frames, beyond };
  }

  test("the tab is hidden: the loop waits, and goes on with the newest frame", async () => {
    const { page, heard, frames, beyond } = await followCamera();
    let before = 0;
    const state = await Promise.all([
      hideFor(page, 2000),
      (async () => {
        while ((await page.evaluate(() => document.visibilityState)) !== "hidden") before = await frames();
        before = await frames();
      })(),
    ]);
    expect(state[0]).toBe("hidden");
    await beyond(before + 5);
    const times = await page.evaluate(() => seen.times);
    const pauses = times.slice(1).map((time, i) => time - times[i]);
    const longest = pauses.indexOf(Math.max(...pauses));
    // One frame may have been on its way when the tab was hidden; then comes the newest, not what queued.
    expect(Math.abs(longest + 1 - before)).toBeLessThanOrEqual(2);
    expect(pauses[longest]).toBeGreaterThan(1.8);
    expect(await page.evaluate(() => [seen.faces, seen.end])).toEqual([1, undefined]);
    expect(heard).toEqual([]);
    await page.close();
  });

  test("the camera is unplugged in the middle: a named error, and the next one works", async () => {
    const { page, heard, follow, beyond } = await followCamera();
    await chromium.unplugCameras();
    await page.waitForFunction(() => seen.end !== undefined);
    expect(await page.evaluate(() => seen.end)).toBe("CameraLostError");
    await follow();
    await beyond(3);
    expect(await page.evaluate(() => [seen.faces, seen.end])).toEqual([1, undefined]);
    expect(heard).toEqual([]);
    await page.close();
  });
});
