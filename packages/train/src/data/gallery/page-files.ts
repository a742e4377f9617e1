import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const file = (place: string) => readFile(fileURLToPath(new URL(place, import.meta.url)), "utf8");

/** Modules of the page, each after those that it imports. */
const MODULES = ["points-text", "decisions", "order", "pictures", "draw", "grid", "editor", "main"];

/** The page's HTML and style as they are. */
export async function pageFiles(): Promise<Readonly<Record<string, string>>> {
  return {
    "index.html": await file("../../../assets/gallery/index.html"),
    "gallery.css": await file("../../../assets/gallery/gallery.css"),
    "gallery.js": await pageScript(),
  };
}

/**
 * The compiled modules of the page as one classic script: a page that is opened as a file may not import modules. Their
 * names are unique, so that joining them is all that a bundler would do.
 */
async function pageScript(): Promise<string> {
  const parts = await Promise.all(MODULES.map((name) => file(`./page/${name}.js`)));
  const plain = parts.map((text) =>
    text
      .replace(/^import [^;]*;\n/gm, "")
      .replace(/^export \{[^}]*\};?\n/gm, "")
      .replace(/^export /gm, "")
      .replace(/^\/\/# sourceMappingURL=.*$/gm, ""),
  );
  return `"use strict";\n(() => {\n${plain.join("\n")}\n})();\n`;
}
