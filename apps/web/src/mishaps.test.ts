import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { clmtrackrFile, samplePhoto, webcamClip } from "../../../packages/face88/src/testing/files.js";
import { firstFrames } from "../../../packages/face88/src/testing/images.js";
import { writeVideo } from "../../../packages/face88/src/testing/videos.js";
import { hasChromium, listen, startChromium } from "../../../packages/face88/src/web/testing/chromium.js";
import { alarms, type ChosenFile, choose, pageSuite, saved, says, screens } from "./testing/page-suite.js";

const portrait = clmtrackrFile("franck_01829.jpg");
const words = Buffer.from("These are words.");

/** Drops a file on the stage, or pastes it. */
async function give(page: Page, how: "drop" | "paste", file: Exclude<ChosenFile, string>): Promise<void> {
  const { name, mimeType, buffer } = file;
  await page.evaluate(
    ({ how, name, type, content }) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))], name, { type }));
      const options = { bubbles: true, cancelable: true };
      const event =
        how === "drop"
          ? new DragEvent("drop", { ...options, dataTransfer: data })
          : new ClipboardEvent("paste", { ...options, clipboardData: data });
      document.querySelector("#stage")?.dispatchEvent(event);
    },
    { how, name, type: mimeType, content: buffer.toString("base64") },
  );
}

describe.skipIf(!hasChromium)("what goes wrong on the page in Chromium: a sentence, and the next try works", () => {
  const suite = pageSuite();

  test("no photo, no video, no face", async () => {
    const { page } = await suite.openPage();
    await choose(page, { name: "letter.jpg", mimeType: "image/jpeg", buffer: words });
    await alarms(page, "“letter.jpg” is no photo that this browser can show.");
    await choose(page, { name: "letter.mp4", mimeType: "video/mp4", buffer: words });
    await alarms(page, "This browser cannot play “letter.mp4”.");
    await page.screenshot({ path: join(screens, "error.png") });
    const frames = (await firstFrames(webcamClip, 5)).map((frame) => ({ ...frame, duration: 0.04 }));
    const hevc = join(suite.folder, "hevc.mp4");
    await writeVideo(hevc, frames, { codec: "hevc", audio: { codec: "aac", seconds: 0.2 } });
    await choose(page, hevc);
    await alarms(page, "This browser cannot play “hevc.mp4”.");
    const plain = await sharp({ create: { width: 300, height: 200, channels: 3, background: "#888" } })
      .png()
      .toBuffer();
    await choose(page, { name: "grey.png", mimeType: "image/png", buffer: plain });
    await says(page, "No face found.");
    await choose(page, portrait);
    await says(page, "One face.");
    await page.close();
  });

  test("a text file that is dropped as a photo; photos that are dropped and pasted", async () => {
    const { page } = await suite.openPage();
    await give(page, "drop", { name: "notes.txt", mimeType: "text/plain", buffer: words });
    await alarms(page, "“notes.txt” is no photo that this browser can show.");
    const photo = { name: "dropped.jpg", mimeType: "image/jpeg", buffer: readFileSync(portrait) };
    await give(page, "drop", photo);
    await says(page, "One face.");
    await give(page, "paste", { name: "notes.txt", mimeType: "text/plain", buffer: words });
    await alarms(page, "“notes.txt” is no photo");
    await give(page, "paste", { ...photo, name: "pasted.jpg" });
    await says(page, "One face.");
    expect((await saved(page, "#save-lines")).name).toBe("pasted.jsonl");
    await page.close();
  });

  test("a photo of 12,000 pixels is scaled", async () => {
    const { page } = await suite.openPage();
    const large = join(suite.folder, "large.jpg");
    await sharp(samplePhoto(4)).resize(12_000).jpeg({ quality: 80 }).toFile(large);
    await choose(page, large);
    await says(page, /^\d faces\.$/);
    const line = JSON.parse((await saved(page, "#save-lines")).bytes.toString());
    expect([line.width, line.faces.length > 0]).toEqual([12_000, true]);
    // Canvases end at about 16,000 pixels: what is saved is as large as all of them can be.
    expect((await sharp((await saved(page, "#save-picture")).bytes).metadata()).width).toBe(8192);
    await choose(page, portrait);
    await says(page, "One face.");
    await page.close();
  });

  test("the worker is killed", async () => {
    const { page } = await suite.openPage();
    await page.click("#camera");
    await says(page, "One face.");
    page
      .workers()[0]
      .evaluate(() => globalThis.close())
      .catch(() => undefined);
    await alarms(page, "The worker that finds the faces was stopped.");
    await page.click("#retry");
    await says(page, "One face.");
    await page.close();
  });

  // That a camera which is really unplugged ends its track, and that a hidden tab waits: packages/face88/src/web/camera.test.ts.
  test("the camera ends in the middle", async () => {
    const { page } = await suite.openPage();
    await page.click("#camera");
    await says(page, "One face.");
    await page.evaluate(() => {
      const { srcObject } = document.querySelector("video") as HTMLVideoElement;
      (srcObject as MediaStream).getVideoTracks()[0].dispatchEvent(new Event("ended"));
    });
    await alarms(page, "The camera was lost.");
    await page.screenshot({ path: join(screens, "unplugged.png") });
    await page.click("#retry");
    await says(page, "One face.");
    await page.close();
  });

  test.each([
    [
      "no permission",
      ["--use-fake-device-for-media-stream", "--deny-permission-prompts"],
      "The camera may not be used.",
    ],
    ["no camera", ["--use-fake-ui-for-media-stream"], "No camera was found."],
  ])("%s", async (_, flags, sentence) => {
    const from = await startChromium(flags);
    const { page } = await suite.openPage({ from });
    await page.click("#camera");
    await alarms(page, sentence);
    await choose(page, portrait);
    await says(page, "One face.");
    await from.close();
  });

  test("a page without https has no camera", async () => {
    const { page, site } = await suite.openPage();
    await page.goto(`${site.origin.replace("localhost", "site.test")}/any/folder/`);
    await page.click("#camera");
    await alarms(page, "The camera works on https pages only.");
    await choose(page, portrait);
    await says(page, "One face.");
    await page.close();
  });

  test("networks that are missing, or cut short", async () => {
    let answer: "missing" | "short" | "whole" = "missing";
    await using own = await suite.serve({
      intercept: (path, response) => {
        if (answer === "whole" || !path.endsWith(".onnx")) return false;
        response.writeHead(answer === "missing" ? 503 : 200).end(Buffer.alloc(1000, 8));
        return true;
      },
    });
    const page = await suite.browser().newPage({ serviceWorkers: "block" });
    listen(page);
    await page.goto(`${own.origin}/any/folder/`);
    await alarms(page, /The networks could not be loaded: .* got HTTP 503\./);
    answer = "short";
    await page.click("#retry");
    await alarms(page, /The networks came damaged: .* expected \d+ bytes .* got 1000\./);
    await page.screenshot({ path: join(screens, "damaged.png") });
    answer = "whole";
    await page.click("#retry");
    await says(page, "Ready.");
    await choose(page, portrait);
    await says(page, "One face.");
    await page.close();
  });
});
