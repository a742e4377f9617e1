import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const scripts = fileURLToPath(new URL("../../scripts/", import.meta.url));

/** Runs one of `scripts/` on a temporary tree that holds the given files, and answers with what it printed. */
export function runScript(name: string, files: Readonly<Record<string, string>>) {
  const root = mkdtempSync(join(tmpdir(), "face88-tree-"));
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(scripts, name), root], { encoding: "utf8" });
    return { status, faults: stderr.split("\n").filter(Boolean), stdout };
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** A package.json whose only entry is `src/index.ts`. */
export function manifest(name: string, dependencies: readonly string[] = []): string {
  return JSON.stringify({
    name,
    exports: { ".": { source: "./src/index.ts", default: "./dist/index.js" } },
    dependencies: Object.fromEntries(dependencies.map((dependency) => [dependency, "*"])),
  });
}
