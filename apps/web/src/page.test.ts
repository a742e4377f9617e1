import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { VideoReader } from "face88/node";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { clmtrackrFile, samplePhoto, webcamClip } from "../../../packages/face88/src/testing/files.js";
import { firstFrames } from "../../../packages/face88/src/testing/images.js";
import { writeVideo } from "../../../packages/face88/src/testing/videos.js";
import { hasChromium, listen } from "../../../packages/face88/src/web/testing/chromium.js";
import { choose, ofThePage, pageSuite, saved, says, screens } from "./testing/page-suite.js";

/** What the page asked of its worker: the calls, with the smoothing of frames. */
declare const asked: string[];

/** Lines of JSON. */
const linesOf = (bytes: Buffer) =>
  bytes
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

/** How many pixels of the drawing have the colour of the outline, and how many any other. */
const drawn = (page: Page) =>
  page.evaluate(() => {
    const canvas = document.querySelector("canvas") as HTMLCanvasElement;
    const { width, height } = canvas;
    // From a copy: Chromium warns of a canvas that is read again and again.
    const copy = new OffscreenCanvas(width, height).getContext("2d") as OffscreenCanvasRenderingContext2D;
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, width, height);
    let [outline, others] = [0, 0];
    for (let p = 0; p < data.length; p += 4) {
      if (data[p + 3] < 100) continue;
      // #4cc9f0
      if (Math.abs(data[p] - 76) + Math.abs(data[p + 1] - 201) + Math.abs(data[p + 2] - 240) < 40) outline++;
      else others++;
    }
    return { outline, others };
  });

describe.skipIf(!hasChromium)("the page in Chromium", () => {
  const suite = pageSuite();
  const clip = join(suite.folder, "clip.mp4");

  beforeAll(async () => {
    const frames = await firstFrames(webcamClip, 20);
    await writeVideo(
      clip,
      frames.map((frame) => ({ ...frame, duration: 0.04 })),
      { audio: { codec: "aac", seconds: 0.8 } },
    );
  });

  test("a photo: faces, names, downloads; at two widths, light and dark", async () => {
    const { page, heard } = await suite.openPage();
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
    const [line] = linesOf(bytes);
    expect(line.faces.length).toBe(Number(await page.textContent("#faces")));
    expect(line.faces.map(({ points }: { points: unknown[] }) => points.length)).toEqual(line.faces.map(() => 88));
    const picture = await saved(page, "#save-picture");
    expect(picture.name).toBe("sample4-face88.jpg");
    const { width, height, format } = await sharp(picture.bytes).metadata();
    expect([width, height, format]).toEqual([line.width, line.height, "jpeg"]);

    // The name of a point under the pointer, and a ring around it; away from all points, neither.
    const box = (await page.locator("#stage").boundingBox())!;
    const scale = Math.min((box.width - 2) / line.width, (box.height - 2) / line.height);
    const [x, y] = line.faces[0].points[64];
    const at = [
      box.x + box.width / 2 + (x + 0.5 - line.width / 2) * scale,
      box.y + box.height / 2 + (y + 0.5 - line.height / 2) * scale,
    ] as const;
    await page.mouse.move(...at);
    expect(await page.textContent("#label")).toBe("left_eye_0");
    const ring = (await page.locator("#ring").boundingBox())!;
    expect(Math.hypot(ring.x + ring.width / 2 - at[0], ring.y + ring.height / 2 - at[1])).toBeLessThan(1.5);
    await page.screenshot({ path: join(screens, "photo-name.png") });
    await page.mouse.move(box.x + 5, box.y + 5);
    expect([await page.isVisible("#label"), await page.isVisible("#ring")]).toEqual([false, false]);

    const points = await drawn(page);
    expect(points.outline).toBeGreaterThan(20);
    await page.check('input[value="mesh"]', { force: true });
    const mesh = await drawn(page);
    await page.screenshot({ path: join(screens, "photo-mesh.png") });
    expect([mesh.outline, mesh.others > 100]).toEqual([0, true]);
    await page.check('input[value="both"]', { force: true });
    const both = await drawn(page);
    expect([both.outline > 20, both.others > mesh.others]).toEqual([true, true]);
    await page.fill("#wipe", "50");
    expect(await page.evaluate(() => document.querySelector("canvas")?.style.clipPath)).toMatch(/50%/);
    await page.screenshot({ path: join(screens, "photo-both-wipe.png") });
    expect(ofThePage(heard)).toEqual([]);
    await page.close();
  });

  test("a video: followed as it plays; every frame in the files that are saved", async () => {
    const { page, heard } = await suite.openPage();
    await choose(page, clip);
    await says(page, "One face.");
    // Where one frame takes as long as the clip there is no rate yet: it is played again.
    const rate = page.locator("#fps", { hasText: /^[1-9]\d*$/ });
    await expect
      .poll(
        async () => {
          await page.evaluate(() => document.querySelector("video")?.play());
          return rate.isVisible();
        },
        { timeout: 120_000 },
      )
      .toBe(true);
    expect(Number(await page.textContent("#ms"))).toBeGreaterThan(0);
    const { name, bytes } = await saved(page, "#save-lines");
    expect(name).toBe("clip.jsonl");
    expect(linesOf(bytes).map(({ frame, faces }) => [frame, faces.length, faces[0]?.id])).toEqual(
      Array.from({ length: 20 }, (_, i) => [i, 1, 0]),
    );
    await says(page, "Saved.");
    const video = await saved(page, "#save-picture");
    const path = join(suite.folder, video.name);
    writeFileSync(path, video.bytes);
    using reader = await VideoReader.open(path);
    let frames = 0;
    for await (const { image } of reader.frames()) {
      if (frames++ === 10)
        await sharp(image.data, { raw: { ...image, channels: 4 } }).toFile(join(screens, "frame.png"));
    }
    expect([frames, reader.width, reader.height, (await reader.audioTracks()).length]).toEqual([20, 400, 300, 1]);
    await page.screenshot({ path: join(screens, "video.png") });
    // What was named on one picture is not said of the next.
    await page.focus("#walk");
    await page.keyboard.press("ArrowRight");
    expect(await page.textContent("#point")).toMatch(/^face_profile_1/);
    await choose(page, clmtrackrFile("franck_01829.jpg"));
    await says(page, "One face.");
    expect([await page.textContent("#point"), await page.inputValue("#walk")]).toEqual([
      expect.stringMatching(/^Point at a landmark/),
      "0",
    ]);
    expect(ofThePage(heard)).toEqual([]);
    await page.close();
  });

  test("a camera: followed, mirrored, smoothed more and less without beginning anew", async () => {
    const { page } = await suite.openPage();
    await page.addInitScript(() => {
      const { postMessage } = Worker.prototype;
      const asked: string[] = [];
      Worker.prototype.postMessage = function (this: Worker, ...sent: Parameters<Worker["postMessage"]>) {
        const { call, smoothing } = sent[0] as { call: string; smoothing?: unknown };
        asked.push(call === "track" ? JSON.stringify(smoothing) : call);
        return postMessage.apply(this, sent);
      } as Worker["postMessage"];
      Object.assign(globalThis, { asked });
    });
    await page.reload();
    await page.click("#camera");
    await says(page, "One face.");
    expect(await page.getAttribute("#video", "class")).toBe("mirrored");
    await page.screenshot({ path: join(screens, "camera.png") });
    await page.focus("#smoothing");
    const strengths = { End: '{"minCutoff":0.1,"beta":8}', Home: "false" };
    for (const [key, strength] of Object.entries(strengths)) {
      await page.keyboard.press(key);
      await page.waitForFunction((strength) => asked.at(-1) === strength, strength);
    }
    expect(await page.evaluate(() => asked.filter((call) => call === "open" || call === "close"))).toEqual(["open"]);
    await page.uncheck("#mirror");
    expect(await page.getAttribute("#video", "class")).toBe("");
    const { name, bytes } = await saved(page, "#save-lines");
    const lines = linesOf(bytes);
    expect([name, lines[0].faces[0].points.length]).toEqual(["camera.jsonl", 88]);
    expect(new Set(lines.flatMap(({ faces }) => faces.map(({ id }: { id: number }) => id)))).toEqual(new Set([0]));
    expect((await saved(page, "#save-picture")).name).toBe("camera-face88.jpg");
    await page.click("#camera");
    await says(page, "The camera is off.");
    await page.close();
  });

  test("after the first visit it works without a network", async () => {
    const own = await suite.serve({});
    const context = await suite.browser().newContext();
    const page = await context.newPage();
    listen(page);
    await page.goto(`${own.origin}/any/folder/`);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await own[Symbol.asyncDispose]();
    await page.reload();
    await says(page, "Ready.");
    await choose(page, clmtrackrFile("franck_01829.jpg"));
    await says(page, "One face.");
    // What writes videos is loaded only now.
    await choose(page, clip);
    await says(page, "One face.");
    expect(linesOf((await saved(page, "#save-lines")).bytes)).toHaveLength(20);
    await context.close();
  });
});
