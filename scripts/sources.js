// What the check scripts share: which packages there are, which sources they hold, and how a source is parsed.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { parse } from "@babel/parser";

/**
 * @typedef {object} Package
 * @property {string} folder  place inside the repository, such as `packages/graph`
 * @property {string} root  absolute folder
 * @property {Record<string, any>} manifest  its package.json
 * @property {string[]} entries  absolute source file of each `exports` entry
 */

/**
 * The packages and apps below a repository root.
 * @param {string} root
 * @returns {Package[]}
 */
export function packagesOf(root) {
  return ["packages", "apps"].flatMap((group) => {
    const names = existsSync(join(root, group)) ? readdirSync(join(root, group)).sort() : [];
    return names
      .filter((name) => existsSync(join(root, group, name, "package.json")))
      .map((name) => {
        const folder = join(root, group, name);
        const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
        const entries = Object.values(manifest.exports ?? {})
          .map((entry) => /** @type {{ source?: string }} */ (entry).source)
          .filter((source) => source !== undefined)
          .map((source) => resolve(folder, source));
        return { folder: `${group}/${name}`, root: folder, manifest, entries };
      });
  });
}

/**
 * Every TypeScript source below a folder, declaration files left out.
 * @param {string} folder
 * @returns {string[]} absolute paths
 */
export function sourcesOf(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /(?<!\.d)\.tsx?$/.test(file))
    .sort()
    .map((file) => join(folder, file));
}

/**
 * @param {string} file
 * @returns {import("@babel/types").Program}
 */
export function programOf(file) {
  const plugins = /** @type {import("@babel/parser").ParserPlugin[]} */ (["typescript", "explicitResourceManagement"]);
  return parse(readFileSync(file, "utf8"), { sourceType: "module", sourceFilename: file, plugins }).program;
}

/**
 * The source file that a relative import means: `./x.js` is written for `./x.ts`.
 * @param {string} from  importing file
 * @param {string} specifier  begins with a dot
 */
export function resolveRelative(from, specifier) {
  return resolve(dirname(from), specifier.replace(/\.js$/, ".ts"));
}

/**
 * Calls `visit` for a syntax node and everything below it.
 * @param {any} node
 * @param {(node: any) => void} visit
 */
export function walk(node, visit) {
  visit(node);
  for (const [key, value] of Object.entries(node)) {
    if (key === "loc" || key.endsWith("Comments")) continue;
    for (const child of Array.isArray(value) ? value : [value]) if (typeof child?.type === "string") walk(child, visit);
  }
}

/**
 * @param {string} root
 * @param {string} file
 */
export function place(root, file) {
  return relative(root, file).split(sep).join("/");
}

/**
 * Ends a check: one line per fault and exit code 1, or one line that says how much was looked at.
 * @param {string[]} faults
 * @param {string} summary
 */
export function finish(faults, summary) {
  for (const fault of faults) console.error(fault);
  if (faults.length === 0) console.log(summary);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
