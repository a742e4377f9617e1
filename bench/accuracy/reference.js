// What MediaPipe's own runtime says: `@mediapipe/face_mesh` on every picture, in headless Chromium. Its graph runs on
// WebGL alone; without a GPU that is SwiftShader, which computes in float32 like the CPU does.
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { chromiumFlags, chromiumPath } from "../../scripts/chromium.js";
import { OUT, packageFolder, writePictures } from "./pictures.js";

/** Times that a picture is sent: the crop follows the last points, and has mostly settled by then. */
export const LOOKS = 8;

const FILE = join(OUT, "mediapipe.json");
const WEBGL = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"];
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm", ".png": "image/png" };

/** @typedef {[x: number, y: number, z: number][]} Mesh  as MediaPipe gives it: x over the width, y over the height */

/**
 * @typedef {object} Meshes
 * @property {Mesh[]} first  faces of the first send, cropped by the detector's box
 * @property {Mesh[]} settled  faces of the last send, cropped by the points of the one before
 * @property {number} moved  largest step of a point in the last send, in pixels: how settled it is
 */

/**
 * @typedef {import("./pictures.js").Picture & { plain: Meshes, refined: Meshes }} Reference
 *   plain: 468 points, refined: 478 points of the network with attention
 */

/**
 * @typedef {object} References
 * @property {string} runtime  package and browser, with their versions
 * @property {Reference[]} pictures
 */

/**
 * Serves the page, the package's files and the pictures to this machine alone.
 * @param {import("./pictures.js").Picture[]} pictures
 */
async function serve(pictures) {
  const folder = packageFolder("@mediapipe/face_mesh");
  const server = createServer((request, response) => {
    const [, kind = "", name = ""] = (request.url ?? "").split("/");
    try {
      const file =
        kind === "picture"
          ? (pictures[Number(name)]?.file ?? "")
          : kind === "face_mesh"
            ? join(folder, name)
            : fileURLToPath(new URL("page.html", import.meta.url));
      const body = readFileSync(file);
      const type = TYPES[/** @type {keyof typeof TYPES} */ (extname(file))] ?? "application/octet-stream";
      response.writeHead(200, { "content-type": type }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

/**
 * @param {Mesh[][]} sends
 * @param {import("./pictures.js").Picture} picture
 * @returns {Meshes}
 */
function summarise(sends, { width, height }) {
  const [first = [], last = [], before = []] = [sends[0], sends.at(-1), sends.at(-2)];
  const step = (/** @type {Mesh} */ a, /** @type {Mesh} */ b) =>
    Math.max(...a.map(([x, y], i) => Math.hypot((x - (b[i]?.[0] ?? 0)) * width, (y - (b[i]?.[1] ?? 0)) * height)));
  // Faces may change places from send to send: the nearest is the same one.
  const moved = last.map((mesh) => Math.min(...before.map((other) => step(mesh, other))));
  return { first, settled: last, moved: Math.max(0, ...moved) };
}

/** Runs MediaPipe on every picture and writes the answers, which `loadReference` reads. */
export async function makeReference() {
  const pictures = await writePictures();
  const server = await serve(pictures);
  const args = [...chromiumFlags.filter((flag) => flag !== "--disable-gpu"), ...WEBGL];
  const browser = await chromium.launch({ executablePath: chromiumPath(), args });
  try {
    const page = await browser.newPage();
    // MediaPipe logs like glog: I, W, E or F, then the time.
    page.on("console", (message) => {
      if (/^[EF]\d{4} /.test(message.text())) console.error(message.text());
    });
    /** @type {Reference[]} */
    const references = [];
    for (const [index, picture] of pictures.entries()) {
      /** @type {Meshes[]} */
      const both = [];
      for (const refine of [false, true]) {
        // A new page each time: two graphs in one page would share a WebGL context.
        await page.goto(server.url);
        const sends = await page.evaluate(`meshesOf("/picture/${index}", ${refine}, ${LOOKS})`);
        both.push(summarise(/** @type {Mesh[][]} */ (sends), picture));
      }
      const [plain, refined] = /** @type {[Meshes, Meshes]} */ (both);
      references.push({ ...picture, plain, refined });
      console.log(`${picture.name}: ${refined.settled.length} faces, settled to ${refined.moved.toFixed(3)} px`);
    }
    const { version } = JSON.parse(readFileSync(join(packageFolder("@mediapipe/face_mesh"), "package.json"), "utf8"));
    const runtime = `@mediapipe/face_mesh ${version} in Chromium ${browser.version()}`;
    writeFileSync(FILE, JSON.stringify({ runtime, pictures: references }));
  } finally {
    await browser.close();
    server.close();
  }
}

/**
 * What `makeReference` wrote last.
 * @returns {References}
 */
export function loadReference() {
  return JSON.parse(readFileSync(FILE, "utf8"));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await makeReference();
