// Holds the sources to the import rules of the house: `node scripts/check-imports.js [ROOT]`.
// One line per fault, `file:line what, expected`, and exit code 1; a count when all is well.
import { builtinModules } from "node:module";
import { resolve } from "node:path";
import { finish, packagesOf, place, programOf, resolveRelative, sourcesOf, walk } from "./sources.js";

/** Which of our own packages each folder may import. */
const MAY_IMPORT = {
  "packages/points": [],
  "packages/graph": [],
  "packages/face88": ["@face88/points", "@face88/graph"],
  "packages/train": ["@face88/points", "@face88/graph", "face88"],
  "packages/cli": ["@face88/points", "@face88/graph", "face88", "@face88/train"],
  "apps/web": ["face88"],
};

/** Pure places, with the foreign packages (no file system, no DOM, no runtime in them) that they may use. */
const PURE = [
  { place: /^packages\/points\/src\//, foreign: [] },
  { place: /^packages\/graph\/src\//, foreign: ["@bufbuild/protobuf", "onnx-buf", "flatbuffers"] },
  { place: /^packages\/face88\/src\/(?!node\/|web\/)/, foreign: ["delaunator"] },
];

const TEST = /\.test\.ts$|\/testing\//;

/** The npm package that a specifier names: `@a/b/c` -> `@a/b`. */
const packageName = (/** @type {string} */ specifier) =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

const isBuiltin = (/** @type {string} */ specifier) =>
  specifier.startsWith("node:") || builtinModules.includes(packageName(specifier));

/**
 * Every module specifier in a file: static, re-exported, dynamic, and `import("x")` types.
 * @param {import("@babel/types").Program} program
 */
function importsOf(program) {
  /** @type {{ specifier: string, line: number, star: boolean }[]} */
  const found = [];
  walk(program, (node) => {
    const dynamic = node.type === "CallExpression" && node.callee.type === "Import";
    const source = dynamic ? node.arguments[0] : node.type === "TSImportType" ? node.argument : node.source;
    if (source?.type !== "StringLiteral") return;
    const star =
      node.type === "ExportAllDeclaration" ||
      node.specifiers?.some((/** @type {any} */ name) => name.type === "ExportNamespaceSpecifier") === true;
    found.push({ specifier: source.value, line: node.loc.start.line, star });
  });
  return found;
}

/**
 * What is wrong with one import, or undefined.
 * @param {import("./sources.js").Package} pack
 * @param {string} file  absolute
 * @param {string} where  the file's place inside the repository
 * @param {string} specifier
 * @param {Set<string>} ours  the names of our own packages
 */
function faultOf(pack, file, where, specifier, ours) {
  const test = TEST.test(where);
  const pure = test ? undefined : PURE.find((rule) => rule.place.test(where));
  if (specifier.startsWith(".")) {
    const target = resolveRelative(file, specifier);
    if (test) return undefined;
    if (!target.startsWith(`${pack.root}/`))
      return `imports ${specifier} outside its package, expected the package's name`;
    if (pack.entries.includes(target))
      return `imports the entry ${specifier}, expected the file that declares the name`;
    const edge = /\/src\/(node|web)\//.exec(target.slice(pack.root.length));
    const home = /\/src\/(node|web)\//.exec(where);
    if (edge !== null && edge[1] !== home?.[1] && pack.folder === "packages/face88") {
      return `imports ${specifier}, expected nothing from ${edge[1]}/ outside ${edge[1]}/`;
    }
    return undefined;
  }
  if (isBuiltin(specifier)) return pure ? `imports ${specifier}, expected no Node module in a pure place` : undefined;
  const name = packageName(specifier);
  if (ours.has(name)) {
    const allowed = MAY_IMPORT[/** @type {keyof typeof MAY_IMPORT} */ (pack.folder)] ?? [];
    if (allowed.some((other) => other === name)) return undefined;
    return `imports ${name}, expected ${allowed.length === 0 ? "no package of ours" : `only ${allowed.join(", ")}`}`;
  }
  if (pure && !pure.foreign.some((other) => other === name)) {
    return `imports ${name} in a pure place, expected ${pure.foreign.length === 0 ? "no foreign package" : `only ${pure.foreign.join(", ")}`}`;
  }
  const { dependencies, peerDependencies } = pack.manifest;
  if (!test && !(name in { ...dependencies, ...peerDependencies })) {
    return `imports ${name}, expected it among the dependencies of ${pack.folder}/package.json`;
  }
  return undefined;
}

const root = resolve(process.argv[2] ?? ".");
const packages = packagesOf(root);
const ours = new Set(packages.map((pack) => pack.manifest.name));
/** @type {string[]} */
const faults = [];
let files = 0;
let imports = 0;
for (const pack of packages) {
  if (!(pack.folder in MAY_IMPORT))
    faults.push(`${pack.folder}/package.json:1 unknown package, expected ${Object.keys(MAY_IMPORT).join(", ")}`);
  for (const file of sourcesOf(`${pack.root}/src`)) {
    const where = place(root, file);
    files++;
    for (const { specifier, line, star } of importsOf(programOf(file))) {
      imports++;
      if (star) faults.push(`${where}:${line} exports * from ${specifier}, expected names`);
      const fault = faultOf(pack, file, where, specifier, ours);
      if (fault !== undefined) faults.push(`${where}:${line} ${fault}`);
    }
  }
}
if (files === 0) faults.push(`${root}:1 holds no source, expected packages/*/src/**/*.ts`);
finish(faults, `imports: ${imports} in ${files} files, all as the house has them`);
