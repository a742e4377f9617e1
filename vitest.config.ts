import { availableParallelism } from "node:os";
import { playwright } from "@vitest/browser-playwright";
import { defaultClientConditions } from "vite";
import { defineConfig } from "vitest/config";
import { chromiumFlags, chromiumPath } from "./scripts/chromium.js";

export default defineConfig({
  // Workspace packages are read from their sources, so that a test sees an edit without a build.
  resolve: { conditions: ["source"] },
  ssr: { resolve: { conditions: ["source"] } },
  test: {
    testTimeout: 60_000,
    // Vitest leaves a core to itself, which of two would be half of them.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    setupFiles: ["tests/support/setup.ts"],
    projects: [
      {
        extends: true,
        test: {
          name: "node",
          include: ["packages/*/src/**/*.test.ts", "tests/**/*.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "page",
          include: ["apps/web/src/**/*.test.ts"],
          globalSetup: ["apps/web/src/testing/build-page.ts"],
        },
      },
      {
        extends: true,
        resolve: {
          conditions: ["source", ...defaultClientConditions],
          // The same test code finds the browser's build of ONNX Runtime.
          alias: { "onnxruntime-node": "onnxruntime-web/wasm" },
        },
        // Served as they are: every dependency is ESM, one found on the way would reload the page in the middle of a
        // test, and a bundled onnxruntime-web would not find its .wasm file beside itself.
        optimizeDeps: { noDiscovery: true },
        test: {
          name: "chromium",
          // "any": a test that has to run on every runtime we claim.
          include: ["packages/points/src/**/*.test.ts", "packages/*/src/**/*.any.test.ts", "tests/**/*.any.test.ts"],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: { executablePath: chromiumPath(), args: chromiumFlags } }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
    ],
  },
});
