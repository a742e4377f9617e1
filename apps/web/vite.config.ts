import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";

/** Nothing of another origin, so that no picture can leave the page; no eval. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "img-src 'self' blob:",
  "media-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

export default defineConfig({
  // Relative, so that the page works from any folder of any host.
  base: "./",
  build: { outDir: "dist", assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  worker: { format: "es" },
  // Pre-bundled, they would not find what lies beside them: the worker, the models, the .wasm file.
  optimizeDeps: { exclude: ["face88", "onnxruntime-web"] },
  // The page runs on wasm alone; WebGPU's runtime would be another 26 MB to host.
  resolve: { alias: { "onnxruntime-web/webgpu": "onnxruntime-web/wasm" } },
  plugins: [strictPolicy(), serviceWorker()],
});

/** Adds the policy to the built page; while developing, Vite itself needs more. */
function strictPolicy(): Plugin {
  return {
    name: "strict-policy",
    apply: "build",
    transformIndexHtml: () => [
      {
        tag: "meta",
        attrs: { "http-equiv": "Content-Security-Policy", content: contentSecurityPolicy },
        injectTo: "head-prepend",
      },
    ],
  };
}

/** Writes the service worker with the list of all files of the page. */
function serviceWorker(): Plugin {
  return {
    name: "service-worker",
    apply: "build",
    enforce: "post",
    generateBundle(_, bundle) {
      const files = [...Object.keys(bundle), "icon.svg"].filter((file) => !file.endsWith(".map")).sort();
      const version = createHash("sha256").update(files.join("\n"));
      // The names of all other files change with what they hold.
      version.update(readFileSync(new URL("./public/icon.svg", import.meta.url)));
      const page = bundle["index.html"];
      if (page?.type === "asset") version.update(page.source);
      const source = readFileSync(new URL("./service-worker.js", import.meta.url), "utf8")
        .replace('"VERSION"', JSON.stringify(version.digest("hex").slice(0, 16)))
        .replace('["FILES"]', JSON.stringify(["./", ...files.filter((file) => file !== "index.html")]));
      this.emitFile({ type: "asset", fileName: "service-worker.js", source });
    },
  };
}
