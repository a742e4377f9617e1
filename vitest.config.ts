import { defineConfig } from "vitest/config";

export default defineConfig({
  // Workspace packages are read from their sources, so that a test sees an edit without a build.
  resolve: { conditions: ["source"] },
  ssr: { resolve: { conditions: ["source"] } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "tests/**/*.test.ts"],
    testTimeout: 60_000,
  },
});
