import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { hasChromium } from "./testing/chromium.js";
import { browserSuite } from "./testing/suite.js";

declare const face88: typeof import("./index.js");

const css: Readonly<Record<string, { readonly picture: string; readonly mirror?: boolean }>> = {
  fill: { picture: "object-fit: fill" },
  contain: { picture: "object-fit: contain" },
  cover: { picture: "object-fit: cover" },
  none: { picture: "object-fit: none" },
  "contain, to the right": { picture: "object-fit: contain; object-position: 100% 0%" },
  "cover, in pixels": { picture: "object-fit: cover; object-position: -15px 0" },
  "with border and padding": { picture: "object-fit: contain; border: 7px solid #000; padding: 3px 21px 0 9px" },
  mirrored: { picture: "object-fit: contain; object-position: 100% 0%; transform: scaleX(-1)", mirror: true },
};

/** Mean place of the pixels that are not black. */
async function centre(png: Buffer): Promise<readonly [number, number]> {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  let [x, y, weight] = [0, 0, 0];
  for (let i = 0; i < data.length; i += 3) {
    const bright = data[i] + data[i + 1] + data[i + 2];
    x += bright * ((i / 3) % info.width);
    y += bright * Math.floor(i / 3 / info.width);
    weight += bright;
  }
  return [x / weight, y / weight];
}

describe.skipIf(!hasChromium)("drawing over an element in Chromium", () => {
  const { openPage } = browserSuite();

  test.each([1, 2])("at %i device pixels a CSS pixel, points land where the browser shows them", async (density) => {
    const { page: first, site } = await openPage();
    const browser = first.context().browser();
    const page = await browser!.newPage({ deviceScaleFactor: density, viewport: { width: 400, height: 300 } });
    await page.goto(site.origin);
    await page.waitForFunction(() => "face88" in globalThis);
    // The browser moves a picture to whole CSS pixels, the overlay does not.
    const tolerance = 0.5 * density + 0.25;
    for (const [name, { picture, mirror = false }] of Object.entries(css)) {
      const back = await page.evaluate(
        async ({ picture, mirror }) => {
          // A spot around pixel (150, 60) of a picture of 240x120.
          const source = Object.assign(document.createElement("canvas"), { width: 240, height: 120 });
          const paint = source.getContext("2d") as CanvasRenderingContext2D;
          paint.fillRect(0, 0, 240, 120);
          paint.fillStyle = "#fff";
          paint.fillRect(148, 58, 5, 5);
          document.body.replaceChildren();
          document.body.style.cssText = "margin: 0; background: #000";
          const element = new Image();
          element.src = source.toDataURL();
          await element.decode();
          element.style.cssText = `position: absolute; left: 30px; top: 20px; width: 300px; height: 180px; box-sizing: border-box; ${picture}`;
          const canvas = document.createElement("canvas");
          canvas.style.cssText =
            "position: absolute; left: 10px; top: 10px; width: 350px; height: 220px; visibility: hidden";
          document.body.append(element, canvas);
          const data = new Float32Array(176).map((_, i) => (i % 2 === 0 ? 150 : 60));
          const points = new face88.Points88(data);
          const overlay = new face88.FaceOverlay(canvas, element, { mirror });
          overlay.draw([{ box: [150, 60, 0, 0], score: 1, points }]);
          Object.assign(globalThis, { element, canvas, overlay });
          return canvas.width;
        },
        { picture, mirror },
      );
      expect(back).toBe(350 * density);
      const shown = await centre(await page.screenshot());
      await page.evaluate(() => {
        const { element, canvas } = globalThis as unknown as Record<string, HTMLElement>;
        element.style.visibility = "hidden";
        canvas.style.visibility = "visible";
      });
      const drawn = await centre(await page.screenshot());
      const distance = Math.hypot(shown[0] - drawn[0], shown[1] - drawn[1]);
      expect(distance, `${name}: shown at ${shown}, drawn at ${drawn}`).toBeLessThan(tolerance);
      const [x, y, clientX, clientY] = await page.evaluate(
        ([clientX, clientY]) => {
          const { overlay } = globalThis as unknown as { overlay: InstanceType<typeof face88.FaceOverlay> };
          const place = overlay.toPicture(clientX, clientY) ?? [Number.NaN, Number.NaN];
          return [...place, ...(overlay.toClient(...place) ?? [])];
        },
        [(shown[0] + 0.5) / density, (shown[1] + 0.5) / density],
      );
      expect(Math.hypot(x - 150, y - 60), name).toBeLessThan(1);
      expect(clientX, name).toBeCloseTo((shown[0] + 0.5) / density, 6);
      expect(clientY, name).toBeCloseTo((shown[1] + 0.5) / density, 6);
    }
    await page.close();
  });
});
