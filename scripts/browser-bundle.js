// Bundles `face88/web` and its worker for pages without a bundler, with ONNX Runtime's script and .wasm file beside
// them: browsers resolve no package names, and workers know no import maps.
// `node scripts/browser-bundle.js` bundles what was built, into packages/face88/dist/browser.
import { copyFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const face88 = fileURLToPath(new URL("../packages/face88/", import.meta.url));
const runtime = dirname(createRequire(import.meta.url).resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm"));

/** ONNX Runtime stays as it is: its scripts look for their .wasm file beside themselves. */
const scripts = {
  "onnxruntime-web/wasm": "ort.wasm.bundle.min",
  "onnxruntime-web/webgpu": "ort.webgpu.bundle.min",
};

/**
 * Writes face88.js, worker.js and what they need. The models are looked for in `../../models` from there. WebGPU's
 * runtime, twice as large as the other, is left to who wants it.
 * @param {object} options
 * @param {string} options.folder  where to; what is in it is removed
 * @param {boolean} [options.fromSources]  bundle the TypeScript sources, as tests do; default what was built
 */
export async function bundleForBrowser({ folder, fromSources = false }) {
  const [home, ending] = fromSources ? ["src/web", "ts"] : ["dist/web", "js"];
  const bundle = await rolldown({
    input: Object.fromEntries(
      Object.entries({ face88: "index", worker: "worker" }).map(([name, file]) => [
        name,
        join(face88, home, `${file}.${ending}`),
      ]),
    ),
    external: Object.keys(scripts),
    platform: "browser",
    ...(fromSources && {
      resolve: { conditionNames: ["source", "import"], extensionAlias: { ".js": [".ts", ".js"] } },
    }),
  });
  await bundle.write({
    dir: folder,
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "[name].js",
    minify: true,
    cleanDir: true,
    paths: Object.fromEntries(Object.entries(scripts).map(([name, file]) => [name, `./${file}.js`])),
  });
  await bundle.close();
  // As .js: not every host knows that .mjs is JavaScript.
  copyFileSync(join(runtime, "ort.wasm.bundle.min.mjs"), join(folder, "ort.wasm.bundle.min.js"));
  copyFileSync(join(runtime, "ort-wasm-simd-threaded.wasm"), join(folder, "ort-wasm-simd-threaded.wasm"));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await bundleForBrowser({ folder: join(face88, "dist/browser") });
}
