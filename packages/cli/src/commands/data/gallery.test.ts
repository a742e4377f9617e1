import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { meanShape } from "@face88/points";
import { type CleaningFile, Dataset, LabelWriter, readDecisions, writeCleaningFile } from "@face88/train/data";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { chromiumFlags, chromiumPath } from "../../../../../scripts/chromium.js";
import { face88, samplePhoto } from "../../testing/command.js";

const count = 9;
const ids = Array.from({ length: count }, (_, i) => `s/${i}`);
/** A face's box grows with its number: 4 is stored at its size, 8 below it. */
const boxOf = (i: number) => [300, 150, 160 + 40 * i, 200 + 50 * i] as const;
const pointsOf = (i: number) => {
  const [x, y, width] = boxOf(i);
  return Array.from(meanShape(), (value, k) => Math.round((value * (width / 128) + (k % 2 ? y : x)) * 1e3) / 1e3);
};

const cleaning: CleaningFile = {
  labels: "drawn",
  rules: [],
  removed: [{ id: "s/2", rule: "blurred", reason: "expected a sharper face, got this" }],
  decisions: { "s/5": { action: "keep" } },
};

let folder = "";
let dataset = "";
let gallery = "";
let browser: Browser;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "face88-gallery-"));
  dataset = join(folder, "faces");
  gallery = join(folder, "gallery");
  const common = {
    source: "s",
    photo: samplePhoto(1).replace(/.*[\\/]/, ""),
    group: "g",
    licence: "MIT",
    tier: "open",
  };
  const lines = ids.map((id, i) => JSON.stringify({ ...common, source: i < 3 ? "s" : "t", id, box: boxOf(i) }));
  writeFileSync(join(folder, "list.jsonl"), `${lines.join("\n")}\n`);
  const photos = samplePhoto(1).replace(/[\\/][^\\/]*$/, "");
  await face88(["data", "import", join(folder, "list.jsonl"), "-o", dataset, "--photos", photos]);
  await using labels = await LabelWriter.open(dataset, "drawn", "by hand");
  // The last one has no label.
  for (let i = 0; i < count - 1; i++) {
    await labels.add({ id: ids[i], points: pointsOf(i), confidence: new Array(88).fill((i + 1) / 10) });
  }
  await writeCleaningFile(dataset, cleaning);
  const ended = await face88(["data", "gallery", dataset, "-o", gallery, "--labels", "drawn", "--sort", "confidence"]);
  expect(ended.stdout).toBe(`${gallery}/index.html: ${count} faces\n`);
  if (existsSync(chromiumPath()))
    browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumFlags });
}, 240_000);
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(!existsSync(chromiumPath()))("the gallery in Chromium, as a file", { timeout: 240_000 }, () => {
  let context: BrowserContext;
  let page: Page;
  let heard: string[] = [];
  const open = async (place = gallery) => {
    page = await context.newPage();
    page.on("console", (message) => heard.push(message.text()));
    page.on("pageerror", (error) => heard.push(error.message));
    page.on("request", (request) => {
      if (!/^(file|data|blob):/.test(request.url())) heard.push(request.url());
    });
    await page.goto(pathToFileURL(join(place, "index.html")).href);
    await page.locator(".cell").first().waitFor();
  };
  beforeEach(async () => {
    heard = [];
    context = await browser.newContext({ viewport: { width: 1000, height: 700 }, acceptDownloads: true });
    await open();
  });
  afterEach(async () => {
    await context.close();
    expect(heard).toEqual([]);
  });

  /** Ids in the order of the page, and how they are marked. */
  const shown = () =>
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>(".cell")]
        .sort((a, b) => Number(a.dataset.place) - Number(b.dataset.place))
        .map((cell) => cell.getAttribute("aria-label")),
    );
  const active = () => page.locator('.cell[aria-selected="true"]').getAttribute("aria-label");
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const saved = async () => {
    const [download] = await Promise.all([page.waitForEvent("download"), press("s")]);
    const path = join(folder, "saved.json");
    await download.saveAs(path);
    return { path, decisions: await readDecisions(path) };
  };

  it("shows faces, the least certain first, sorts and filters them", async () => {
    const named = ids.map((id) => (id === "s/2" ? `${id}, removed by blurred` : id === "s/5" ? `${id}, kept` : id));
    expect(await shown()).toEqual(named);
    await page.getByLabel("Order").selectOption("best");
    // Those without a figure come last in both orders.
    expect(await shown()).toEqual([...named.slice(0, -1).reverse(), "s/8"]);
    await page.getByLabel("Sort").selectOption("size");
    await page.getByLabel("Order").selectOption("worst");
    expect(await shown()).toEqual(named);
    await page.getByLabel("Source").selectOption("t");
    expect(await shown()).toEqual(named.slice(3));
    await page.getByLabel("Source").selectOption("");
    await page.getByLabel("Cleaning").selectOption("removed");
    expect(await shown()).toEqual([named[2]]);
    await page.getByLabel("Cleaning").selectOption("blurred");
    expect(await shown()).toEqual([named[2]]);
    await page.getByLabel("Cleaning").selectOption("kept");
    await page.getByLabel("Decision").selectOption("keep");
    expect(await shown()).toEqual([named[5]]);
    await page.getByLabel("Decision").selectOption("drop");
    expect(await shown()).toEqual([]);
    expect(await page.getByText("No face fits.").isVisible()).toBe(true);
    await page.getByLabel("Decision").selectOption("");
    await page.getByRole("searchbox", { name: "Id" }).fill("S/7");
    expect(await shown()).toEqual(["s/7"]);
  });

  it("draws the picture and the points where they are", async () => {
    const dark = await page.waitForFunction(() => {
      const canvas = document.querySelector<HTMLCanvasElement>("#cell-0 canvas");
      return canvas && canvas.width > 50 && document.querySelectorAll("canvas").length > 5;
    });
    expect(await dark.jsonValue()).toBe(true);
    const before = await page.locator("#cell-0 canvas").screenshot();
    await page.getByRole("checkbox", { name: "Points" }).uncheck();
    await page.waitForTimeout(300);
    expect(Buffer.compare(before, await page.locator("#cell-0 canvas").screenshot())).not.toBe(0);
  });

  it("keeps and drops by keys, takes back, and a closed tab loses nothing", async () => {
    await press("k", "ArrowRight", "d");
    expect(await active()).toBe("s/3");
    expect((await shown()).slice(0, 3)).toEqual(["s/0, kept", "s/1", "s/2, removed by blurred, dropped"]);
    expect(await page.locator("#counts").textContent()).toBe("9 of 9 faces · kept 2, dropped 1, fixed 0");
    await page.close();
    await open();
    expect((await shown()).slice(0, 3)).toEqual(["s/0, kept", "s/1", "s/2, removed by blurred, dropped"]);
    // What the last cleaning was told can be taken back too, and stays so.
    await press("End", "ArrowLeft", "ArrowLeft", "ArrowLeft", "Delete", "Home", "d", "u");
    expect(await active()).toBe("s/0, kept");
    await page.close();
    await open();
    expect((await saved()).decisions).toEqual({ "s/0": { action: "keep" }, "s/2": { action: "drop" } });
  });

  it("fixes points by dragging; the file is read by data clean", async () => {
    await press("ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "f");
    const canvas = page.locator("#editor canvas");
    await page.locator("#editor").waitFor();
    const status = page.locator("[data-status]");
    const placeOf = async () =>
      (await status.textContent())
        ?.match(/[-\d.]+/g)
        ?.slice(-2)
        .map(Number) ?? [];
    // The chosen point is ringed; zoomed in so that its neighbours are far away.
    await press("+", "+", "+");
    const box = await canvas.boundingBox();
    if (box === null) throw new Error("expected a canvas, got none");
    const middle = [box.x + box.width / 2, box.y + box.height / 2] as const;
    const drag = async (dx: number, dy: number) => {
      const target = await nearestToMiddle(page, middle);
      await page.mouse.move(...target);
      await page.mouse.down();
      await page.mouse.move(target[0] + dx, target[1] + dy, { steps: 4 });
      await page.mouse.up();
    };
    await drag(0, 0);
    const start = await placeOf();
    await drag(30, -18);
    const moved = await placeOf();
    expect(moved[0]).toBeGreaterThan(start[0] + 1);
    await press("Control+z");
    expect(await placeOf()).toEqual(start);
    await press("Control+Shift+z");
    expect(await placeOf()).toEqual(moved);
    const point = (await status.textContent())?.split(" ")[0];
    await press("ArrowRight", "Shift+ArrowUp", "Enter");
    expect(await active()).toBe("s/5, kept");

    const { path, decisions } = await saved();
    const fixed = decisions["s/4"];
    if (fixed.action !== "fix") throw new Error(`expected points, got ${fixed.action}`);
    await using faces = await Dataset.open(dataset);
    const { scale } = faces.faces[4].stored;
    const before = pointsOf(4);
    const changed = fixed.points.flatMap((value, i) => (Math.abs(value - before[i]) > 0.05 ? [i] : []));
    expect(changed).toHaveLength(2);
    const [x] = changed;
    expect(changed[1]).toBe(x + 1);
    expect(fixed.points[x] - before[x]).toBeCloseTo((moved[0] - start[0] + 0.25) / scale, 1);
    expect(fixed.points[x + 1] - before[x + 1]).toBeCloseTo((moved[1] - start[1] - 2) / scale, 1);
    expect(point).toMatch(/^[a-z_]+_\d+$/);

    const cleaned = await face88(["data", "clean", dataset, "--labels", "drawn", "--decisions", path]);
    expect(cleaned.code).toBe(0);
    const file = JSON.parse(readFileSync(join(dataset, "cleaning", "drawn.json"), "utf8"));
    expect(file.decisions).toEqual(decisions);
  });

  it("fixes by keys alone, without a mouse, also a face that has no label", async () => {
    await press("End", "f");
    await page.locator("#editor").waitFor();
    await press(".", ".", "ArrowDown", "Enter");
    const { decisions } = await saved();
    expect(decisions["s/8"]).toMatchObject({ action: "fix", points: expect.any(Array) });
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("grid");
  });

  it("names what one can use and keeps the focus in sight", async () => {
    const unnamed = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>("button, select, input, canvas[tabindex], [role]")]
        .filter(
          (element) =>
            !["presentation", "alert"].includes(element.getAttribute("role") ?? "") && !element.closest(".cell canvas"),
        )
        .filter((element) => {
          const labels = "labels" in element ? [...((element as HTMLInputElement).labels ?? [])] : [];
          const name = element.getAttribute("aria-label") ?? element.textContent ?? "";
          return name.trim() === "" && labels.length === 0;
        })
        .map((element) => element.outerHTML),
    );
    expect(unnamed).toEqual([]);
    await press("?");
    expect(await page.getByRole("dialog", { name: "Keys" }).isVisible()).toBe(true);
    await press("Escape");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("grid");
  });

  it("holds twenty thousand faces: only those in sight exist", async () => {
    const many = join(folder, "many");
    await face88(["data", "gallery", dataset, "-o", many, "--labels", "drawn"]);
    const text = readFileSync(join(many, "data-0.js"), "utf8");
    const push = `{ const some = face88Gallery.faces.splice(0);
      for (let i = 0; i < 20000; i++) face88Gallery.faces.push({ ...some[i % some.length], id: "s/" + i }); }`;
    writeFileSync(join(many, "data-0.js"), `${text}${push}\n`);
    await page.close();
    await open(many);
    await press("End");
    expect(await page.locator(".cell").count()).toBeLessThan(150);
    expect(await page.locator('.cell[aria-selected="true"]').getAttribute("aria-posinset")).toBe("20000");
    await press("Home", "PageDown", "k");
    expect(await page.locator("#counts").textContent()).toMatch(/^20000 of 20000 faces · kept [12],/);
    expect(await page.locator(".cell").count()).toBeLessThan(150);
  });
});

/** Place on the screen of the point that is nearest to the middle: where the mouse turns into a cross of arrows. */
async function nearestToMiddle(page: Page, [x, y]: readonly [number, number]): Promise<readonly [number, number]> {
  for (let ring = 0; ring < 300; ring += 6) {
    for (let angle = 0; angle < 2 * Math.PI; angle += ring === 0 ? 7 : 8 / ring) {
      const place = [x + ring * Math.cos(angle), y + ring * Math.sin(angle)] as const;
      await page.mouse.move(...place);
      if ((await page.locator("#editor canvas").evaluate((canvas) => canvas.style.cursor)) === "move") return place;
    }
  }
  throw new Error("expected a point near the middle, got none");
}

describe("face88 data gallery", () => {
  const words = () => ["data", "gallery", dataset, "-o", join(folder, "other"), "--labels", "drawn"];
  it.each([
    ["a score that is none", ["--sort", "beauty"], 2, /^face88: --sort: expected confidence\|.*, got beauty$/],
    [
      "teachers without another set",
      ["--sort", "teachers"],
      2,
      /^face88: --sort teachers: expected --against NAME, got none$/,
    ],
    ["labels that are missing", ["--labels", "none"], 2, /expected labels \(there are drawn\), got none$/],
    ["decisions that are missing", ["--decisions", "none.json"], 2, /^face88: none.json: expected a file of decisions/],
    [
      "a folder that holds something else",
      ["-o", "."],
      1,
      /expected a new or an empty folder, got one with \d+ entries$/,
    ],
  ])("says in one line: %s", async (_, more, code, message) => {
    const ended = await face88([...words(), ...more], folder);
    expect(ended.code).toBe(code);
    expect(ended.errors).toEqual([expect.stringMatching(message)]);
  });

  it("shows only what is asked for", { timeout: 120_000 }, async () => {
    await writeCleaningFile(dataset, cleaning);
    expect((await face88([...words(), "--only", "removed"])).stdout).toMatch(/: 1 faces\n$/);
    expect((await face88([...words(), "--only", "kept", "--limit", "4"])).stdout).toMatch(/: 4 faces\n$/);
  });
});
