import { copyFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { float32, GraphBuilder, writeOnnx } from "@face88/graph";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../testing/files.js";
import type { WebProvider } from "./ort-runtime.js";
import { hasChromium } from "./testing/chromium.js";
import { browserSuite } from "./testing/suite.js";

declare const face88: typeof import("./index.js");

describe.skipIf(!hasChromium)("loading in Chromium", () => {
  const { openPage } = browserSuite(async () => ["--host-resolver-rules=MAP site.test 127.0.0.1"]);

  test("says how far it has come, from nothing to all bytes", async () => {
    const { page } = await openPage();
    const { said, bytes } = await page.evaluate(async () => {
      const said: [number, number][] = [];
      const onProgress = ({ loaded, total }: { loaded: number; total: number }) => said.push([loaded, total]);
      const { bytes = 0, sha256: _, ...unmeasured } = face88.webModels.face88;
      // Of a file of one's own the server tells the length.
      for (const model of ["face88", unmeasured]) {
        (await face88.Landmarker.load({ model, detector: "blazeface-short", onProgress })).dispose();
      }
      return { said, bytes: bytes + (face88.webDetectors["blazeface-short"][0].bytes ?? 0) };
    });
    const ends = said.flatMap(([loaded], i) => (i + 1 === said.length || said[i + 1][0] < loaded ? [i] : []));
    expect(ends.map((i) => said[i])).toEqual([
      [bytes, bytes],
      [bytes, bytes],
    ]);
    expect(said.every(([loaded, total]) => loaded <= total)).toBe(true);
    await page.close();
  });

  test("runs each network once: one that cannot run fails in load, not at the first picture", async () => {
    const folder = temporaryFolder();
    const b = new GraphBuilder("fails");
    // Crops are 64 pixels wide: they cannot be added to 32.
    const image = b.add(
      b.input("image", "float32", ["N", 3, "height", "width"]),
      b.constant(float32([1, 3, 32, 32], new Float32Array(3 * 32 * 32))),
    );
    b.output(b.reshape(image, [-1, 176]), "points");
    b.output(b.reshape(image, [-1, 88]), "log_scale");
    writeFileSync(join(folder, "fails.onnx"), writeOnnx(b.build()));
    const description = {
      format: "face88-landmarks",
      name: "fails",
      description: "",
      side: 64,
      margin: 1.35,
      spread: 1,
    };
    writeFileSync(join(folder, "fails.json"), JSON.stringify({ ...description, score: { middle: 4, width: 2 } }));
    const { page } = await openPage({ paths: { "/nets/": { folder } } });
    const said = await page.evaluate(async () => {
      const model = { kind: "net", url: "nets/fails.onnx" } as const;
      return face88.Landmarker.load({ model, detector: "blazeface-short" }).then(
        () => "loaded",
        (error: Error) => error.message,
      );
    });
    expect(said).toMatch(/broadcast.* 32 by 64/);
    await page.close();
  });

  test("without https: lengths are looked at, digests are not, and pictures are", async () => {
    let short = true;
    const { page, site } = await openPage({
      intercept: (path, response) => {
        if (!short || !path.endsWith("/blazeface-short.onnx")) return false;
        response.writeHead(200).end(Buffer.of(8, 8));
        return true;
      },
    });
    await page.goto(site.origin.replace("localhost", "site.test"));
    await page.waitForFunction(() => "face88" in globalThis);
    const faces = () =>
      page.evaluate(async () => {
        try {
          const landmarker = await face88.Landmarker.load({ model: "face88", detector: "blazeface-short" });
          const { faces } = await landmarker.detect(await (await fetch("/media/franck_01829.jpg")).blob());
          landmarker.dispose();
          return faces.length;
        } catch (error) {
          return (error as Error).name;
        }
      });
    expect(await page.evaluate(() => isSecureContext)).toBe(false);
    expect(await faces()).toBe("DamagedModelError");
    short = false;
    expect(await faces()).toBe(1);
    await page.close();
  });
});

describe.skipIf(!hasChromium)("WebGPU in Chromium", () => {
  const runtime = createRequire(import.meta.url);
  const wasm = runtime.resolve("onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm");
  /** Puts ONNX Runtime's WebGPU build beside the others, as docs/web.md says. */
  function addRuntime(scripts: string): void {
    copyFileSync(join(wasm, "../ort.webgpu.bundle.min.mjs"), join(scripts, "ort.webgpu.bundle.min.js"));
    copyFileSync(wasm, join(scripts, "ort-wasm-simd-threaded.asyncify.wasm"));
  }
  const points = (page: Page, provider: WebProvider) =>
    page.evaluate(async (provider) => {
      try {
        const landmarker = await face88.Landmarker.load({ model: "face88", detector: "blazeface-short", provider });
        const { faces } = await landmarker.detect(await (await fetch("/media/franck_01829.jpg")).blob());
        landmarker.dispose();
        return faces.map(({ points }) => [...points.data]);
      } catch (error) {
        return (error as Error).name;
      }
    }, provider);

  describe("on SwiftShader, which is a graphics card in software", () => {
    const { openPage, host } = browserSuite(async () => ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"]);

    test("in a worker, under a strict CSP: the points of WebAssembly", async () => {
      addRuntime(host().scripts);
      const { page, heard } = await openPage();
      expect(await page.evaluate(async () => (await navigator.gpu.requestAdapter())?.info.architecture)).toBe(
        "swiftshader",
      );
      const [expected] = (await points(page, "wasm")) as number[][];
      const [found] = (await points(page, "webgpu")) as number[][];
      const differences = found.map((value, i) => Math.abs(value - expected[i]));
      expect(Math.max(...differences)).toBeLessThan(0.1);
      // Not the very same sums: it was not WebAssembly that made them.
      expect(Math.max(...differences)).toBeGreaterThan(0);
      expect(heard).toEqual([]);
      await page.close();
    });
  });

  describe("without a graphics card", () => {
    const { openPage, host } = browserSuite();

    test("a named error, with and without its runtime; WebAssembly goes on", async () => {
      const { page } = await openPage();
      expect(await points(page, "webgpu")).toBe("MissingDependencyError");
      addRuntime(host().scripts);
      expect(await points(page, "webgpu")).toBe("MissingDependencyError");
      expect(await points(page, "wasm")).toHaveLength(1);
      await page.close();
    });
  });
});
