import { describe, expect, test } from "vitest";
import { manifest, runScript } from "./support/script.js";

const good = {
  "packages/points/package.json": manifest("@face88/points"),
  "packages/points/src/index.ts": 'export { one } from "./one.js";\n',
  "packages/points/src/one.ts": "export const one = 1;\n",
  "packages/graph/package.json": manifest("@face88/graph", ["onnx-buf"]),
  "packages/graph/src/index.ts": 'export { graph } from "./graph.js";\n',
  "packages/graph/src/graph.ts": 'import { onnx } from "onnx-buf";\nexport const graph = onnx;\n',
  "packages/face88/package.json": manifest("face88", ["@face88/points", "sharp"]),
  "packages/face88/src/index.ts": 'export { face } from "./face.js";\n',
  "packages/face88/src/face.ts": 'import { one } from "@face88/points";\nexport const face = one;\n',
  "packages/face88/src/face.test.ts": 'import { readFileSync } from "node:fs";\nimport { face } from "./index.js";\n',
  "packages/face88/src/node/file.ts": 'import { readFileSync } from "node:fs";\nimport sharp from "sharp";\n',
  "packages/face88/src/web/page.ts": "export const page = 1;\n",
};

const faults: readonly (readonly [name: string, file: string, text: string, fault: string])[] = [
  [
    "wrong direction",
    "packages/points/src/one.ts",
    '\nimport "face88";',
    "2 imports face88, expected no package of ours",
  ],
  [
    "wrong direction, dynamic",
    "packages/graph/src/graph.ts",
    'await import("face88");',
    "1 imports face88, expected no package of ours",
  ],
  [
    "wrong direction, type",
    "packages/face88/src/face.ts",
    'type T = import("face88").T;',
    "1 imports face88, expected only @face88/points, @face88/graph",
  ],
  [
    "Node in a pure place",
    "packages/graph/src/graph.ts",
    'import "node:fs";',
    "1 imports node:fs, expected no Node module in a pure place",
  ],
  [
    "Node without its prefix",
    "packages/face88/src/face.ts",
    'import "fs/promises";',
    "1 imports fs/promises, expected no Node module in a pure place",
  ],
  [
    "runtime in a pure place",
    "packages/face88/src/face.ts",
    'export { run } from "sharp";',
    "1 imports sharp in a pure place, expected only delaunator",
  ],
  [
    "edge in a pure place",
    "packages/face88/src/face.ts",
    'import "./node/file.js";',
    "1 imports ./node/file.js, expected nothing from node/ outside node/",
  ],
  [
    "one edge in the other",
    "packages/face88/src/node/file.ts",
    'import "../web/page.js";',
    "1 imports ../web/page.js, expected nothing from web/ outside web/",
  ],
  [
    "export *",
    "packages/points/src/index.ts",
    'export * from "./one.js";',
    "1 exports * from ./one.js, expected names",
  ],
  [
    "export * as",
    "packages/points/src/index.ts",
    'export * as all from "./one.js";',
    "1 exports * from ./one.js, expected names",
  ],
  [
    "entry",
    "packages/points/src/one.ts",
    'import "./index.js";',
    "1 imports the entry ./index.js, expected the file that declares the name",
  ],
  [
    "another package's folder",
    "packages/face88/src/face.ts",
    'import "../../points/src/one.js";',
    "1 imports ../../points/src/one.js outside its package, expected the package's name",
  ],
  [
    "undeclared dependency",
    "packages/face88/src/node/file.ts",
    'import "mediabunny";',
    "1 imports mediabunny, expected it among the dependencies of packages/face88/package.json",
  ],
];

describe("scripts/check-imports.js", () => {
  test("counts when all is well", () => {
    expect(runScript("check-imports.js", good)).toEqual({
      status: 0,
      faults: [],
      stdout: "imports: 9 in 9 files, all as the house has them\n",
    });
  });

  test.each(faults)("%s", (_name, file, text, fault) => {
    const { status, faults: found } = runScript("check-imports.js", { ...good, [file]: text });
    expect(found).toEqual([`${file}:${fault}`]);
    expect(status).toBe(1);
  });

  test("an empty tree is a fault", () => {
    expect(runScript("check-imports.js", {}).status).toBe(1);
  });
});
