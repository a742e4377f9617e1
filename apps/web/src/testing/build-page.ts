import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import type { TestProject } from "vitest/node";
import { webcamClip } from "../../../../packages/face88/src/testing/files.js";
import { writeCameraFile } from "../../../../packages/face88/src/web/testing/camera-file.js";

/** What all tests of the page share. */
export interface BuiltPage {
  /** Folder of the page as `npm run page:build` makes it. */
  readonly dist: string;
  /** What Chromium's camera shows. */
  readonly cameraFile: string;
}

declare module "vitest" {
  export interface ProvidedContext {
    page: BuiltPage;
  }
}

/** Builds the page once for all test files. */
export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), "face88-page-"));
  const page: BuiltPage = { dist: join(folder, "dist"), cameraFile: join(folder, "camera.y4m") };
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const configFile = join(root, "vite.config.ts");
  const resolve = { conditions: ["source", "browser", "module"] };
  // As on the command line: vitest's own value would make a page for development.
  const buildPage = async () => {
    const { NODE_ENV = "test" } = process.env;
    process.env.NODE_ENV = "production";
    try {
      await build({ root, configFile, resolve, logLevel: "error", build: { outDir: page.dist, emptyOutDir: true } });
    } finally {
      process.env.NODE_ENV = NODE_ENV;
    }
  };
  const remove = () => rmSync(folder, { recursive: true });
  try {
    await buildPage();
    await writeCameraFile(webcamClip, page.cameraFile, 20);
  } catch (error) {
    remove();
    throw error;
  }
  project.provide("page", page);
  project.onTestsRerun(buildPage);
  return remove;
}
