import { readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { hasChromium } from "./testing/chromium.js";
import { browserSuite } from "./testing/suite.js";

declare const face88: typeof import("./index.js");

describe.skipIf(!hasChromium)("what can go wrong in Chromium", () => {
  const { openPage, host } = browserSuite();

  test("model files that are missing, cut short, changed, or not models; then all is well", async () => {
    const bytes = readFileSync(`${host().scripts}/../../models/blazeface-short.onnx`);
    const wrong: Readonly<Record<string, (response: ServerResponse) => void>> = {
      missing: (response) => response.writeHead(404).end(),
      short: (response) => response.writeHead(200).end(bytes.subarray(0, 300_000)),
      broken: (response) => {
        response.writeHead(200, { "content-length": bytes.length }).write(bytes.subarray(0, 300_000));
        setTimeout(() => response.destroy(), 100);
      },
      changed: (response) => {
        const copy = Buffer.from(bytes);
        copy[200_000] ^= 1;
        response.writeHead(200).end(copy);
      },
      page: (response) => response.writeHead(200).end("<!doctype html>".padEnd(bytes.length)),
    };
    let now = "";
    const { page } = await openPage({
      intercept: (path, response) => {
        if (!path.endsWith("/blazeface-short.onnx") || now === "") return false;
        wrong[now](response);
        return true;
      },
    });
    const load = () =>
      page.evaluate(async () => {
        try {
          const landmarker = await face88.Landmarker.load({ detector: "blazeface-short" });
          landmarker.dispose();
          return ["", ""];
        } catch (error) {
          return [(error as Error).name, (error as Error).message];
        }
      });
    const seen: Record<string, string[]> = {};
    for (now of Object.keys(wrong)) seen[now] = await load();
    expect(seen.missing).toEqual(["MissingDependencyError", expect.stringMatching(/blazeface-short.* got HTTP 404$/)]);
    expect(seen.short).toEqual(["DamagedModelError", expect.stringMatching(/expected 416559 bytes.* got 300000$/)]);
    expect(seen.broken).toEqual(["DamagedModelError", expect.stringMatching(/ got \d+ and then a broken connection$/)]);
    expect(seen.changed).toEqual(["DamagedModelError", expect.stringMatching(/expected SHA-256 6347190b/)]);
    expect(seen.page).toEqual(["DamagedModelError", expect.stringMatching(/expected an \.onnx file/)]);
    now = "";
    expect(await load()).toEqual(["", ""]);
    await page.close();
  });

  test("scripts and runtimes that are missing or cut short; then all is well", async () => {
    let [missing, short] = ["", ""];
    const { page } = await openPage({
      intercept: (path, response) => {
        if (missing !== "" && path.endsWith(missing)) response.writeHead(404).end();
        else if (short !== "" && path.endsWith(short)) {
          const file = readFileSync(`${host().scripts}${short}`);
          response.writeHead(200, { "content-type": "application/wasm" }).end(file.subarray(0, 1_000_000));
        } else return false;
        return true;
      },
    });
    const load = (worker: boolean) =>
      page.evaluate(async (worker) => {
        try {
          (await face88.Landmarker.load({ model: "face88", detector: "blazeface-short", worker })).dispose();
          return "none";
        } catch (error) {
          const { name, message } = error as Error;
          return message.includes("loaded anew") ? `${name}, for good` : name;
        }
      }, worker);
    const seen: Record<string, string> = {};
    for (missing of ["/worker.js", "/ort.wasm.bundle.min.js", "/ort-wasm-simd-threaded.wasm"]) {
      seen[missing] = await load(true);
    }
    missing = "";
    short = "/ort-wasm-simd-threaded.wasm";
    seen.short = await load(true);
    expect(Object.values(seen)).toEqual(Array(4).fill("MissingDependencyError"));
    // On the page itself ONNX Runtime remembers.
    expect(await load(false)).toBe("MissingDependencyError, for good");
    short = "";
    expect(await load(true)).toBe("none");
    expect(await load(false)).toBe("MissingDependencyError, for good");
    await page.close();
  });

  test("a model cut short in the browser's cache is fetched anew", async () => {
    const bytes = readFileSync(`${host().scripts}/../../models/blazeface-short.onnx`);
    let asked = 0;
    const { page } = await openPage({
      intercept: (path, response) => {
        if (!path.endsWith("/blazeface-short.onnx") || asked++ > 0) return false;
        response.writeHead(200, { "cache-control": "max-age=3600" }).end(bytes.subarray(0, 1000));
        return true;
      },
    });
    await page.evaluate(async () => (await face88.Landmarker.load({ detector: "blazeface-short" })).dispose());
    expect(asked).toBe(2);
    await page.close();
  });

  test("pictures that are none: a named error, and the next picture works", async () => {
    const { page, heard } = await openPage();
    const seen = await page.evaluate(async () => {
      const landmarker = await face88.Landmarker.load();
      const attempt = async (work: () => Promise<unknown>) => {
        try {
          await work();
          return "no error";
        } catch (error) {
          return `${(error as Error).name}: ${(error as Error).message}`;
        }
      };
      const play = async (video: Blob) => {
        for await (const _ of landmarker.track(video)) return;
      };
      const foreign = new Image();
      const seen = {
        text: await attempt(() => landmarker.detect(new Blob(["These are words."], { type: "text/plain" }))),
        empty: await attempt(() => landmarker.detect(new Blob([]))),
        unloaded: await attempt(() => landmarker.detect(foreign)),
        unplayed: await attempt(() => landmarker.detect(document.createElement("video"))),
        number: await attempt(() => landmarker.detect(7 as never)),
        lengths: await attempt(() => landmarker.detect({ width: 2, height: 2, data: new Uint8Array(15) })),
        side: await attempt(() => landmarker.detect(new ImageData(8, 8), { maxSide: 0 })),
        score: await attempt(() => landmarker.detect(new ImageData(8, 8), { minScore: 2 })),
        video: await attempt(() => play(new Blob(["no video"], { type: "video/mp4" }))),
        stream: await attempt(async () => {
          for await (const _ of landmarker.track(new MediaStream())) return;
        }),
        every: await attempt(async () => {
          for await (const _ of landmarker.track([{ image: new ImageData(8, 8), time: 0 }], { every: 0 })) return;
        }),
        model: await attempt(() => face88.Landmarker.load({ model: "mash" })),
        threads: await attempt(() => face88.Landmarker.load({ threads: 0 })),
        afterwards: `${(await landmarker.detect(await (await fetch("/media/franck_01829.jpg")).blob())).faces.length} face`,
        disposed: await attempt(async () => {
          landmarker.dispose();
          await landmarker.detect(new ImageData(8, 8));
        }),
      };
      return seen;
    });
    expect(seen).toEqual({
      text: expect.stringMatching(/^UnreadableInputError: expected a photo that .* got text\/plain, 16 bytes/),
      empty: "UnreadableInputError: expected a photo, got a file of 0 bytes",
      unloaded: "UnreadableInputError: expected an image that is loaded, got one that is not, or is broken",
      unplayed: "UnreadableInputError: expected a video that shows a frame, got one that has none yet",
      number: expect.stringMatching(/^TypeError: expected an image, .* got Number$/),
      lengths: "TypeError: image: expected 16 bytes (RGBA, 2x2), got 15 bytes",
      side: "RangeError: maxSide: expected a whole number of at least 1, got 0",
      score: "RangeError: minScore: expected a number from 0 to 1, got 2",
      video: expect.stringMatching(/^UnreadableInputError: expected a video that this browser can decode/),
      stream: "UnreadableInputError: expected a stream with a picture, got one without",
      every: "RangeError: every: expected a whole number of at least 1, got 0",
      model: "RangeError: model: expected one of face88, face88-large, mesh or a model file, got mash",
      threads: "RangeError: threads: expected a whole number of at least 1, got 0",
      afterwards: "1 face",
      disposed: "TypeError: expected a landmarker that is open, got one that was disposed of",
    });
    expect(heard).toEqual([]);
    await page.close();
  });

  test("a photo of 12,000 pixels is scaled, not too much for the page", async () => {
    const { page } = await openPage();
    const { width, height, faces, boxes } = await page.evaluate(async () => {
      const photo = await createImageBitmap(await (await fetch("/photos/sample4.jpg")).blob());
      const drawn = (width: number, height: number) => {
        const canvas = new OffscreenCanvas(width, height);
        const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
        context.drawImage(photo, 0, 0, (photo.width / photo.height) * height, height);
        return canvas;
      };
      const [width, height] = [12_000, 4_000];
      const small = drawn(width / 6, height / 6);
      const large = await drawn(width, height).convertToBlob({ type: "image/jpeg", quality: 0.9 });
      const landmarker = await face88.Landmarker.load();
      const expected = await landmarker.detect(small);
      const found = await landmarker.detect(large);
      const scale = 6;
      landmarker.dispose();
      const left = (faces: readonly { box: readonly number[] }[]) =>
        faces.map(({ box }) => box[0]).sort((a, b) => a - b);
      return {
        width: found.width,
        height: found.height,
        faces: found.faces.length,
        boxes: left(found.faces).map((x, i) => Math.abs(x - left(expected.faces)[i] * scale) / scale),
      };
    });
    expect([width, height, faces > 0]).toEqual([12_000, 4_000, true]);
    expect(Math.max(...boxes)).toBeLessThan(3);
    await page.close();
  });

  test("a worker that is killed: a named error at once, and the next call starts another", async () => {
    const { page } = await openPage();
    await page.evaluate(async () => {
      const landmarker = await face88.Landmarker.load({ detector: "blazeface-short" });
      const image = await createImageBitmap(await (await fetch("/media/franck_01829.jpg")).blob());
      const endless = function* () {
        for (let i = 0; ; i++) yield { image, time: i / 25 };
      };
      const loop = (async () => {
        for await (const _ of landmarker.track(endless()));
      })().catch((error: Error) => error.name);
      Object.assign(globalThis, { loop, landmarker, image });
    });
    const [worker] = page.workers();
    worker.evaluate(() => globalThis.close()).catch(() => undefined);
    const seen = await page.evaluate(async () => {
      const { loop, landmarker, image } = globalThis as unknown as {
        loop: Promise<string>;
        landmarker: import("./index.js").Landmarker;
        image: ImageBitmap;
      };
      const error = await loop;
      const { faces } = await landmarker.detect(image);
      let ids = 0;
      for await (const { faces } of landmarker.track([{ image, time: 0 }])) ids += faces.length;
      landmarker.dispose();
      return { error, faces: faces.length, ids };
    });
    expect(seen).toEqual({ error: "WorkerLostError", faces: 1, ids: 1 });
    await page.close();
  });
});
