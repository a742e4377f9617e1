import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { clmtrackrFile, samplePhoto, webcamClip } from "../../../packages/face88/src/testing/files.js";
import { hasChromium } from "../../../packages/face88/src/web/testing/chromium.js";
import { alarms, choose, pageSuite, says, screens } from "./testing/page-suite.js";

const portrait = clmtrackrFile("franck_01829.jpg");

const focused = (page: Page) => page.evaluate(() => document.activeElement?.id || document.activeElement?.tagName);

/** The roles and names that screen readers are told, without figures that differ from time to time. */
const told = async (page: Page) =>
  (await page.locator("body").ariaSnapshot()).replace(/definition: "?[\d.]+"?/g, "definition: 0");

const photoAsTold = `- banner:
  - heading "face88" [level=1]
  - paragraph: 88 named landmarks on every face. Your pictures stay on this machine.
- main:
  - region "Picture":
    - img "Photo with one face"
    - text: Choose a photo or video
    - button "Choose a photo or video"
    - button "Start the camera"
    - status: One face.
    - alert
  - region "Settings and results":
    - group "Show":
      - text: Show
      - radio "Points" [checked]
      - text: Points
      - radio "Mesh"
      - text: Mesh
      - radio "Both"
      - text: Both
    - text: Before / after
    - slider "Before / after": "0"
    - text: Smoothing
    - slider "Smoothing": "2"
    - checkbox "Mirror the camera" [checked]
    - text: Mirror the camera
    - term: Faces
    - definition: 0
    - term: ms a picture
    - definition: 0
    - term: Frames / s
    - definition: –
    - list "Parts of the face":
      - listitem: outline
      - listitem: brows
      - listitem: eyes
      - listitem: nose
      - listitem: mouth
    - text: Point by point
    - slider "Point by point": "0"
    - paragraph: Point at a landmark, or move the slider, to see its name.
    - button "Download JSON Lines"
    - button "Download the annotated picture"`;

describe.skipIf(!hasChromium)("the page in Chromium by keyboard, screen reader and touch", () => {
  const suite = pageSuite();

  test("everything has a role and a name", async () => {
    const { page } = await suite.openPage();
    await says(page, "Ready.");
    const empty = await told(page);
    expect(empty).toContain('slider "Point by point" [disabled]');
    expect(empty).toContain('button "Download JSON Lines" [disabled]');
    await choose(page, portrait);
    await says(page, "One face.");
    expect(await told(page)).toBe(photoAsTold);
    await page.click("#camera");
    await page.locator('video[aria-label="Camera with one face"]').waitFor();
    expect(await told(page)).toContain('button "Stop the camera"');
    await page.close();
  });

  test("a photo from beginning to end by the keys alone", async () => {
    const { page } = await suite.openPage();
    // From the start: Chromium takes a moment until it hands its choosers over, and a key may be quicker.
    const asked = page.waitForEvent("filechooser");
    await says(page, "Ready.");
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("file");
    await page.keyboard.press("Enter");
    const chooser = await asked;
    await chooser.setFiles(samplePhoto(4));
    await says(page, /^\d faces\.$/);
    const order = [];
    for (let i = 0; i < 9; i++) {
      await page.keyboard.press("Tab");
      order.push(await focused(page));
      if (order.at(-1) === "INPUT") await page.keyboard.press("ArrowRight");
      if (order.at(-1) === "wipe" || order.at(-1) === "smoothing") await page.keyboard.press("End");
      if (order.at(-1) === "walk") break;
    }
    expect(order).toEqual(["camera", "INPUT", "wipe", "smoothing", "mirror", "walk"]);
    expect(await page.isChecked('input[value="mesh"]')).toBe(true);
    expect(await page.getAttribute("#wipe", "aria-valuetext")).toBe("no faces drawn");
    expect(await page.getAttribute("#smoothing", "aria-valuetext")).toBe("strongest");
    const place = String.raw`[\d.]+, [\d.]+$`;
    const walked = () => page.getAttribute("#walk", "aria-valuetext");
    expect(await walked()).toMatch(new RegExp(`^face 1, face_profile_0 \\(0\\): ${place}`));
    await page.keyboard.press("ArrowRight");
    expect(await walked()).toMatch(new RegExp(`^face 1, face_profile_1 \\(1\\): ${place}`));
    await page.keyboard.press("End");
    expect(await walked()).toMatch(
      new RegExp(`^face ${await page.textContent("#faces")}, right_eye_7 \\(\\d+\\): ${place}`),
    );
    expect(await page.isVisible("#ring")).toBe(true);
    await page.screenshot({ path: join(screens, "keys.png") });
    for (const [id, name] of [
      ["save-lines", "sample4.jsonl"],
      ["save-picture", "sample4-face88.jpg"],
    ]) {
      await page.keyboard.press("Tab");
      expect(await focused(page)).toBe(id);
      const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
      expect(download.suggestedFilename()).toBe(name);
    }
    await page.close();
  });

  test("the focus stays where the work is when buttons come and go", async () => {
    const { page } = await suite.openPage();
    await choose(page, webcamClip);
    await says(page, "One face.");
    await page.focus("#save-lines");
    await page.keyboard.press("Enter");
    await page.locator("#cancel").waitFor();
    expect(await focused(page)).toBe("cancel");
    await page.keyboard.press("Enter");
    await says(page, "Cancelled.");
    expect(await focused(page)).toBe("save-lines");
    await page.evaluate(() => {
      const { mediaDevices } = navigator;
      mediaDevices.getUserMedia = () => Promise.reject(new DOMException("busy", "NotReadableError"));
    });
    await page.click("#camera");
    await alarms(page, "The camera is in use by another program.");
    await page.focus("#retry");
    await page.keyboard.press("Enter");
    await expect.poll(() => focused(page)).toBe("status");
    await page.close();
  });

  test("live regions are there from the start, and speak only of changes", async () => {
    const { page } = await suite.openPage();
    const shown = () =>
      page.evaluate(() =>
        ["status", "error"].map((id) => {
          const region = document.getElementById(id) as HTMLElement;
          return `${region.getAttribute("role")}, ${region.hidden || getComputedStyle(region).display === "none"}`;
        }),
      );
    const regions = ["status, false", "alert, false"];
    expect(await shown()).toEqual(regions);
    await choose(page, { name: "letter.jpg", mimeType: "image/jpeg", buffer: Buffer.from("words") });
    await alarms(page, "“letter.jpg” is no photo");
    expect([await page.textContent("#status"), await shown()]).toEqual(["", regions]);
    await page.click("#camera");
    await says(page, "One face.");
    expect([await page.textContent("#error"), await shown()]).toEqual(["", regions]);
    const spoken = await page.evaluate(async () => {
      let spoken = 0;
      const options = { childList: true, characterData: true, subtree: true };
      const observer = new MutationObserver((changes) => {
        spoken += changes.length;
      });
      for (const region of document.querySelectorAll("[role=status], [role=alert]")) {
        observer.observe(region, options);
      }
      const ms = document.querySelector("#ms") as HTMLElement;
      let frames = 0;
      await new Promise<void>((resolve) => {
        new MutationObserver(() => ++frames === 5 && resolve()).observe(ms, options);
      });
      return spoken;
    });
    expect(spoken).toBe(0);
    await page.close();
  });

  test("a tap names a point", async () => {
    const { page } = await suite.openPage({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 800 } });
    await choose(page, portrait);
    await says(page, "One face.");
    // The ring of the slider shows where the first point is.
    await page.locator("#walk").fill("0");
    await page.locator("#walk").focus();
    await page.evaluate(() => scrollTo(0, 0));
    const ring = (await page.locator("#ring").boundingBox())!;
    await page.locator("#walk").blur();
    expect(await page.isVisible("#label")).toBe(false);
    await page.touchscreen.tap(ring.x + ring.width / 2, ring.y + ring.height / 2);
    expect(await page.textContent("#label")).toBe("face_profile_0");
    expect(await page.isVisible("#label")).toBe(true);
    await page.screenshot({ path: join(screens, "tap.png") });
    await page.close();
  });

  test.each(["light", "dark"] as const)("words stand out from their ground, %s", async (colorScheme) => {
    const { page } = await suite.openPage({ colorScheme });
    await choose(page, { name: "letter.jpg", mimeType: "image/jpeg", buffer: Buffer.from("words") });
    await alarms(page, "“letter.jpg” is no photo");
    const ratios = await page.evaluate(() => {
      const luminance = (colour: string) => {
        const [r, g, b] = (colour.match(/[\d.]+/g) ?? []).map((value) => {
          const share = Number(value) / 255;
          return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const groundOf = (element: Element | null): string => {
        if (element === null) return "rgb(255, 255, 255)";
        const { backgroundColor } = getComputedStyle(element);
        return /, 0\)$/.test(backgroundColor) ? groundOf(element.parentElement) : backgroundColor;
      };
      const words = [
        "h1",
        "header p",
        ".lead",
        ".empty p",
        ".primary",
        "#camera",
        "#error",
        "legend",
        "dt",
        "#legend li",
      ];
      return [...words, 'input[value="points"] + span', 'input[value="mesh"] + span'].map((selector) => {
        const element = document.querySelector(selector) as Element;
        const [a, b] = [luminance(getComputedStyle(element).color), luminance(groundOf(element))];
        return [selector, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)] as const;
      });
    });
    // WCAG 2.2, 1.4.3.
    for (const [selector, ratio] of ratios) expect(ratio, selector).toBeGreaterThan(4.5);
    await page.close();
  });
});
