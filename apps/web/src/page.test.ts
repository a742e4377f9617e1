import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { VideoReader } from "face88/node";
import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { clmtrackrFile, samplePhoto, webcamClip } from "../../../packages/face88/src/testing/files.js";
import { firstFrames } from "../../../packages/face88/src/testing/images.js";
import { writeVideo } from "../../../packages/face88/src/testing/videos.js";
import { writeCameraFile } from "../../../packages/face88/src/web/testing/camera-file.js";
import { hasChromium, listen, startChromium } from "../../../packages/face88/src/web/testing/chromium.js";
import { type Site, serveSite } from "../../../scripts/site.js";

/** Where the screenshots go, for looking at. */
const screens = fileURLToPath(new URL("../../../out/page/", import.meta.url));
const portrait = clmtrackrFile("franck_01829.jpg");

describe.skipIf(!hasChromium)("the page in Chromium", () => {
  vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });
  const folder = mkdtempSync(join(tmpdir(), "face88-page-"));
  const clip = join(folder, "clip.mp4");
  const dist = join(folder, "dist");
  let browser: Browser;
  let site: Site;

  beforeAll(async () => {
    const root = fileURLToPath(new URL("../", import.meta.url));
    const configFile = join(root, "vite.config.ts");
    const resolve = { conditions: ["source", "browser", "module"] };
    // As on the command line: vitest's own value would make a page for development.
    vi.stubEnv("NODE_ENV", "production");
    await build({ root, configFile, resolve, logLevel: "error", build: { outDir: dist, emptyOutDir: true } });
    vi.unstubAllEnvs();
    mkdirSync(screens, { recursive: true });
    const frames = await firstFrames(webcamClip, 20);
    await writeVideo(
      clip,
      frames.map((frame) => ({ ...frame, duration: 0.04 })),
      { audio: { codec: "aac", seconds: 0.8 } },
    );
    await writeCameraFile(webcamClip, join(folder, "camera.y4m"), 20);
    site = await serveSite({ paths: { "/any/folder/": { folder: dist } }, headers: {} });
    browser = await startChromium([
      "--use-fake-device-for-media-stream",
      "--use-fake-ui-for-media-stream",
      `--use-file-for-fake-video-capture=${join(folder, "camera.y4m")}`,
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  async function openPage(options: Parameters<Browser["newPage"]>[0] = {}, from = browser) {
    const page = await from.newPage({ serviceWorkers: "block", ...options });
    const heard = listen(page);
    await page.goto(`${site.origin}/any/folder/`);
    return { page, heard };
  }

  const says = (page: Page, text: string | RegExp) => page.locator("#status", { hasText: text }).waitFor();
  const alarms = (page: Page, text: string | RegExp) => page.locator("#error", { hasText: text }).waitFor();
  const choose = (page: Page, file: string | { name: string; mimeType: string; buffer: Buffer }) =>
    page.setInputFiles("#file", file);

  async function saved(page: Page, button: string): Promise<{ readonly name: string; readonly bytes: Buffer }> {
    const [download] = await Promise.all([page.waitForEvent("download"), page.click(button)]);
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  }

  test("a photo: faces, names, downloads; at two widths, light and dark", async () => {
    const { page, heard } = await openPage();
    const grounds = new Set<string>();
    await says(page, "Ready.");
    for (const stage of ["empty", "photo"]) {
      if (stage === "photo") {
        await choose(page, samplePhoto(4));
        await says(page, /^\d faces\.$/);
      }
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        for (const width of [390, 1280]) {
          await page.setViewportSize({ width, height: 800 });
          await page.waitForTimeout(200);
          await page.screenshot({ path: join(screens, `${stage}-${colorScheme}-${width}.png`), fullPage: true });
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
          grounds.add(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
        }
      }
    }
    expect(grounds.size).toBe(2);
    const { name, bytes } = await saved(page, "#save-lines");
    expect(name).toBe("sample4.jsonl");
    const line = JSON.parse(bytes.toString());
    expect(line.faces.length).toBe(Number(await page.textContent("#faces")));
    expect(line.faces.map(({ points }: { points: unknown[] }) => points.length)).toEqual(line.faces.map(() => 88));
    const picture = await saved(page, "#save-picture");
    expect(picture.name).toBe("sample4-face88.jpg");
    const { width, height, format } = await sharp(picture.bytes).metadata();
    expect([width, height, format]).toEqual([line.width, line.height, "jpeg"]);

    // By the pointer and by the keyboard.
    const box = (await page.locator("#stage").boundingBox())!;
    const scale = Math.min((box.width - 2) / line.width, (box.height - 2) / line.height);
    const [x, y] = line.faces[0].points[64];
    await page.mouse.move(
      box.x + box.width / 2 + (x + 0.5 - line.width / 2) * scale,
      box.y + box.height / 2 + (y + 0.5 - line.height / 2) * scale,
    );
    expect(await page.textContent("#label")).toBe("left_eye_0");
    await page.focus("#walk");
    await page.keyboard.press("ArrowRight");
    expect(await page.getAttribute("#walk", "aria-valuetext")).toMatch(/^face_profile_1 \(1\): [\d.]+, [\d.]+$/);
    for (const style of ["mesh", "both"]) {
      await page.check(`input[value="${style}"]`, { force: true });
      await page.screenshot({ path: join(screens, `photo-${style}.png`) });
    }
    await page.focus("#wipe");
    await page.keyboard.press("End");
    expect(await page.evaluate(() => document.querySelector("canvas")?.style.clipPath)).toMatch(/100%/);
    expect(heard.filter((line) => !line.endsWith("blocked by Playwright"))).toEqual([]);
    await page.close();
  });

  test("a video: followed as it plays; every frame in the files that are saved", async () => {
    const { page, heard } = await openPage();
    await choose(page, clip);
    await says(page, "One face.");
    expect(Number(await page.textContent("#ms"))).toBeGreaterThan(0);
    const { name, bytes } = await saved(page, "#save-lines");
    expect(name).toBe("clip.jsonl");
    const lines = bytes
      .toString()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ frame, faces }) => [frame, faces.length, faces[0]?.id])).toEqual(
      Array.from({ length: 20 }, (_, i) => [i, 1, 0]),
    );
    await says(page, "Saved.");
    const video = await saved(page, "#save-picture");
    const path = join(folder, video.name);
    writeFileSync(path, video.bytes);
    using reader = await VideoReader.open(path);
    let frames = 0;
    for await (const { image } of reader.frames()) {
      if (frames++ === 10)
        await sharp(image.data, { raw: { ...image, channels: 4 } }).toFile(join(screens, "frame.png"));
    }
    expect([frames, reader.width, reader.height, (await reader.audioTracks()).length]).toEqual([20, 400, 300, 1]);
    await page.screenshot({ path: join(screens, "video.png") });
    expect(heard.filter((line) => !line.endsWith("blocked by Playwright"))).toEqual([]);
    await page.close();
  });

  test("what is no photo or video: a sentence, and the next file works", async () => {
    const { page } = await openPage();
    const words = Buffer.from("These are words.");
    await choose(page, { name: "letter.jpg", mimeType: "image/jpeg", buffer: words });
    await alarms(page, "“letter.jpg” is no photo that this browser can show.");
    await choose(page, { name: "letter.mp4", mimeType: "video/mp4", buffer: words });
    await alarms(page, "This browser cannot play “letter.mp4”.");
    await page.screenshot({ path: join(screens, "error.png") });
    const plain = await sharp({ create: { width: 300, height: 200, channels: 3, background: "#888" } })
      .png()
      .toBuffer();
    await choose(page, { name: "grey.png", mimeType: "image/png", buffer: plain });
    await says(page, "No face found.");
    await choose(page, portrait);
    await says(page, "One face.");
    await page.close();
  });

  test("a camera: followed, mirrored, lost, started again; the worker killed", async () => {
    const { page } = await openPage();
    await page.click("#camera");
    await says(page, "One face.");
    expect(await page.getAttribute("#video", "class")).toBe("mirrored");
    await page.screenshot({ path: join(screens, "camera.png") });
    const { bytes } = await saved(page, "#save-lines");
    expect(JSON.parse(bytes.toString().split("\n")[0]).faces[0].points.length).toBe(88);
    await page.evaluate(() => {
      const { srcObject } = document.querySelector("video") as HTMLVideoElement;
      (srcObject as MediaStream).getVideoTracks()[0].dispatchEvent(new Event("ended"));
    });
    await alarms(page, "The camera was lost.");
    await page.click("#retry");
    await says(page, "One face.");
    page
      .workers()[0]
      .evaluate(() => globalThis.close())
      .catch(() => undefined);
    await alarms(page, "The worker that finds the faces was stopped.");
    await page.click("#retry");
    await says(page, "One face.");
    await page.click("#camera");
    await says(page, "The camera is off.");
    await page.close();
  });

  test.each([
    [
      "no permission",
      ["--use-fake-device-for-media-stream", "--deny-permission-prompts"],
      "The camera may not be used.",
    ],
    ["no camera", ["--use-fake-ui-for-media-stream"], "No camera was found."],
  ])("%s: a sentence", async (_, flags, sentence) => {
    const other = await startChromium(flags);
    const { page } = await openPage({}, other);
    await page.click("#camera");
    await alarms(page, sentence);
    await other.close();
  });

  test("after the first visit it works without a network", async () => {
    const own = await serveSite({ paths: { "/here/": { folder: dist } }, headers: {} });
    const context = await browser.newContext();
    const page = await context.newPage();
    listen(page);
    await page.goto(`${own.origin}/here/`);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await own[Symbol.asyncDispose]();
    await page.reload();
    await says(page, "Ready.");
    await choose(page, portrait);
    await says(page, "One face.");
    await context.close();
  });

  test("networks that cannot be loaded: a sentence, and trying again works", async () => {
    let down = true;
    await using own = await serveSite({
      paths: { "/": { folder: dist } },
      headers: {},
      intercept: (path, response) => {
        if (!down || !path.endsWith(".onnx")) return false;
        response.writeHead(503).end();
        return true;
      },
    });
    const page = await browser.newPage({ serviceWorkers: "block" });
    listen(page);
    await page.goto(own.origin);
    await alarms(page, "The networks could not be loaded");
    down = false;
    await page.click("#retry");
    await says(page, "Ready.");
    await page.close();
  });
});
