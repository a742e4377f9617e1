import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { float32, GraphBuilder, writeOnnx } from "@face88/graph";
import { meanShape } from "@face88/points";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { ISOLATION, STRICT_CSP } from "../../../../scripts/site.js";
import { Landmarker as NodeLandmarker } from "../node/landmarker.js";
import { clmtrackrFile, samplePhoto, temporaryFolder } from "../testing/files.js";
import { hasChromium } from "./testing/chromium.js";
import { browserSuite } from "./testing/suite.js";

declare const face88: typeof import("./index.js");

const isolated = { ...ISOLATION, "content-security-policy": STRICT_CSP };
const side = 64;
const description = {
  format: "face88-landmarks",
  name: "own",
  description: "the mean shape, moved by how red the crop is",
  side,
  margin: 1.35,
  spread: 1,
  score: { middle: 4, width: 2 },
};

function leaningOnRed(): Uint8Array {
  const b = new GraphBuilder("own");
  const [red] = b.split(b.input("image", "float32", ["N", 3, side, side]), 1, [1, 1, 1]);
  const mean = b.reshape(b.globalAveragePool(red), [0, 1]);
  const shape = Float32Array.from(meanShape(), (value) => (value / 128 - 0.5) / 1.35 + 0.5);
  b.output(b.add(b.mul(mean, 0.05), b.constant(float32([1, 176], shape))), "points");
  b.output(b.tile(mean, [1, 88]), "log_scale");
  return writeOnnx(b.build());
}

describe.skipIf(!hasChromium)("photos in Chromium", () => {
  const { openPage } = browserSuite();

  test.each<[string, string, boolean, typeof ISOLATION | undefined, string?]>([
    ["in a worker, under a strict CSP", "mesh", true, undefined],
    ["on the page, under a strict CSP", "mesh", false, undefined],
    ["in a worker of an isolated page, with threads", "mesh", true, isolated],
    ["on an isolated page, with threads", "face88", false, isolated],
    ["face88's own network", "face88", true, undefined],
    ["face88's large network", "face88-large", true, undefined],
    ["face88's own detector", "face88", true, undefined, "mtcnn"],
  ])("%s: the points of Node, to a tenth of a pixel", async (_, model, worker, headers, detector = "blazeface") => {
    const { page, heard } = await openPage(headers && { headers });
    using landmarker = await NodeLandmarker.load({ model, detector });
    const photos = ["/photos/sample4.jpg", "/media/franck_01829.jpg"];
    const files = [samplePhoto(4), clmtrackrFile("franck_01829.jpg")];
    const found = await page.evaluate(
      async ({ photos, ...options }) => {
        const landmarker = await face88.Landmarker.load(options);
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
      { photos, model, worker, detector },
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
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(headers !== undefined);
    // Threads are workers, which stay; those of a landmarker's own worker may take a while to go with it.
    if (headers === undefined || !worker) expect(page.workers().length > 0).toBe(headers !== undefined);
    expect(heard).toEqual([]);
    await page.close();
  });

  test("every kind of picture gives the same points, and stays usable", async () => {
    const { page } = await openPage();
    const worst = await page.evaluate(async () => {
      const landmarker = await face88.Landmarker.load({ detector: "blazeface-short" });
      const blob = await (await fetch("/media/franck_01829.jpg")).blob();
      const image = new Image();
      image.src = "/media/franck_01829.jpg";
      await image.decode();
      const bitmap = await createImageBitmap(blob);
      const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
      const context = canvas.getContext("2d") as CanvasRenderingContext2D;
      context.drawImage(image, 0, 0);
      const pixels = context.getImageData(0, 0, image.width, image.height);
      const offscreen = new OffscreenCanvas(image.width, image.height);
      (offscreen.getContext("2d") as OffscreenCanvasRenderingContext2D).drawImage(image, 0, 0);
      const frame = new VideoFrame(canvas, { timestamp: 0 });
      const video = Object.assign(document.createElement("video"), { srcObject: canvas.captureStream(0), muted: true });
      await video.play();
      const reference = (await landmarker.detect(blob)).faces[0].points.data;
      const differences: Record<string, number> = {};
      const sources = { image, bitmap, canvas, pixels, offscreen, frame, video };
      // Twice: the first time must not use a source up.
      for (const round of [1, 2]) {
        for (const [name, source] of Object.entries(sources)) {
          const { faces } = await landmarker.detect(source);
          differences[`${name} ${round}`] = Math.max(
            ...faces[0].points.data.map((value, i) => Math.abs(value - reference[i])),
          );
        }
      }
      frame.close();
      landmarker.dispose();
      return differences;
    });
    for (const [name, difference] of Object.entries(worst)) {
      // A VideoFrame of a canvas may hold its colours halved.
      expect(difference, name).toBeLessThan(/^(frame|video)/.test(name) ? 0.5 : 0.01);
    }
    await page.close();
  });

  test("a network of one's own, with its description beside it: the points of Node", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "own.onnx"), leaningOnRed());
    writeFileSync(join(folder, "own.json"), JSON.stringify(description));
    const { page } = await openPage({ paths: { "/nets/": { folder } } });
    const [found] = await page.evaluate(async () => {
      const landmarker = await face88.Landmarker.load({ model: { kind: "net", url: "nets/own.onnx" }, worker: false });
      const photo = await (await fetch("/media/franck_01829.jpg")).blob();
      const { faces } = await landmarker.detect(photo);
      landmarker.dispose();
      return faces.map(({ points, score, confidence }) => ({
        points: [...points.data],
        score,
        sure: confidence?.length,
      }));
    });
    using landmarker = await NodeLandmarker.load({ model: join(folder, "own.onnx") });
    const { faces } = await landmarker.detect(clmtrackrFile("franck_01829.jpg"));
    expect([found.sure, faces[0].confidence?.length]).toEqual([88, 88]);
    expect(found.score).toBeCloseTo(faces[0].score, 3);
    faces[0].points.data.forEach((value, i) => {
      expect(Math.abs(value - found.points[i])).toBeLessThan(0.1);
    });
    await page.close();
  });

  test("a photo that lies on its side, and one that is half transparent: the points of Node", async () => {
    const folder = temporaryFolder();
    const portrait = clmtrackrFile("franck_01829.jpg");
    await sharp(portrait)
      .rotate(-90)
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 95 })
      .toFile(join(folder, "turned.jpg"));
    await sharp(portrait).ensureAlpha(0.4).png().toFile(join(folder, "faint.png"));
    const { page } = await openPage({ paths: { "/made/": { folder } } });
    using landmarker = await NodeLandmarker.load({ model: "face88", detector: "blazeface-short" });
    for (const name of ["turned.jpg", "faint.png"]) {
      const found = await page.evaluate(async (name) => {
        const landmarker = await face88.Landmarker.load({ model: "face88", detector: "blazeface-short" });
        const element = Object.assign(new Image(), { src: `/made/${name}` });
        await element.decode();
        const answers = [];
        for (const source of [element, await (await fetch(element.src)).blob()]) {
          const { width, height, faces } = await landmarker.detect(source);
          answers.push({ width, height, points: faces.map(({ points }) => [...points.data]) });
        }
        landmarker.dispose();
        return answers;
      }, name);
      const { width, height, faces } = await landmarker.detect(join(folder, name));
      for (const answer of found) {
        expect([answer.width, answer.height, answer.points.length], name).toEqual([width, height, 1]);
        const worst = Math.max(...answer.points[0].map((value, i) => Math.abs(value - faces[0].points.data[i])));
        // A browser keeps faint colours in few steps; on black instead of white they would be 1.1 px off.
        expect(worst, name).toBeLessThan(name === "faint.png" ? 0.3 : 0.1);
      }
    }
    await page.close();
  });

  test("boxes are answered in their order; the photo may be larger than it is looked at", async () => {
    const { page } = await openPage();
    const [whole, reduced] = await page.evaluate(async () => {
      const landmarker = await face88.Landmarker.load({ worker: false });
      const blob = await (await fetch("/photos/sample1.jpg")).blob();
      const { faces } = await landmarker.detect(blob);
      const boxes = faces.map(({ box }) => box).reverse();
      const answers = [];
      for (const maxSide of [4096, 960]) {
        const found = await landmarker.detect(blob, { boxes, maxSide });
        answers.push({ size: [found.width, found.height], boxes: found.faces.map(({ box }) => box), asked: boxes });
      }
      landmarker.dispose();
      return answers;
    });
    expect(reduced.size).toEqual(whole.size);
    whole.boxes.forEach((box, i) => {
      box.forEach((value, k) => {
        expect(Math.abs(value - whole.asked[i][k])).toBeLessThan(0.05 * whole.asked[i][2]);
        expect(Math.abs(value - reduced.boxes[i][k])).toBeLessThan(0.02 * whole.asked[i][2]);
      });
    });
    await page.close();
  });
});
