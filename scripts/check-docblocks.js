// Sees that every public export has a docblock: `node scripts/check-docblocks.js [ROOT]`. Public is what the `source`
// of a package.json `exports` entry names, followed to its declaration, with the public members of classes and the
// fields of option types (their names end in Options or Config). One line per fault, `file:line name, expected`, and
// exit code 1.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { finish, packagesOf, place, programOf, resolveRelative } from "./sources.js";

/**
 * @typedef {object} Found
 * @property {string} file  absolute
 * @property {any} node  the declaration
 * @property {any} statement  what a comment would stand before: the export statement, or the declaration
 */

/** @type {Map<string, import("@babel/types").Program>} */
const programs = new Map();

/** @param {string} file */
function programAt(file) {
  const program = programs.get(file) ?? programOf(file);
  programs.set(file, program);
  return program;
}

/** @param {any} name  Identifier or StringLiteral */
const text = (name) => name.name ?? name.value;

/** @param {any} declaration */
function declaredNames(declaration) {
  if (declaration.type !== "VariableDeclaration") return [text(declaration.id)];
  return declaration.declarations.map((/** @type {any} */ one) => text(one.id));
}

/**
 * The declarations (an overloaded function has several) that a name at a file's top level stands for. A name that comes
 * from another package gives its import: that package answers for the docblock.
 * @param {string} file
 * @param {string} name
 * @returns {Found[]}
 */
function declarationsOf(file, name) {
  /** @type {Found[]} */
  const found = [];
  for (const statement of /** @type {any[]} */ (programAt(file).body)) {
    for (const specifier of statement.specifiers ?? []) {
      const exported = statement.type === "ExportNamedDeclaration" && text(specifier.exported) === name;
      const imported = statement.type === "ImportDeclaration" && text(specifier.local) === name;
      const moved = exported && (statement.source !== null || text(specifier.local) !== name);
      if (!imported && !moved) continue;
      const inner = text(exported ? specifier.local : specifier.imported);
      if (statement.source === null) found.push(...declarationsOf(file, inner));
      else if (!statement.source.value.startsWith(".")) found.push({ file, node: specifier, statement });
      else found.push(...declarationsOf(resolveRelative(file, statement.source.value), inner));
    }
    const node = statement.type.startsWith("Export") ? statement.declaration : statement;
    if (/Declaration$|^TSDeclareFunction$/.test(node?.type ?? "") && (node.id || node.declarations)) {
      if (declaredNames(node).includes(name)) found.push({ file, node, statement });
    }
  }
  return found;
}

/** @param {any} node */
function hasDocblock(node) {
  const last = node.leadingComments?.at(-1);
  return last?.type === "CommentBlock" && /^\*[\s*]*[^\s*]/.test(last.value);
}

/** @param {any} node  a member, named by an identifier, a string, a well-known symbol or (call, index) not at all */
function keyName(node) {
  const key = node.key ?? { name: "(signature)" };
  return node.computed ? `[Symbol.${text(key.property)}]` : text(key);
}

/**
 * The fields of an object type, through unions, intersections, arrays and wrappers such as Readonly<...>.
 * @param {any} type
 * @returns {any[]}
 */
function fieldsOf(type) {
  switch (type?.type) {
    case "TSTypeLiteral":
      return type.members.flatMap((/** @type {any} */ member) => [
        member,
        ...fieldsOf(member.typeAnnotation?.typeAnnotation),
      ]);
    case "TSUnionType":
    case "TSIntersectionType":
      return type.types.flatMap(fieldsOf);
    case "TSArrayType":
      return fieldsOf(type.elementType);
    case "TSTypeOperator":
    case "TSParenthesizedType":
      return fieldsOf(type.typeAnnotation);
    case "TSTypeReference":
      return (type.typeParameters?.params ?? []).flatMap(fieldsOf);
    default:
      return [];
  }
}

/** Types whose fields are checked: of a result, `width` says what it is; of an option one needs unit, range, default. */
const OPTIONS = /(Options|Config)$/;

/**
 * The members of a declaration that need a docblock of their own.
 * @param {any} node
 * @returns {any[]}
 */
function membersOf(node) {
  switch (node.type) {
    case "TSInterfaceDeclaration":
      if (!OPTIONS.test(node.id.name)) return [];
      return node.body.body.flatMap((/** @type {any} */ member) => [
        member,
        ...fieldsOf(member.typeAnnotation?.typeAnnotation),
      ]);
    case "TSTypeAliasDeclaration":
      return OPTIONS.test(node.id.name) ? fieldsOf(node.typeAnnotation) : [];
    case "ClassDeclaration":
      return node.body.body.filter(
        (/** @type {any} */ member) =>
          !/Private|StaticBlock/.test(member.type) &&
          !["private", "protected"].includes(member.accessibility) &&
          // What overrides or names itself is described where it was declared first.
          !member.override &&
          !(member.kind === "constructor" && member.params.length === 0),
      );
    default:
      return [];
  }
}

const root = resolve(process.argv[2] ?? ".");
/** @type {Set<string>} */
const faults = new Set();
/** @type {Set<any>} */
const seen = new Set();
let documented = 0;

/**
 * One thing that may be written several times (overloads; getter and setter): one docblock is enough.
 * @param {Found[]} written
 * @param {string} name
 */
function demandDocblock(written, name) {
  const [first] = written;
  if (first === undefined || seen.has(first.node)) return;
  seen.add(first.node);
  if (written.some(({ statement }) => hasDocblock(statement))) documented++;
  else
    faults.add(`${place(root, first.file)}:${first.node.loc.start.line} ${name} has no docblock, expected /** ... */`);
}

/**
 * @param {string} file
 * @param {string} name
 */
function checkExport(file, name) {
  const found = declarationsOf(file, name);
  if (found.length === 0)
    faults.add(`${place(root, file)}:1 ${name} is not declared, expected a top-level declaration`);
  if (found.some(({ node }) => node.type.endsWith("Specifier"))) return;
  demandDocblock(found, name);
  for (const { file: home, node } of found) {
    const members = membersOf(node);
    for (const member of members) {
      const key = keyName(member);
      const same = member.type.startsWith("Class") ? members.filter((other) => keyName(other) === key) : [];
      const written = (same.length > 0 ? same : [member]).map((other) => ({
        file: home,
        node: other,
        statement: other,
      }));
      demandDocblock(written, `${name}.${key}`);
    }
  }
}

const packages = packagesOf(root);
for (const entry of packages.flatMap((pack) => pack.entries)) {
  if (!existsSync(entry)) {
    faults.add(`${place(root, entry)}:1 does not exist, expected the entry that package.json names`);
    continue;
  }
  for (const statement of /** @type {any[]} */ (programAt(entry).body)) {
    if (statement.type === "ExportAllDeclaration") {
      faults.add(`${place(root, entry)}:${statement.loc.start.line} exports *, expected names`);
    } else if (statement.type === "ExportDefaultDeclaration") {
      // A plug-in's module, which is loaded by its path.
      demandDocblock([{ file: entry, node: statement, statement }], "default");
    } else if (statement.type === "ExportNamedDeclaration") {
      for (const specifier of statement.specifiers) checkExport(entry, text(specifier.exported));
      if (statement.declaration) for (const name of declaredNames(statement.declaration)) checkExport(entry, name);
    }
  }
}
if (documented === 0 && faults.size === 0)
  faults.add(`${root}:1 exports nothing, expected packages with exports that have a source`);
finish([...faults], `docblocks: ${documented} public names and members, all documented`);
